import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { issue } from '../../certificates/entries/entries.testing.ts';
import { buildRequestsOffice, expectCode, type RequestsOffice } from '../../requests/requests.testing.ts';
import { dismissProposal } from '../commands/dismiss-proposal.ts';
import { useProposal } from '../commands/use-proposal.ts';
import { shiftDay } from '../ladder.ts';
import { listProposals } from '../queries/list-proposals.ts';
import { proposeExpiring } from './propose-expiring.ts';

let office: TestOffice;
let people: RequestsOffice;
const TODAY = '2021-03-22';

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  people = await buildRequestsOffice(office);
});

const issueFor = (subject: Subject, days: number, given: object = {}) =>
  issue(office, subject, { validFrom: '2018-01-01', validTo: shiftDay(TODAY, days), ...given });

const stored = (agencyId: string) =>
  rawQuery<{ id: string; kind: string; step: string; state: string; tone: string }>(
    office.db,
    'select id, kind, step, state, tone from proposal where agency_id = $1 order by created_at, id',
    [agencyId],
  );

async function told(subject: Subject): Promise<string[]> {
  const rows = await rawQuery<{ kind: string }>(
    office.db,
    'select kind from notification where person_id = $1 order by id',
    [subject.personId],
  );
  return rows.map(({ kind }) => kind);
}

const readAll = (subject: Subject) =>
  rawQuery(office.db, 'update notification set read_at = now() where person_id = $1', [subject.personId]);

const list = (subject: Subject) => listProposals(office.as(subject), { state: 'open', limit: 50 });

