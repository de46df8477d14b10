import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { TEST_PIN } from '../certificates/certificates.testing.ts';
import { raiseWaiting } from './care/raise-waiting.ts';
import { signBatch } from './commands/sign-batch.ts';
import { signingDesk } from './signing.desk.ts';
import { createSigningOffice, type SigningOffice } from './signing-office.testing.ts';

let at: SigningOffice;

beforeAll(async () => {
  at = await createSigningOffice();
});
afterAll(() => at.office.close());
beforeEach(() => {
  at.time.state = 'answers';
  delete at.probe.disturb.check;
});

const rowsOf = async (by: Subject): Promise<string[]> =>
  (await signingDesk(at.office.as(by))).flatMap(({ rows }) => rows.map(({ id }) => id));
const sign = async (id: string) => signBatch(at.office.as(at.leader), at.ports, id, { pin: TEST_PIN });

test('nothing to care for: no row', async () => {
  await sign((await at.open(await at.add())).id);
  expect(await rowsOf(at.leader)).toEqual([]);
  expect(await rowsOf(at.clerk)).toEqual([]);
});

test('what could not be signed lies with its signer, in the batch that goes on, until it is over', async () => {
  const batch = await at.open(await at.add(2));
  at.probe.disturb.check = async () => {
    throw new Error('the judge is away');
  };
  await sign(batch.id);
  expect(await rowsOf(at.leader)).toEqual([`batch-${batch.id}`]);
  expect(await rowsOf(at.deputy)).toEqual([]);
  at.office.clock.advance(61 * 60_000);
  expect(await rowsOf(at.leader)).toEqual([]);
});

test('an outage past its time stops everybody who signs, and is shown as overdue to those who care', async () => {
  at.time.state = 'down';
  await sign((await at.open(await at.add())).id);
  at.office.clock.advance(3 * 3_600_000);
  expect(await rowsOf(at.leader)).toEqual([]);
  at.office.clock.advance(2 * 3_600_000);
  await raiseWaiting(at.office, at.ports);
  expect(await rowsOf(at.leader)).toEqual(['signing-stopped']);
  expect(await rowsOf(at.clerk)).toEqual(['signing-stopped', 'signing-late']);
  expect(await rowsOf(at.administrator)).toEqual(['signing-stopped', 'signing-late']);
  at.time.state = 'answers';
  at.office.clock.advance(3_600_000);
  await raiseWaiting(at.office, at.ports);
  expect(await rowsOf(at.clerk)).toEqual([]);
});
