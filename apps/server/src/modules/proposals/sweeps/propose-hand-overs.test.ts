import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { issue, newSerial } from '../../certificates/entries/entries.testing.ts';
import { movePartOf } from '../../incoming/incoming.testing.ts';
import { buildRequestsOffice, expectCode, giveMailbox, type RequestsOffice } from '../../requests/requests.testing.ts';
import { dismissProposal } from '../commands/dismiss-proposal.ts';
import { useProposal } from '../commands/use-proposal.ts';
import { cancelHandOver, finishHandOver } from '../hand-overs/end-hand-over.ts';
import { viewHandOver } from '../hand-overs/list-hand-overs.ts';
import { settleHandOver } from '../hand-overs/settle-hand-over.ts';
import { startHandOver } from '../hand-overs/start-hand-over.ts';
import { listProposals } from '../queries/list-proposals.ts';
import { proposalsDesk } from '../queries/proposals-desk.ts';
import { proposeHandOvers } from './propose-hand-overs.ts';

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

const open = async (subject: Subject) => (await listProposals(office.as(subject), { state: 'open', limit: 50 })).items;
const notices = (subject: Subject) =>
  rawQuery<{ kind: string; text: string }>(
    office.db,
    `select kind, text from notification where person_id = $1 and kind like 'proposals.%' order by id`,
    [subject.personId],
  );
const told = async (subject: Subject): Promise<string[]> => (await notices(subject)).map(({ kind }) => kind);

async function giveAccount(subject: Subject): Promise<string> {
  sequence += 1;
  const id = newId();
  await rawQuery(
    office.db,
    `insert into account (agency_id, id, name, name_key, type, person_id, holder_name, search_name, sort_name,
       position_title, unit_name, state, source, used_on, updated_at)
     values ($1, $2, $3, $3, 'business', $4, $5, $5, $5, $6, 'Văn phòng', 'active', 'import', '2020-11-10', now())`,
    [subject.agencyId, id, `nghi${sequence}.natam`, subject.personId, subject.displayName, subject.title],
  );
  return id;
}

const leave = (subject: Subject, leftOn: string, reason: string | null) =>
  rawQuery(office.db, 'update org_person set left_on = $2, leave_reason = $3 where id = $1', [
    subject.personId,
    leftOn,
    reason,
  ]);
const endPosts = (subject: Subject, on: string) =>
  rawQuery(office.db, 'update org_position set valid_to = $2 where person_id = $1', [subject.personId, on]);

/** Everything of the leaver that is a row of a list goes to Mẫu 07 and 09. */
const settleAll = async (id: string): Promise<void> => {
  const view = await viewHandOver(office.as(people.commune.clerk), id);
  await settleHandOver(office.as(people.commune.clerk), { movePartOf }, id, {
    items: view.items.map(({ key }) => ({ key, choice: 'revoke' })),
  });
};
const handOverIdOf = (link: string | undefined): string => link?.split('/').at(-1) ?? '';