describe('the ladder on the days', () => {
  test('121 nothing, 120 renew, then once a rung down to a new certificate', async () => {
    const { specialist, clerk, leader, agencyId } = people.commune;
    await issueFor(specialist, 121);
    await proposeExpiring(office);
    expect(await stored(agencyId)).toEqual([]);
    const days = [120, 119, 91, 90, 75, 65, 60, 59, 31, 30, 7];
    const seen: string[] = [];
    for (const left of days) {
      office.clock.set(`${shiftDay(TODAY, 121 - left)}T01:00:00Z`);
      await readAll(clerk);
      const before = (await told(clerk)).length;
      await proposeExpiring(office);
      await proposeExpiring(office);
      const news = (await told(clerk)).length - before;
      const [open] = (await stored(agencyId)).filter(({ state }) => state === 'open');
      seen.push(`${left} ${open?.kind} ${open?.step} ${news}`);
    }
    expect(seen).toEqual([
      '120 renew 120 1',
      '119 renew 120 0',
      '91 renew 120 0',
      '90 renew 90 1',
      '75 renew 75 1',
      '65 renew 65 1',
      '60 renew 65 0',
      '59 replace 59 1',
      '31 replace 59 0',
      '30 replace 30 1',
      '7 replace 7 1',
    ]);
    expect(await told(leader)).toContain('proposals.replace');
    expect((await stored(agencyId)).filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  test('the head hears of the last rungs only', async () => {
    const { specialist, colleague, leader, auditor } = people.commune;
    await issueFor(specialist, 80);
    await proposeExpiring(office);
    expect(await told(leader)).toEqual([]);
    expect(await told(specialist)).toEqual(['proposals.renew']);
    await issueFor(colleague, 29);
    await proposeExpiring(office);
    expect(await told(leader)).toEqual(['proposals.replace']);
    expect(await told(auditor)).toEqual([]);
  });

  test('renewed once: a new certificate from the start', async () => {
    const { specialist, agencyId } = people.commune;
    const entry = await issueFor(specialist, 100);
    await rawQuery(office.db, 'update certificate_entry set renewal_count = 1 where id = $1', [entry.id]);
    await proposeExpiring(office);
    expect(await stored(agencyId)).toMatchObject([{ kind: 'replace', step: '120' }]);
  });

  test('two processes make one proposal and tell once', async () => {
    const { specialist, clerk, agencyId } = people.commune;
    await issueFor(specialist, 70);
    await Promise.all([proposeExpiring(office), proposeExpiring(office), proposeExpiring(office)]);
    expect(await stored(agencyId)).toHaveLength(1);
    expect(await told(clerk)).toHaveLength(1);
    await readAll(clerk);
    office.clock.set(`${shiftDay(TODAY, 10)}T01:00:00Z`);
    await Promise.all([proposeExpiring(office), proposeExpiring(office), proposeExpiring(office)]);
    expect(await told(clerk)).toHaveLength(2);
    const [row] = await stored(agencyId);
    const leaves = await rawQuery<{ action: string }>(
      office.db,
      'select action from audit_leaf where object_id = $1 order by action',
      [row?.id],
    );
    expect(leaves.map(({ action }) => action)).toEqual(['proposals.opened', 'proposals.told']);
  });

  test('revoked meanwhile: the proposal ends', async () => {
    const { specialist, agencyId } = people.commune;
    const entry = await issueFor(specialist, 70);
    await proposeExpiring(office);
    await rawQuery(office.db, `update certificate_entry set state = 'revoked' where id = $1`, [entry.id]);
    await proposeExpiring(office);
    expect(await stored(agencyId)).toMatchObject([{ state: 'dismissed' }]);
  });
});

describe('using and dismissing', () => {
  test('Mẫu 03 filled in; used once, proposed no more', async () => {
    const { specialist, clerk, agencyId } = people.commune;
    const entry = await issueFor(specialist, 100);
    await proposeExpiring(office);
    const { items, counts } = await list(clerk);
    expect(items).toMatchObject([{ kind: 'renew', prepares: [{ form: 'M03', requestId: null }] }]);
    expect(counts).toEqual({ renew: 1 });
    const id = items[0]?.id ?? '';
    const answers = await Promise.allSettled([
      useProposal(office.as(clerk), id),
      useProposal(office.as(specialist), id),
    ]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'proposals.wrong_state' },
    });
    const requests = await rawQuery<Record<string, unknown>>(office.db, 'select * from request where agency_id = $1', [
      agencyId,
    ]);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      kind: 'cert.renew_change',
      state: 'draft',
      declarant_person_id: specialist.personId,
      certificate_entry_id: entry.id,
      content: { fields: { renew: true, 'certificate.serial': entry.serial } },
    });
    await proposeExpiring(office);
    expect((await list(clerk)).items).toEqual([]);
    await rawQuery(office.db, `update request set state = 'withdrawn' where agency_id = $1`, [agencyId]);
    await proposeExpiring(office);
    expect((await list(clerk)).items).toHaveLength(1);
  });

  test('below sixty days: Mẫu 01 names the old certificate', async () => {
    const { specialist, clerk, agencyId } = people.commune;
    const entry = await issueFor(specialist, 50);
    await proposeExpiring(office);
    const { items } = await list(specialist);
    await useProposal(office.as(clerk), items[0]?.id ?? '');
    const [request] = await rawQuery<Record<string, unknown>>(office.db, 'select * from request where agency_id = $1', [
      agencyId,
    ]);
    expect(request).toMatchObject({
      kind: 'cert.issue.person',
      content: { fields: { 'oldCertificate.serial': entry.serial } },
    });
  });

  test('who may read, use and dismiss', async () => {
    const { specialist, colleague, clerk } = people.commune;
    await issueFor(specialist, 100);
    await proposeExpiring(office);
    const [row] = (await list(specialist)).items;
    const id = row?.id ?? '';
    expect((await list(colleague)).items).toEqual([]);
    expect((await list(people.other.clerk)).items).toEqual([]);
    expect((await list(people.district.focal)).items).toHaveLength(1);
    await expectCode(useProposal(office.as(colleague), id), 'proposals.not_found');
    await expectCode(useProposal(office.as(people.other.clerk), id), 'proposals.not_found');
    await expectCode(useProposal(office.as(people.district.focal), id), 'proposals.use.forbidden');
    await expectCode(
      dismissProposal(office.as(specialist), id, { reason: 'không cần' }),
      'proposals.dismiss.forbidden',
    );
    await expectCode(dismissProposal(office.as(clerk), id, { reason: 'để sau', until: TODAY }), 'proposals.last_day');
    await dismissProposal(office.as(clerk), id, { reason: 'để sau', until: shiftDay(TODAY, 3) });
    await expectCode(useProposal(office.as(clerk), id), 'proposals.wrong_state');
    await proposeExpiring(office);
    expect((await list(clerk)).items).toEqual([]);
    office.clock.set(`${shiftDay(TODAY, 4)}T01:00:00Z`);
    await proposeExpiring(office);
    expect((await list(clerk)).items).toHaveLength(1);
  });
});
