import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildRequestsOffice, giveMailbox, type RequestsOffice } from '../../requests/requests.testing.ts';
import { dismissProposal } from '../commands/dismiss-proposal.ts';
import { useProposal } from '../commands/use-proposal.ts';
import { listProposals } from '../queries/list-proposals.ts';
import { proposeMailboxes } from './propose-mailboxes.ts';

let office: TestOffice;
let people: RequestsOffice;
let sequence = 0;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  people = await buildRequestsOffice(office);
});

interface Use {
  backend?: 'manual' | 'embedded' | 'zimbra';
  signedIn?: string;
  state?: string;
  suspended?: string;
}

async function mailbox(holder: Subject, { backend = 'embedded', signedIn, state = 'active', suspended }: Use) {
  sequence += 1;
  const address = `hop${sequence}.natam`;
  await giveMailbox(office, holder, address);
  await rawQuery(
    office.db,
    `update mailbox set backend = $2, hosted_since = case when $2 = 'manual' then null else '2020-01-01'::timestamptz end,
       last_sign_in_at = $3, state = $4, suspended_reason = $5 where address = $1`,
    [address, backend, signedIn ?? null, state, suspended ?? null],
  );
  return address;
}

async function imported(agencyId: string, confirmedAt: string): Promise<void> {
  await rawQuery(
    office.db,
    `insert into mail_import (agency_id, id, file_name, rows, created_by, created_at, confirmed_at)
     values ($1, $2, 'so.xlsx', '[]', $3, $4, $4)`,
    [agencyId, newId(), newId(), confirmedAt],
  );
}

const open = async (subject: Subject) => (await listProposals(office.as(subject), { state: 'open', limit: 50 })).items;
const told = async (subject: Subject): Promise<string[]> => {
  const rows = await rawQuery<{ kind: string }>(
    office.db,
    `select kind from notification where person_id = $1 and kind like 'proposals.%' order by id`,
    [subject.personId],
  );
  return rows.map(({ kind }) => kind);
};
const contents = (agencyId: string) =>
  rawQuery<{ kind: string; state: string; content: unknown }>(
    office.db,
    'select kind, state, content from request where agency_id = $1',
    [agencyId],
  );
const actions = async (agencyId: string): Promise<string[]> => {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    `select action from audit_leaf where agency_id = $1 and action like 'proposals.%'`,
    [agencyId],
  );
  return rows.map(({ action }) => action).sort();
};