describe('who has left and still holds something', () => {
  test('one proposal for clerk and head; used, it begins the hand-over with reason and last day of the register', async () => {
    const { clerk, leader, specialist, colleague } = people.commune;
    await giveAccount(specialist);
    await issue(office, specialist, { serial: newSerial() });
    await proposeHandOvers(office);
    expect(await open(clerk)).toEqual([]);

    await leave(specialist, '2020-11-16', 'retired');
    await Promise.all([proposeHandOvers(office), proposeHandOvers(office)]);
    await proposeHandOvers(office);
    const [proposal, ...more] = await open(clerk);
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({
      kind: 'hand_over',
      tone: 'red',
      dueOn: '2020-11-15',
      prepares: [],
      sentence: `${specialist.displayName} đã nghỉ hưu từ 16/11/2020 còn giữ 1 tài khoản, 1 chứng thư số.`,
    });
    expect(await told(clerk)).toEqual(['proposals.hand_over']);
    expect(await told(leader)).toEqual(['proposals.hand_over']);
    expect(await told(specialist)).toEqual([]);
    expect(await open(specialist)).toEqual([]);
    expect(await open(people.district.focal)).toEqual([]);
    expect((await proposalsDesk(office.as(leader)))[0]).toMatchObject({ key: 'proposals.open', count: 1 });

    const id = proposal?.id ?? '';
    await expectCode(useProposal(office.as(colleague), id), 'proposals.not_found');
    const used = await useProposal(office.as(clerk), id);
    expect(used.requests).toEqual([]);
    const view = await viewHandOver(office.as(leader), handOverIdOf(used.link));
    expect(view).toMatchObject({ reason: 'retired', lastDay: '2020-11-15', state: 'open', openCount: 2 });
    expect(await told(specialist)).toEqual([]);
    await expectCode(useProposal(office.as(leader), id), 'proposals.wrong_state');
    await proposeHandOvers(office);
    expect(await open(clerk)).toEqual([]);
  });

  test('a head of unit only reads it', async () => {
    const { district } = people;
    await giveAccount(district.specialist);
    await leave(district.specialist, '2021-03-01', 'resigned');
    await proposeHandOvers(office);
    const [proposal] = await open(district.unitHead);
    expect(proposal?.abilities).not.toMatchObject({ 'proposals.use': true });
    await expectCode(useProposal(office.as(district.unitHead), proposal?.id ?? ''), 'proposals.use.forbidden');
    expect((await open(district.leader))[0]?.abilities).toMatchObject({ 'proposals.use': true });
  });

  test('the last post has ended, by import or by its term: a change of office, the new one is known', async () => {
    const { clerk, specialist } = people.commune;
    await giveAccount(specialist);
    await issue(office, specialist, { serial: newSerial() });
    await endPosts(specialist, '2021-03-22');
    await proposeHandOvers(office);
    expect(await open(clerk)).toEqual([]);
    await endPosts(specialist, '2021-03-10');
    await rawQuery(
      office.db,
      `insert into org_position (agency_id, id, person_id, unit_id, title, roles, valid_from)
       values ($1, $2, $3, $4, 'Chuyên viên', '{specialist}', '2021-03-11')`,
      [people.other.agencyId, newId(), specialist.personId, people.other.unitId],
    );
    await proposeHandOvers(office);
    const [proposal] = await open(clerk);
    expect(proposal).toMatchObject({ kind: 'hand_over', tone: 'red' });
    const { link } = await useProposal(office.as(clerk), proposal?.id ?? '');
    expect(await viewHandOver(office.as(clerk), handOverIdOf(link))).toMatchObject({
      reason: 'transferred',
      lastDay: '2021-03-10',
      destinationName: 'UBND xã Bản Bo',
    });
  });

  test('where to is not known: no Mẫu 03 about nothing, but a revocation', async () => {
    const { clerk, specialist } = people.commune;
    await issue(office, specialist, { serial: newSerial() });
    await leave(specialist, '2021-03-11', 'transferred');
    await proposeHandOvers(office);
    const { link } = await useProposal(office.as(clerk), (await open(clerk))[0]?.id ?? '');
    const view = await viewHandOver(office.as(clerk), handOverIdOf(link));
    const settle = (choice: string) =>
      settleHandOver(office.as(clerk), { movePartOf }, view.id, { items: [{ key: view.items[0]?.key ?? '', choice }] });
    await expectCode(settle('move'), 'proposals.destination_unknown');
    expect(await settle('revoke')).toMatchObject({ openCount: 0 });
  });

  test('written down ahead: told then, and once more when the day is over', async () => {
    const { clerk, specialist } = people.commune;
    await giveAccount(specialist);
    await leave(specialist, '2021-04-01', 'resigned');
    await proposeHandOvers(office);
    expect((await open(clerk))[0]).toMatchObject({ tone: 'amber', dueOn: '2021-03-31' });
    sequence += 1;
    await giveMailbox(office, specialist, `nghi${sequence}.natam@laichau.gov.vn`);
    await proposeHandOvers(office);
    expect((await open(clerk))[0]?.sentence).toMatch(/1 tài khoản, 1 hộp thư công vụ/);
    expect(await notices(clerk)).toMatchObject([{ text: expect.not.stringMatching(/hộp thư/) }]);
    office.clock.set('2021-03-31T17:00:00Z');
    await proposeHandOvers(office);
    await proposeHandOvers(office);
    const [proposal, ...more] = await open(clerk);
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({ tone: 'red' });
    // Unread notices of one place are one line, which now says it is over.
    expect(await notices(clerk)).toMatchObject([{ text: expect.stringMatching(/ đã nghỉ từ .* hộp thư/) }]);
  });
});

