import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { issue, newSerial } from '../../certificates/entries/entries.testing.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { buildRequestsOffice, giveMailbox, type RequestsOffice } from '../../requests/requests.testing.ts';
import { useProposal } from '../commands/use-proposal.ts';
import { listProposals } from '../queries/list-proposals.ts';
import { proposalsDesk } from '../queries/proposals-desk.ts';
import { proposeAccounts } from './propose-accounts.ts';
import { proposeAgencies } from './propose-agencies.ts';
import { proposeLocked } from './propose-losses.ts';
import { proposePeople } from './propose-people.ts';

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

async function account(
  usedOn: string,
  given: { keptUntil?: string; agencyId?: string } = {},
): Promise<{ id: string; name: string }> {
  sequence += 1;
  const [id, name] = [newId(), `tk${sequence}.natam`];
  await rawQuery(
    office.db,
    `insert into account (agency_id, id, name, name_key, type, holder_name, search_name, sort_name, position_title,
       unit_name, state, source, used_on, kept_until, updated_at)
     values ($1, $2, $3, $3, 'business', 'Sùng A Dế', 'sung a de', 'de sung a', 'Công chức', 'Văn phòng', 'active', 'import', $4, $5, now())`,
    [given.agencyId ?? people.commune.agencyId, id, name, usedOn, given.keptUntil ?? null],
  );
  return { id, name };
}

/** The head of the agency was asked about it and has not answered in time. */
async function keepSilent(agencyId: string, accountId: string): Promise<void> {
  await rawQuery(
    office.db,
    `insert into account_attestation (agency_id, id, quarter, asked_by_agency_id, asked_at, due_on, state, account_ids, escalated_at)
     values ($1, $2, '2020-Q4', $3, '2020-12-25T00:00:00Z', '2021-01-10', 'escalated', $4, '2021-01-11T00:00:00Z')`,
    [agencyId, newId(), people.district.agencyId, [accountId]],
  );
}

const open = async (subject: Subject) => (await listProposals(office.as(subject), { state: 'open', limit: 50 })).items;
const told = async (subject: Subject): Promise<string[]> => {
  const rows = await rawQuery<{ kind: string }>(
    office.db,
    'select kind from notification where person_id = $1 order by id',
    [subject.personId],
  );
  return rows.map(({ kind }) => kind);
};
const requestsOf = (agencyId: string) =>
  rawQuery<Record<string, unknown>>(office.db, 'select * from request where agency_id = $1 order by kind', [agencyId]);

describe('accounts nobody uses', () => {
  test('46 days are idle, 45 are not; one proposal whoever runs the sweep; used, it fills one Mẫu 07', async () => {
    const { clerk, agencyId, colleague } = people.commune;
    const idle = await account('2021-02-04');
    await account('2021-02-05');
    await account('2020-01-01', { keptUntil: '2021-06-30' });
    await Promise.all([proposeAccounts(office), proposeAccounts(office)]);
    const [proposal, ...more] = await open(clerk);
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({ kind: 'revoke_account', prepares: [{ form: 'M07' }] });
    expect(proposal?.sentence).toMatch(/^1 tài khoản .* 20\.000 đồng/);
    expect(await told(clerk)).toEqual(['proposals.revoke_account']);
    expect(await open(colleague)).toEqual([]);

    const second = await account('2021-01-04');
    await proposeAccounts(office);
    expect((await open(clerk))[0]?.sentence).toMatch(/^2 tài khoản/);
    const used = await useProposal(office.as(clerk), proposal?.id ?? '');
    expect(used.requests).toMatchObject([{ form: 'M07' }]);
    const [request] = await requestsOf(agencyId);
    expect(request?.['content']).toMatchObject({
      rows: [{ account: idle.name, reason: 'Không sử dụng' }, { account: second.name }],
    });

    // What is asked for is proposed no more; what comes later joins the same draft.
    await proposeAccounts(office);
    expect(await open(clerk)).toEqual([]);
    await account('2021-01-03');
    await proposeAccounts(office);
    const [next] = await open(clerk);
    await useProposal(office.as(clerk), next?.id ?? '');
    const requests = await requestsOf(agencyId);
    expect(requests).toMatchObject([{ kind: 'account.revoke', item_count: 3 }]);
  });

  test('used again: the proposal ends', async () => {
    const { clerk } = people.commune;
    const { id } = await account('2021-01-04');
    await proposeAccounts(office);
    expect(await open(clerk)).toHaveLength(1);
    await rawQuery(office.db, `update account set used_on = '2021-03-21' where id = $1`, [id]);
    await proposeAccounts(office);
    expect(await open(clerk)).toEqual([]);
  });

  test('the head said nothing: he and the guiding office are told', async () => {
    const { clerk, leader, agencyId } = people.commune;
    const { id, name } = await account('2020-10-01');
    await keepSilent(agencyId, id);
    await proposeAccounts(office);
    expect((await open(clerk)).map(({ kind }) => kind)).toEqual(['unattested']);
    expect(await told(leader)).toEqual(['proposals.unattested']);
    expect(await told(people.district.focal)).toEqual(['proposals.unattested']);
    expect((await open(people.district.focal)).map(({ kind }) => kind)).toEqual(['unattested']);
    const [proposal] = await open(leader);
    await useProposal(office.as(leader), proposal?.id ?? '');
    expect((await requestsOf(agencyId))[0]?.['content']).toMatchObject({ rows: [{ account: name }] });
  });
});

