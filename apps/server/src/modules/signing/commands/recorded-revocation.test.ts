import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCertificatesModule, recordRestored, recordRevoked } from '#modules/certificates';
import { command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { changeCertificate, TEST_PIN } from '../../certificates/certificates.testing.ts';
import { entryOfKey } from '../../certificates/entries/entries.testing.ts';
import { lossPorts } from '../loss-ports.ts';
import { viewBatch } from '../queries/view-batch.ts';
import { createSigningOffice, type SigningOffice } from '../signing-office.testing.ts';
import { signBatch } from './sign-batch.ts';

let at: SigningOffice;

beforeAll(async () => {
  at = await createSigningOffice();
});
afterAll(() => at.office.close());
beforeEach(() => at.office.clock.set('2021-03-22T01:00:00Z'));
afterEach(async () => {
  delete at.probe.disturb.check;
  await changeCertificate(at.office, at.own, {
    revoked_at: null,
    revoked_reason: null,
    locked_at: null,
    failed_pins: 0,
  });
  await at.office.database.pool.query(`update certificate_entry set state = 'active', revoked_on = null`);
  await at.office.database.pool.query(`update signing_batch set state = 'cancelled' where state in ('open', 'sent')`);
  await at.office.database.pool.query(`delete from graphile_worker._private_jobs`);
});

const answered = { requestId: newId(), link: '/de-nghi/1' };

function revoke(): Promise<void> {
  const context = at.office.as(at.administrator);
  return command(context, (tx) =>
    recordRevoked(tx, context, {
      agencyId: at.leader.agencyId,
      serial: at.own.serial,
      revokedOn: '2021-03-22',
      reason: 'Nghỉ hưu',
      ...answered,
    }),
  );
}

/** What the worker runs after the commit. */
async function runStopJob(): Promise<void> {
  const { rows } = await at.office.database.pool.query<{ payload: Record<string, unknown> }>(
    `select job.payload from graphile_worker._private_jobs job
     join graphile_worker._private_tasks task on task.id = job.task_id where task.identifier = 'certificates.stop_signing'`,
  );
  const module = createCertificatesModule({ ...lossPorts, lossReported: async () => undefined });
  const job = module.jobs?.(at.office).find(({ name }) => name === 'certificates.stop_signing');
  expect(rows).toHaveLength(1);
  await job?.handle(rows[0]?.payload ?? {});
}

const sign = (batchId: string) => signBatch(at.office.as(at.leader), at.ports, batchId, { pin: TEST_PIN });

test('before the result is recorded it signs; from then on nothing is opened, and the key of another goes on', async () => {
  const [one = '', two = '', three = ''] = await at.add(3);
  expect(await sign((await at.open([one])).id)).toMatchObject({ signed: 1 });
  await revoke();
  await expect(at.open([two])).rejects.toMatchObject({ code: 'certificates.revoked' });
  const theirs = await at.open([three], at.deputy);
  expect(await signBatch(at.office.as(at.deputy), at.ports, theirs.id, { pin: TEST_PIN })).toMatchObject({ signed: 1 });
  expect((await entryOfKey(at.office, at.own.id)).state).toBe('revoked');
});

test('a batch that was open signs nothing more, also before the job has run', async () => {
  const [id = ''] = await at.add();
  const batch = await at.open([id]);
  await revoke();
  await expect(sign(batch.id)).rejects.toMatchObject({ code: 'certificates.revoked' });
  expect((await at.probe.readDocument(id)).state).toBe('waiting');
  await runStopJob();
  expect(await viewBatch(at.office.as(at.leader), at.ports.purposes, batch.id)).toMatchObject({
    state: 'cancelled',
    items: [{ state: 'superseded', result: { code: 'certificates.revoked' } }],
  });
});

test('between preparation and completion: the prepared signature dies', async () => {
  const [id = ''] = await at.add();
  const batch = await at.open([id]);
  at.probe.disturb.check = revoke;
  const answer = await sign(batch.id);
  // The office's own judge finds it first, in the words of the purpose.
  expect(answer).toMatchObject({ signed: 0, items: [{ result: 'failed', code: 'probe.not_valid' }] });
  expect((await at.probe.readDocument(id)).state).toBe('waiting');
});

test('a device that was restored signs again', async () => {
  await changeCertificate(at.office, at.own, { failed_pins: 5, locked_at: at.office.clock.now() });
  const [id = ''] = await at.add();
  await expect(at.open([id])).rejects.toMatchObject({ code: 'certificates.pin_locked' });
  const entry = await entryOfKey(at.office, at.own.id);
  const { rows } = await at.office.database.pool.query<{ serial: string }>(
    `update certificate_token set state = 'locked' where id = $1 returning serial`,
    [entry.token_id],
  );
  const context = at.office.as(at.administrator);
  await command(context, (tx) =>
    recordRestored(tx, context, {
      agencyId: entry.agency_id,
      tokenSerial: rows[0]?.serial ?? '',
      on: '2021-03-22',
      ...answered,
    }),
  );
  expect(await sign((await at.open([id])).id)).toMatchObject({ signed: 1 });
});