describe('closed when settled', () => {
  test('nothing left, or back at work', async () => {
    const { clerk, specialist, colleague } = people.commune;
    const account = await giveAccount(specialist);
    await giveAccount(colleague);
    await leave(specialist, '2021-03-01', 'resigned');
    await leave(colleague, '2021-03-01', 'resigned');
    await proposeHandOvers(office);
    const first = await open(clerk);
    expect(first).toHaveLength(2);
    await rawQuery(office.db, `update account set state = 'revoked' where id = $1`, [account]);
    await rawQuery(office.db, 'update org_person set left_on = null, leave_reason = null where id = $1', [
      colleague.personId,
    ]);
    const stale = first.find(({ sentence }) => sentence.startsWith(colleague.displayName));
    await expectCode(useProposal(office.as(clerk), stale?.id ?? ''), 'proposals.wrong_state');
    await proposeHandOvers(office);
    expect(await open(clerk)).toEqual([]);
  });

  test('somebody begins without the proposal; given up it is asked again, finished after the day it is not', async () => {
    const { clerk, leader, specialist } = people.commune;
    await giveAccount(specialist);
    await leave(specialist, '2021-03-01', 'resigned');
    await proposeHandOvers(office);
    const [waiting] = await open(clerk);
    const begin = () =>
      startHandOver(office.as(leader), {
        personId: specialist.personId,
        reason: 'resigned',
        lastDay: '2021-02-28',
        destinationName: '',
      });
    const begun = await begin();
    expect(await useProposal(office.as(clerk), waiting?.id ?? '')).toEqual({
      requests: [],
      link: `/ban-giao/${begun.id}`,
    });
    await cancelHandOver(office.as(leader), begun.id);
    await proposeHandOvers(office);
    expect(await open(clerk)).toHaveLength(1);
    const second = await begin();
    await proposeHandOvers(office);
    expect(await open(clerk)).toEqual([]);
    await settleAll(second.id);
    await finishHandOver(office.as(leader), second.id);
    await giveAccount(specialist);
    await proposeHandOvers(office);
    expect(await open(clerk)).toEqual([]);
  });

  test('handed over ahead of the last day: what was chosen counts, what came later is an orphan', async () => {
    const { clerk, leader, specialist } = people.commune;
    await giveAccount(specialist);
    await leave(specialist, '2021-04-01', 'retired');
    await proposeHandOvers(office);
    const { link } = await useProposal(office.as(clerk), (await open(clerk))[0]?.id ?? '');
    await settleAll(handOverIdOf(link));
    await finishHandOver(office.as(leader), handOverIdOf(link));
    office.clock.set('2021-04-02T01:00:00Z');
    await proposeHandOvers(office);
    expect(await open(clerk)).toEqual([]);
    sequence += 1;
    await giveMailbox(office, specialist, `muon${sequence}.natam@laichau.gov.vn`);
    await proposeHandOvers(office);
    expect((await open(clerk))[0]?.sentence).toMatch(/còn giữ 1 hộp thư công vụ\.$/);
  });

  test('put off for good it stays away; who leaves another time is another matter', async () => {
    const { clerk, specialist } = people.commune;
    await giveAccount(specialist);
    await leave(specialist, '2021-03-01', 'resigned');
    await proposeHandOvers(office);
    await dismissProposal(office.as(clerk), (await open(clerk))[0]?.id ?? '', { reason: 'Hợp đồng lại tháng sau' });
    await proposeHandOvers(office);
    expect(await open(clerk)).toEqual([]);
    await leave(specialist, '2021-03-20', 'resigned');
    await proposeHandOvers(office);
    expect(await open(clerk)).toHaveLength(1);
  });
});