test('the guiding office is told once of each agency, by its name, and how many there are', async () => {
  const { commune, other, district } = people;
  for (const { agencyId } of [commune, other]) {
    const { id } = await account('2020-10-01', { agencyId });
    await keepSilent(agencyId, id);
  }
  await rawQuery(
    office.db,
    `create table told_text (text text);
     create function keep_told() returns trigger language plpgsql as $$ begin
       if new.person_id = '${district.focal.personId}' then insert into told_text values (new.text); end if; return new; end $$;
     create trigger keep_told after insert or update of id on notification for each row execute function keep_told()`,
    [],
  );
  await Promise.all([proposeAccounts(office), proposeAccounts(office)]);
  await proposeAccounts(office);
  const texts = (await rawQuery<{ text: string }>(office.db, 'select text from told_text', [])).map(({ text }) => text);
  expect(texts).toHaveLength(2);
  expect(texts[0]).toMatch(/^UBND xã (?:Nà Tăm|Bản Bo): 1 tài khoản/);
  expect(texts[1]).toMatch(/^2 cơ quan chưa xác nhận .* mới nhất: UBND xã (?:Nà Tăm|Bản Bo)\.$/);
  // Both are named in all: nobody is told the same twice.
  expect(new Set(texts.map((text) => /Nà Tăm|Bản Bo/.exec(text)?.[0])).size).toBe(2);
});

describe('people', () => {
  test('somebody new: Mẫu 10, 06 and 01 in this order, once', async () => {
    const { clerk, agencyId, unitId } = people.commune;
    const newcomer = await buildSubject(office.db, {
      agencyId,
      unitId,
      fullName: 'Phàn Thị Mới',
      roles: ['specialist'],
    });
    await rawQuery(office.db, `update org_position set valid_from = '2021-03-15' where person_id = $1`, [
      newcomer.personId,
    ]);
    await Promise.all([proposePeople(office), proposePeople(office)]);
    const [proposal, ...more] = await open(clerk);
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({
      kind: 'new_person',
      prepares: [{ form: 'M10' }, { form: 'M06' }, { form: 'M01' }],
    });
    await useProposal(office.as(clerk), proposal?.id ?? '');
    expect(await requestsOf(agencyId)).toMatchObject([
      { kind: 'account.new', content: { rows: [{ fullName: 'Phàn Thị Mới' }] } },
      { kind: 'cert.issue.person', declarant_person_id: newcomer.personId },
      { kind: 'mailbox.new', content: { rows: [{ part: 'people', fullName: 'Phàn Thị Mới' }] } },
    ]);
    await proposePeople(office);
    expect(await open(clerk)).toEqual([]);
  });

  test('who has a mailbox needs no second one; who is here for long is not new', async () => {
    const { clerk, agencyId, unitId } = people.commune;
    const newcomer = await buildSubject(office.db, {
      agencyId,
      unitId,
      fullName: 'Phàn Thị Mới',
      roles: ['specialist'],
    });
    await rawQuery(office.db, `update org_position set valid_from = '2021-03-15' where person_id = $1`, [
      newcomer.personId,
    ]);
    sequence += 1;
    await giveMailbox(office, newcomer, `moi${sequence}.natam@laichau.gov.vn`);
    await proposePeople(office);
    expect((await open(clerk))[0]?.prepares.map(({ form }) => form)).toEqual(['M06', 'M01']);
    office.clock.set('2021-06-01T01:00:00Z');
    await proposePeople(office);
    expect(await open(clerk)).toEqual([]);
  });

  test('a locked device: Mẫu 05 for its holder, until it works again', async () => {
    const { specialist, agencyId } = people.commune;
    sequence += 1;
    await issue(office, specialist, { serial: newSerial(), tokenSerial: `LOCK-${sequence}` });
    await rawQuery(
      office.db,
      `update certificate_token set state = 'locked', custodian_person_id = $2 where serial = $1`,
      [`LOCK-${sequence}`, specialist.personId],
    );
    await proposeLocked(office);
    await proposeLocked(office);
    const [proposal, ...more] = await open(specialist);
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({ kind: 'restore_token', prepares: [{ form: 'M05' }] });
    await useProposal(office.as(specialist), proposal?.id ?? '');
    expect(await requestsOf(agencyId)).toMatchObject([
      { kind: 'cert.restore', content: { fields: { 'token.serial': `LOCK-${sequence}` } } },
    ]);
  });
});

