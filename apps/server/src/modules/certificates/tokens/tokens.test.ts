import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role, Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import { createIdentityRig, type IdentityRig, PASSWORD } from '../../identity/identity.testing.ts';
import { buildAgency, buildUnit } from '../../org/org.testing.ts';
import { auditOf, noticesOf } from '../certificates.testing.ts';
import type { TokenState } from '../entries/entries.tables.ts';
import { historyOf, issue, readEntry, readToken } from '../entries/entries.testing.ts';
import { addToken } from './add-token.ts';
import { changeToken } from './change-token.ts';
import { confirmCustody } from './confirm-custody.ts';
import { handOverToken } from './hand-over-token.ts';
import { listTokens } from './list-tokens.ts';
import { tokensDesk } from './tokens.desk.ts';
import { assertTokenMove, TOKEN_MOVES } from './tokens.states.ts';
import { viewToken } from './view-token.ts';

let rig: IdentityRig;
let office: TestOffice;
let clerk: Subject;
let leader: Subject;
let holder: Subject;
let colleague: Subject;
let focal: Subject;
let stranger: Subject;
let number = 0;

beforeAll(async () => {
  rig = await createIdentityRig();
  ({ office } = rig);
  const user = (fullName: string, ...roles: Role[]) => rig.newUser({ fullName, roles });
  clerk = await user('Lò Thị Thử', 'clerk');
  leader = await user('Vũ Xuân Thử', 'leader');
  holder = await user('Sùng A Chuyên', 'specialist');
  colleague = await user('Giàng A Bạn', 'specialist');
  focal = await user('Mùa Thị Mối', 'focal');
  const other = await buildAgency(office.db);
  const unit = await buildUnit(office.db, other.id);
  stranger = await rig.newUser({ fullName: 'Người Lạ', roles: ['clerk'], agencyId: other.id, unitId: unit.id });
});
afterAll(() => office.close());
beforeEach(() => office.clock.set('2021-03-22T01:00:00Z'));

function freshSerial(): string {
  number += 1;
  return `TB-${number}`;
}

const add = (given: object = {}, by = clerk) =>
  addToken(office.as(by), { serial: freshSerial(), model: '', place: '', ofOrganisation: false, ...given });

function give(id: string, to: Subject, by: Subject, given: object = {}) {
  // A clock that stands still gives the log no order.
  office.clock.advance(1_000);
  return handOverToken(office.as(by), id, {
    toPersonId: to.personId,
    place: '',
    permission: '',
    minutes: '',
    password: PASSWORD,
    ...given,
  });
}

async function answer(id: string, by: Subject, given: object = {}) {
  const lines = await office.database.pool.query<{ id: string }>(
    'select id from certificate_custody where token_id = $1 order by created_at desc, ctid desc limit 1',
    [id],
  );
  const lineId = lines.rows[0]?.id ?? newId();
  return confirmCustody(office.as(by), {
    tokenId: id,
    lineId,
    body: { accept: true, password: PASSWORD, ...given },
  });
}

const PAPERS = { permission: 'Số 12/QĐ-UBND ngày 20/03/2021', minutes: 'Số 01/BB ngày 22/03/2021' };

