import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { isSerial } from '../../platform/testing/serial.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice } from './drafting.testing.ts';
import { withoutLocks } from './races.control.testing.ts';
import { raceDrafts } from './races.testing.ts';

let office: TestOffice;
let district: DistrictOffice;
beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
});
afterAll(() => office?.close());

test('acts of one moment on one draft end as if one came after the other, each with its one leaf (T28)', async () => {
  const judged = await raceDrafts({ office, district }, 40, 20210322);
  expect(judged.wrong).toEqual([]);
  expect(judged.races).toBe(40);
  // Both happen: acts that win and acts that come too late.
  expect(judged.done).toBeGreaterThan(20);
  expect(judged.acts - judged.done).toBeGreaterThan(10);
}, 120_000);

test('the judge knows two winners where only one can win', () => {
  const step = (state: string): string | undefined => (state === 'submitted' ? 'approved' : undefined);
  const judge = (...answers: boolean[]): boolean =>
    isSerial<string>(
      'submitted',
      answers.map((done) => ({ steps: [step], done })),
      'approved',
      Object.is,
    );
  expect([judge(true, false), judge(true, true), judge(false, false)]).toEqual([true, false, false]);
});

test('control: without row locks and the state a move starts from there are acts that no order explains', async () => {
  const loose = {
    db: withoutLocks(office.db),
    as: (subject: Subject) => ({ ...office.as(subject), db: withoutLocks(office.db) }),
  };
  await expect
    .poll(
      async () => (await raceDrafts({ office: loose, district }, 20, Math.floor(Math.random() * 1e9), 8)).wrong.length,
      {
        timeout: 100_000,
      },
    )
    .toBeGreaterThan(0);
}, 120_000);
