import { afterAll, beforeAll, expect, test } from 'vitest';
import { command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildRequestsOffice, expectCode, giveKeys, type RequestsOffice } from '../../requests/requests.testing.ts';
import { dismissProposal } from '../commands/dismiss-proposal.ts';
import { useProposal } from '../commands/use-proposal.ts';
import { listProposals } from '../queries/list-proposals.ts';
import { closeLosses } from '../sweeps/propose-losses.ts';
import { lossReportedWith } from './loss-reported.ts';

let office: TestOffice;
let people: RequestsOffice;

beforeAll(async () => {
  office = await createTestOffice();
  people = await buildRequestsOffice(office);
  await giveKeys(office, [people.commune.specialist], false);
});
afterAll(() => office.close());

const open = async () => (await listProposals(office.as(people.commune.clerk), { state: 'open', limit: 50 })).items;

/** A report of the key, as certificates writes it, and what follows in the same transaction. */
async function lose(): Promise<{ lossId: string; certificateId: string }> {
  const { specialist, agencyId } = people.commune;
  const [key] = await rawQuery<{ id: string; serial: string }>(
    office.db,
    'select id, serial from certificate where person_id = $1',
    [specialist.personId],
  );
  const context = office.as(specialist);
  const lossId = newId();
  const certificateId = key?.id ?? '';
  await command(context, async (tx) => {
    await rawQuery(
      tx,
      `insert into certificate_loss (agency_id, id, certificate_id, state, reported_at, reported_by, reporter_name, note, lost_since, stopped_sessions)
       values ($1, $2, $3, 'open', $4, $5, $6, '', $7, 0)`,
      [
        agencyId,
        lossId,
        certificateId,
        office.clock.now(),
        specialist.personId,
        specialist.displayName,
        '2021-03-21T01:00:00Z',
      ],
    );
    await lossReportedWith({ listSignedBy: async () => [] })(tx, context, {
      agencyId,
      certificateId,
      lossId,
      serial: key?.serial ?? '',
      subjectName: specialist.displayName,
      personId: specialist.personId,
      tokenSerial: 'TK-9',
      email: '',
    });
    return null;
  });
  return { lossId, certificateId };
}

test.each([
  ['revoked', 'used'],
  ['withdrawn', 'dismissed'],
])('open until the report is %s, then %s', async (outcome, state) => {
  const { clerk, specialist } = people.commune;
  const { lossId } = await lose();
  await closeLosses(office);
  const [proposal] = await open();
  const id = proposal?.id ?? '';
  expect(proposal).toMatchObject({ kind: 'lost_token', prepares: [{ form: 'M04' }] });
  expect(proposal?.sentence).toContain('báo sau 1 ngày');
  // Using it leads to the form that stands; nobody waves it away.
  const used = await useProposal(office.as(specialist), id);
  expect(used.requests.map((request) => request.id)).toEqual([proposal?.prepares[0]?.requestId]);
  await expectCode(dismissProposal(office.as(clerk), id, { reason: 'không cần' }), 'proposals.dismiss.forbidden');
  expect(await open()).toHaveLength(1);
  await rawQuery(office.db, 'update certificate_loss set state = $2, closed_at = now() where id = $1', [
    lossId,
    outcome,
  ]);
  await Promise.all([closeLosses(office), closeLosses(office)]);
  expect(await open()).toEqual([]);
  const [row] = await rawQuery<{ state: string }>(office.db, 'select state from proposal where id = $1', [id]);
  expect(row?.state).toBe(state);
});