describe('agencies', () => {
  const event = (kind: string, effectiveOn: string, applied: boolean) =>
    rawQuery(
      office.db,
      `insert into org_agency_event (id, kind, agency_id, effective_on, applied_at) values ($1, $2, $3, $4, $5)`,
      [newId(), kind, people.commune.agencyId, effectiveOn, applied ? new Date('2021-03-20T00:00:00Z') : null],
    );

  test('renamed: Mẫu 03 for the certificate of the organisation', async () => {
    const { clerk, leader, agencyId } = people.commune;
    await issue(office, clerk, {
      serial: newSerial(),
      personId: null,
      subjectKind: 'organisation',
      subjectName: 'UBND xã Tên Cũ',
      identityNumber: '',
    });
    await event('rename', '2021-03-20', true);
    await proposeAgencies(office);
    const [proposal] = await open(leader);
    expect(proposal).toMatchObject({ kind: 'unit_renamed', prepares: [{ form: 'M03' }] });
    await useProposal(office.as(clerk), proposal?.id ?? '');
    expect(await requestsOf(agencyId)).toMatchObject([
      {
        kind: 'cert.renew_change',
        content: { fields: { changes: [{ newValue: 'UBND xã Nà Tăm', oldValue: 'UBND xã Tên Cũ' }] } },
      },
    ]);
  });

  test('ending: all accounts and mailboxes before the last day', async () => {
    const { clerk, specialist, agencyId } = people.commune;
    await account('2021-03-20');
    sequence += 1;
    await giveMailbox(office, specialist, `het${sequence}.natam@laichau.gov.vn`);
    await rawQuery(office.db, `update org_agency set valid_to = '2021-06-30' where id = $1`, [agencyId]);
    await event('merge', '2021-07-01', false);
    await proposeAgencies(office);
    const [proposal] = await open(clerk);
    expect(proposal).toMatchObject({
      kind: 'unit_ended',
      dueOn: '2021-06-30',
      prepares: [{ form: 'M07' }, { form: 'M09' }],
    });
    expect(await told(people.district.focal)).toEqual(['proposals.unit_ended']);
    await useProposal(office.as(clerk), proposal?.id ?? '');
    expect(await requestsOf(agencyId)).toMatchObject([
      { kind: 'account.revoke', item_count: 1 },
      { kind: 'mailbox.revoke', item_count: 1 },
    ]);
  });
});

test('the desk: the clerk sees what waits, the head only what is urgent', async () => {
  const { clerk, leader, colleague } = people.commune;
  await account('2021-01-04');
  await proposeAccounts(office);
  const count = async (subject: Subject) =>
    (await proposalsDesk(office.as(subject))).map((group) => group.count).reduce((sum, n) => sum + n, 0);
  expect(await count(clerk)).toBe(1);
  expect(await count(leader)).toBe(0);
  expect(await count(colleague)).toBe(0);
});
