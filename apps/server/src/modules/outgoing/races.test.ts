import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice } from '../drafting/drafting.testing.ts';
import { withoutLocks } from '../drafting/races.control.testing.ts';
import { giveDemoKeys, recordPorts } from './outgoing.testing.ts';
import { racePapers } from './races.testing.ts';

let office: TestOffice;
let district: DistrictOffice;
beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
});
afterAll(() => office?.close());

test('signing, numbering, issuing, returning and giving up at one moment end as if one came after the other (T28)', async () => {
  const judged = await racePapers({ office, district, ports: recordPorts() }, { lives: 6, seed: 20210322 });
  expect(judged.wrong).toEqual([]);
  // Both happen: acts that win and acts that come too late.
  expect(judged.done).toBeGreaterThan(5);
  expect(judged.acts - judged.done).toBeGreaterThan(5);
}, 120_000);

test('control: without row locks and the state a move starts from, twins win, files and numbers are left half done', async () => {
  const loose: TestOffice = {
    ...office,
    db: withoutLocks(office.db),
    as: (subject: Subject, key?: string) => ({ ...office.as(subject, key), db: withoutLocks(office.db) }),
  };
  await expect
    .poll(
      async () => {
        const seed = Math.floor(Math.random() * 1e9);
        const ground = { office: loose, district, ports: recordPorts() };
        return (await racePapers(ground, { lives: 4, seed })).wrong.length;
      },
      { timeout: 100_000 },
    )
    .toBeGreaterThan(0);
}, 120_000);