describe('a device comes in', () => {
  test('lies with the clerk who records it, on record', async () => {
    const token = await add({ serial: ' USB-77 ', holderPersonId: holder.personId, model: 'ePass' });
    expect(token).toMatchObject({
      serial: ' USB-77 ',
      state: 'received',
      holderName: holder.displayName,
      custodianName: clerk.displayName,
    });
    expect(await auditOf(office, token.id)).toEqual(['certificates.token_added']);
    await expect(add({ serial: 'usb-77' })).rejects.toMatchObject({ code: 'certificates.token_taken', status: 409 });
  });

  test('twins make one', async () => {
    const serial = freshSerial();
    const all = await Promise.allSettled([1, 2, 3].map(() => add({ serial })));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('not by others, not for people who are not here, not without a number', async () => {
    await expect(add({}, holder)).rejects.toMatchObject({ status: 403 });
    await expect(add({ holderPersonId: stranger.personId })).rejects.toMatchObject({
      code: 'certificates.taker_invalid',
    });
    await expect(add({ serial: '   ' })).rejects.toMatchObject({ status: 422 });
    // Numbers are an agency's own: another may have the same.
    const token = await add();
    await expect(add({ serial: token.serial }, stranger)).resolves.toMatchObject({ agencyId: stranger.agencyId });
  });
});

describe('a hand-over', () => {
  test('counts when both have signed for themselves', async () => {
    const token = await add({ holderPersonId: holder.personId });
    const given = await give(token.id, holder, clerk, { place: 'Phòng Nội vụ' });
    expect(given).toMatchObject({
      state: 'handed_over',
      custodianName: clerk.displayName,
      custody: [{ state: 'waiting', givenBy: { name: clerk.displayName }, takenBy: null }],
    });
    expect(await noticesOf(office, holder)).toContain('certificates.token_given');
    expect(await tokensDesk(office.as(holder))).toMatchObject([
      { count: 1, rows: [{ action: { label: 'Xác nhận' } }] },
    ]);
    const taken = await answer(token.id, holder);
    expect(taken).toMatchObject({
      state: 'in_use',
      custodianName: holder.displayName,
      place: 'Phòng Nội vụ',
      custody: [{ state: 'done', takenBy: { name: holder.displayName } }],
    });
    expect(await tokensDesk(office.as(holder))).toEqual([]);
    expect(await noticesOf(office, holder)).not.toContain('certificates.token_given');
    expect(await noticesOf(office, clerk)).toContain('certificates.token_taken');
    expect(await auditOf(office, token.id)).toEqual([
      'certificates.token_added',
      'certificates.token_given',
      'certificates.token_taken',
    ]);
    expect(await historyOf(office, token.id)).toHaveLength(3);
  });

  test('waits on the desk of the clerk until it has begun', async () => {
    const undelivered = async () =>
      (await tokensDesk(office.as(clerk)))
        .filter(({ key }) => key === 'certificates.undelivered')
        .flatMap(({ rows }) => rows.map(({ id }) => id));
    const token = await add({ holderPersonId: holder.personId });
    const nobodys = await add();
    expect(await undelivered()).toContain(`token-${token.id}`);
    expect(await undelivered()).not.toContain(`token-${nobodys.id}`);
    await give(token.id, holder, clerk);
    expect(await undelivered()).not.toContain(`token-${token.id}`);
    await answer(token.id, holder);
  });

  test('neither side without the own password; a wrong one changes nothing and counts', async () => {
    const token = await add({ holderPersonId: holder.personId });
    await expect(give(token.id, holder, clerk, { password: 'sai' })).rejects.toMatchObject({
      code: 'identity.wrong_password',
    });
    expect((await readToken(office, token.id)).state).toBe('received');
    expect((await rig.readUser(clerk)).failed_count).toBe(1);
    await give(token.id, holder, clerk);
    await expect(answer(token.id, holder, { password: 'sai' })).rejects.toMatchObject({
      code: 'identity.wrong_password',
    });
    expect((await readToken(office, token.id)).state).toBe('handed_over');
    await answer(token.id, holder);
  });

  test('leaves no copy of the password for replay', async () => {
    const token = await add({ holderPersonId: holder.personId });
    const context = { ...office.as(clerk, 'khoa-lap-lai') };
    await handOverToken(context, token.id, {
      toPersonId: holder.personId,
      place: '',
      permission: '',
      minutes: '',
      password: PASSWORD,
    });
    const kept = await office.database.pool.query(`select 1 from idempotency_key where key = 'khoa-lap-lai'`);
    expect(kept.rows).toEqual([]);
    await answer(token.id, holder, { accept: false, reason: 'chưa cần' });
  });

  test('only by whoever has it; the clerk for somebody who left', async () => {
    const token = await add({ holderPersonId: holder.personId });
    await give(token.id, holder, clerk);
    await answer(token.id, holder);
    await expect(give(token.id, clerk, clerk)).rejects.toMatchObject({ status: 403 });
    await expect(give(token.id, holder, leader)).rejects.toMatchObject({ status: 403 });
    await expect(give(token.id, holder, stranger)).rejects.toMatchObject({ status: 404 });
    await office.database.pool.query(`update org_position set valid_to = '2021-03-21' where person_id = $1`, [
      holder.personId,
    ]);
    const back = await give(token.id, colleague, clerk);
    await office.database.pool.query('update org_position set valid_to = null where person_id = $1', [holder.personId]);
    expect(back.custody[0]?.fromName).toContain(`thay ${holder.displayName}`);
    await answer(token.id, colleague, { accept: false, reason: 'không phải của tôi' });
  });

  test('one at a time, also for twins', async () => {
    const token = await add({ holderPersonId: holder.personId });
    const all = await Promise.allSettled([give(token.id, holder, clerk), give(token.id, leader, clerk)]);
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(give(token.id, holder, clerk)).rejects.toMatchObject({ code: 'certificates.custody_open' });
    const lines = await office.database.pool.query('select 1 from certificate_custody where token_id = $1', [token.id]);
    expect(lines.rows).toHaveLength(1);
  });

  test('is answered once, by the one named; refused with a reason it goes back to what it was', async () => {
    const token = await add({ holderPersonId: holder.personId });
    await give(token.id, holder, clerk);
    await expect(answer(token.id, leader)).rejects.toMatchObject({
      code: 'certificates.custody_not_yours',
      status: 403,
    });
    await expect(answer(token.id, clerk)).rejects.toMatchObject({ code: 'certificates.custody_not_yours' });
    await expect(answer(token.id, holder, { accept: false })).rejects.toMatchObject({
      code: 'certificates.reason_required',
    });
    const refused = await answer(token.id, holder, { accept: false, reason: 'vỏ bị vỡ' });
    expect(refused).toMatchObject({ state: 'received', custody: [{ state: 'refused' }] });
    expect(refused.custody[0]?.stateLabel).toContain('vỏ bị vỡ');
    await expect(answer(token.id, holder)).rejects.toMatchObject({ code: 'certificates.custody_closed', status: 409 });
    await give(token.id, holder, clerk);
    const twins = await Promise.allSettled([answer(token.id, holder), answer(token.id, holder)]);
    expect(twins.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('may be taken back by the giver while nobody answered', async () => {
    const token = await add({ holderPersonId: holder.personId });
    await give(token.id, holder, clerk);
    expect(await answer(token.id, clerk, { accept: false, reason: 'nhầm người' })).toMatchObject({ state: 'received' });
    expect((await historyOf(office, token.id)).at(-1)?.text).toContain('rút lại');
  });

  test('a device with a living certificate of its owner goes to nobody but him and the clerk', async () => {
    const entry = await issue(office, holder, { tokenSerial: freshSerial() });
    const id = entry.token_id ?? '';
    await give(id, holder, clerk);
    await answer(id, holder);
    await expect(give(id, colleague, holder)).rejects.toMatchObject({ code: 'certificates.taker_invalid' });
    await expect(give(id, holder, holder)).rejects.toMatchObject({ code: 'certificates.taker_invalid' });
    await give(id, clerk, holder);
    expect(await answer(id, clerk)).toMatchObject({ state: 'returned', holderName: holder.displayName });
    await office.database.pool.query(`update certificate_entry set state = 'revoked' where id = $1`, [entry.id]);
    await give(id, colleague, clerk);
    expect(await answer(id, colleague)).toMatchObject({ state: 'in_use', holderName: colleague.displayName });
  });

  test('lost on its way: nobody takes it any more', async () => {
    const token = await add({ holderPersonId: holder.personId });
    await give(token.id, holder, clerk);
    await office.database.pool.query(`update certificate_token set state = 'lost' where id = $1`, [token.id]);
    await expect(answer(token.id, holder)).rejects.toMatchObject({ code: 'certificates.token_state' });
    expect(await answer(token.id, holder, { accept: false, reason: 'đã mất' })).toMatchObject({ state: 'lost' });
  });
});

describe("the organisation's device (Decree 30/2020 Art. 32.2)", () => {
  test.each([
    ['permission', { minutes: PAPERS.minutes }],
    ['minutes', { permission: PAPERS.permission }],
    ['both', {}],
    ['more than blanks', { permission: '', minutes: '' }],
  ])('not without %s', async (_, papers) => {
    const token = await add({ ofOrganisation: true });
    await expect(give(token.id, leader, clerk, papers)).rejects.toMatchObject({
      code: 'certificates.permission_required',
      status: 422,
    });
    expect((await readToken(office, token.id)).state).toBe('received');
  });

  test('with both; the certificate of the organisation is then kept by the taker', async () => {
    const entry = await issue(office, clerk, {
      subjectKind: 'organisation',
      personId: null,
      subjectName: 'UBND xã Thử Nghiệm',
      tokenSerial: freshSerial(),
    });
    expect(entry.custodian_person_id).toBe(clerk.personId);
    const id = entry.token_id ?? '';
    await give(id, leader, clerk, PAPERS);
    expect(await answer(id, leader)).toMatchObject({
      state: 'in_use',
      ofOrganisation: true,
      custody: [{ permission: PAPERS.permission, minutes: PAPERS.minutes }],
    });
    expect((await readEntry(office, entry.id)).custodian_person_id).toBe(leader.personId);
  });
});

describe('what people say of a device', () => {
  async function inUse() {
    const token = await add({ holderPersonId: holder.personId });
    await give(token.id, holder, clerk);
    return answer(token.id, holder);
  }
  const change = (id: string, state: string, by = holder) =>
    changeToken(office.as(by), id, { state: state as 'locked', reason: 'nhập sai mật khẩu' });

  test('the holder says it is locked; only the office says it works again', async () => {
    const token = await inUse();
    const locked = await change(token.id, 'locked');
    expect(locked).toMatchObject({ state: 'locked', abilities: { 'to.broken': true } });
    expect(locked.abilities['to.written_off']).not.toBe(true);
    await expect(change(token.id, 'in_use')).rejects.toMatchObject({ code: 'certificates.change_token.forbidden' });
    expect(await change(token.id, 'in_use', clerk)).toMatchObject({ state: 'in_use' });
    expect(await auditOf(office, token.id)).toContain('certificates.token_changed');
    expect((await historyOf(office, token.id)).at(-1)?.text).toContain('nhập sai mật khẩu');
  });

  test('not what the table does not know, not others, not while it changes hands', async () => {
    const token = await inUse();
    await expect(change(token.id, 'written_off')).rejects.toMatchObject({
      code: 'certificates.token_state',
      status: 409,
    });
    await expect(change(token.id, 'found')).rejects.toMatchObject({ code: 'certificates.token_state' });
    await expect(change(token.id, 'locked', colleague)).rejects.toMatchObject({ status: 403 });
    await expect(change(token.id, 'locked', stranger)).rejects.toMatchObject({ status: 404 });
    await give(token.id, clerk, holder);
    await expect(change(token.id, 'broken')).rejects.toMatchObject({ code: 'certificates.custody_open' });
  });

  test('two words at once come one after the other: what is broken is not locked any more', async () => {
    const token = await inUse();
    const [broken] = await Promise.allSettled([change(token.id, 'broken'), change(token.id, 'locked', clerk)]);
    expect(broken.status).toBe('fulfilled');
    expect((await readToken(office, token.id)).state).toBe('broken');
  });

  const states = Object.keys(TOKEN_MOVES) as TokenState[];
  test.each(states.flatMap((from) => states.map((to) => [from, to] as const)))('%s → %s', (from, to) => {
    const move = () => assertTokenMove({ serial: 'X', state: from }, to);
    if (TOKEN_MOVES[from].includes(to)) {
      expect(move).not.toThrow();
    } else {
      expect(move).toThrow(expect.objectContaining({ code: 'certificates.token_state' }));
    }
  });
});

describe('who sees a device', () => {
  test('those who read the register, and everybody in its log; nobody of another agency', async () => {
    const token = await add({ holderPersonId: holder.personId });
    await give(token.id, holder, clerk);
    for (const by of [clerk, leader, focal, holder]) {
      expect(await viewToken(office.as(by), token.id)).toMatchObject({ id: token.id });
    }
    await expect(viewToken(office.as(colleague), token.id)).rejects.toMatchObject({ status: 403 });
    await expect(viewToken(office.as(stranger), token.id)).rejects.toMatchObject({
      code: 'certificates.token_not_found',
      status: 404,
    });
    await expect(viewToken(office.as(clerk), newId())).rejects.toMatchObject({ status: 404 });
  });

  test('the list: own agency, page by page, searched without accents', async () => {
    await expect(listTokens(office.as(holder), { limit: 50 })).rejects.toMatchObject({ status: 403 });
    const all = await listTokens(office.as(clerk), { limit: 200 });
    expect(all.items.length).toBe(all.total);
    expect(all.items.every(({ agencyId }) => agencyId === clerk.agencyId)).toBe(true);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listTokens(office.as(clerk), { limit: 3, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(all.items.map(({ id }) => id));
    const found = await listTokens(office.as(clerk), { limit: 50, q: 'sung a chuyen', state: 'received' });
    expect(found.total).toBeGreaterThan(0);
    expect(found.items.every(({ state }) => state === 'received')).toBe(true);
    expect((await listTokens(office.as(clerk), { limit: 50, q: '%' })).total).toBe(0);
    expect(
      (await listTokens(office.as(stranger), { limit: 50 })).items.every(
        ({ agencyId }) => agencyId === stranger.agencyId,
      ),
    ).toBe(true);
  });
});