describe('mailboxes nobody uses', () => {
  test('over 45 days: clerk and head are told once, twins open one; used, it fills one Mẫu 09 that a person sends', async () => {
    const { clerk, leader, specialist, colleague, agencyId, auditor } = people.commune;
    const idle = await mailbox(specialist, { signedIn: '2021-02-04T00:00:00Z' });
    const used = await mailbox(colleague, { signedIn: '2021-02-06T00:00:00Z' });
    await Promise.all([proposeMailboxes(office), proposeMailboxes(office)]);
    await proposeMailboxes(office);
    const [proposal, ...more] = await open(clerk);
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({ kind: 'revoke_mailbox', prepares: [{ form: 'M09', requestId: null }] });
    expect(proposal?.sentence).toContain(idle);
    expect(proposal?.sentence).not.toContain(used);
    expect(await told(clerk)).toEqual(['proposals.revoke_mailbox']);
    expect(await told(leader)).toEqual(['proposals.revoke_mailbox']);
    expect(await told(specialist)).toEqual([]);
    expect(await contents(agencyId)).toEqual([]);

    await expect(useProposal(office.as(auditor), proposal?.id ?? '')).rejects.toMatchObject({
      code: 'proposals.use.forbidden',
    });
    await useProposal(office.as(clerk), proposal?.id ?? '');
    expect(await contents(agencyId)).toMatchObject([
      { kind: 'mailbox.revoke', state: 'draft', content: { rows: [{ mailbox: idle, note: 'Không sử dụng' }] } },
    ]);
    await expect(useProposal(office.as(clerk), proposal?.id ?? '')).rejects.toMatchObject({
      code: 'proposals.wrong_state',
    });
    await proposeMailboxes(office);
    expect(await open(clerk)).toEqual([]);
    expect(await actions(agencyId)).toEqual(['proposals.opened', 'proposals.used']);
  });

  test('the setting of the office decides the days; used again, the proposal ends', async () => {
    const { clerk, specialist, agencyId } = people.commune;
    const address = await mailbox(specialist, { signedIn: '2021-02-10T00:00:00Z' });
    await proposeMailboxes(office);
    expect(await open(clerk)).toEqual([]);
    await rawQuery(
      office.db,
      `insert into mail_setting (agency_id, valid_from, backend, domain, quota_mb, retain_months, retain_months_leader, idle_days, saved_by, saved_at)
       values ($1, '2021-03-01', 'embedded', '', 2048, 6, 12, 30, 'quản trị', now())`,
      [agencyId],
    );
    await proposeMailboxes(office);
    expect(await open(clerk)).toHaveLength(1);
    await rawQuery(office.db, `update mailbox set last_sign_in_at = '2021-03-21' where address = $1`, [address]);
    await proposeMailboxes(office);
    expect(await open(clerk)).toEqual([]);
  });

  test('put off until a day it is quiet, then asked again', async () => {
    const { clerk, specialist } = people.commune;
    await mailbox(specialist, { signedIn: '2021-01-01T00:00:00Z' });
    await proposeMailboxes(office);
    const [proposal] = await open(clerk);
    await dismissProposal(office.as(clerk), proposal?.id ?? '', { reason: 'Nghỉ thai sản', until: '2021-03-25' });
    await proposeMailboxes(office);
    expect(await open(clerk)).toEqual([]);
    office.clock.set('2021-03-26T01:00:00Z');
    await proposeMailboxes(office);
    expect(await open(clerk)).toHaveLength(1);
  });

  test('suspended for it counts, suspended by a person for another reason does not; Zimbra is given its 7 days', async () => {
    const { clerk, leader, specialist, colleague } = people.commune;
    const since = { signedIn: '2021-01-01T00:00:00Z', state: 'suspended' };
    const idle = await mailbox(specialist, { ...since, suspended: 'Không dùng trên 45 ngày' });
    const away = await mailbox(colleague, { ...since, suspended: 'Nghỉ thai sản' });
    const late = await mailbox(leader, { backend: 'zimbra', signedIn: '2021-02-02T00:00:00Z' });
    await proposeMailboxes(office);
    const [proposal] = await open(clerk);
    expect(proposal?.sentence).toContain(idle);
    expect(proposal?.sentence).not.toContain(away);
    expect(proposal?.sentence).not.toContain(late);
  });

  test('a register kept by hand is as old as its last import', async () => {
    const { clerk, specialist, agencyId } = people.commune;
    await mailbox(specialist, { backend: 'manual', signedIn: '2021-01-01T00:00:00Z' });
    await imported(agencyId, '2021-01-20T00:00:00Z');
    await proposeMailboxes(office);
    expect(await open(clerk)).toEqual([]);
    // The guiding office may have imported for those below.
    await imported(people.district.agencyId, '2021-03-20T00:00:00Z');
    await proposeMailboxes(office);
    expect(await open(clerk)).toHaveLength(1);
  });

  test('whoever leaves is asked about as a whole, not here', async () => {
    const { clerk, specialist, agencyId } = people.commune;
    await mailbox(specialist, { signedIn: '2021-01-01T00:00:00Z' });
    await rawQuery(
      office.db,
      `insert into hand_over (agency_id, id, person_id, person_name, position_title, unit_name, reason, last_day, state,
         started_by, started_by_name, started_at, updated_at)
       values ($1, $2, $3, 'Sùng Thị Mỷ', '', '', 'retired', '2021-03-31', 'open', $3, '', now(), now())`,
      [agencyId, newId(), specialist.personId],
    );
    await proposeMailboxes(office);
    expect(await open(clerk)).toEqual([]);
  });
});
