import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { type Context, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildPerson } from '../../org/org.testing.ts';
import { type AccountsRig, buildUser, createAccountsRig } from '../accounts.testing.ts';
import { inviteHolder } from '../commands/invite-holder.ts';
import { withdrawMobileEditing } from '../commands/withdraw-mobile-editing.ts';
import { accountFacts } from '../facts.ts';
import { mayEditOnTouch } from '../mobile-editing.ts';
import { viewAccount } from '../queries/view-account.ts';
import { syncUsers } from '../sweeps/sync-users.ts';
import { markAccounts } from './mark-accounts.ts';
import { recordMobileEditing } from './record-mobile-editing.ts';
import { type NewAccount, recordNewAccount, recordNewAccounts } from './record-new-accounts.ts';
import { type Revocation, recordRevokedAccounts } from './record-revoked-accounts.ts';
import { shutWaitingSignIns, tryToShut } from './shut-sign-in.ts';

let rig: AccountsRig;
beforeAll(async () => {
  rig = await createAccountsRig();
});
afterAll(() => rig.office.close());

function newAccount(given: Partial<NewAccount> = {}): NewAccount {
  return {
    agencyId: rig.communeId,
    personId: null,
    holderName: 'Vàng Thị Mỷ',
    positionTitle: 'Công chức Tư pháp',
    unitName: 'UBND xã Nà Một',
    phone: '0912345678',
    accountName: 'myvt.namot',
    on: '2021-03-22',
    requestId: null,
    link: '/de-nghi/x',
    ...given,
  };
}

const system = () => systemContext(rig.office);

/** A list of one line; its refusal is thrown. */
async function recordRevokedAccount(tx: Tx, context: Context, given: Revocation): Promise<void> {
  const [refusal] = await recordRevokedAccounts(tx, context, [given]);
  if (refusal !== undefined) {
    throw refusal;
  }
}

async function stateOf(userId: string): Promise<{ disabled: boolean; invited: boolean; userName: string }> {
  const [row] = await rawQuery<{ disabled: boolean; invited: boolean; userName: string }>(
    rig.office.db,
    `select disabled_at is not null as disabled, password_hash is null as invited, user_name as "userName" from identity_user where id = $1`,
    [userId],
  );
  if (row === undefined) {
    throw new Error('no such user');
  }
  return row;
}

describe('Mẫu 06', () => {
  test('a new account stands in the register, its person is invited, person and unit are told, all audited', async () => {
    const person = await buildPerson(rig.office.db, rig.communeId, 'Vàng Thị Mỷ');
    const { accountId, userId } = await rig.inTx((tx) =>
      recordNewAccount(tx, system(), newAccount({ personId: person.id })),
    );
    expect(await stateOf(userId ?? '')).toEqual({ disabled: false, invited: true, userName: 'myvt.namot' });
    expect(await rig.listActions(accountId)).toEqual(['accounts.granted']);
    expect((await rig.noticesOf(person.id)).map(({ kind }) => kind)).toEqual(['accounts.granted']);
    expect((await rig.noticesOf(rig.clerk.personId)).map(({ kind }) => kind)).toContain('accounts.granted');
    const { account, history } = await viewAccount(rig.office.as(rig.clerk), accountId);
    expect(account).toMatchObject({ name: 'myvt.namot', state: 'active', linkedUser: true, yearlyFee: 20_000 });
    expect(history).toMatchObject([{ link: '/de-nghi/x' }]);
    expect(account.abilities['accounts.invite']).toBe(true);
  });

  test('the one-time link is made on demand, for clerk and leader; a second one voids the first', async () => {
    const person = await buildPerson(rig.office.db, rig.communeId, 'Lý A Tủa');
    const { accountId } = await rig.inTx((tx) =>
      recordNewAccount(
        tx,
        system(),
        newAccount({ personId: person.id, holderName: 'Lý A Tủa', accountName: 'tuala.namot' }),
      ),
    );
    const first = await inviteHolder(rig.office.as(rig.clerk, 'moi-1'), accountId);
    const second = await inviteHolder(rig.office.as(rig.head, 'moi-1'), accountId);
    expect(first).toMatchObject({ userName: 'tuala.namot' });
    expect(second.link).not.toBe(first.link);
    const [kept] = await rawQuery<{ open: number; copies: number }>(
      rig.office.db,
      `select (select count(*) from identity_link where used_at is null and user_id = u.id) as open,
         (select count(*) from idempotency_key where answer::text like '%lien-ket%') as copies
       from identity_user u where u.person_id = $1`,
      [person.id],
    );
    expect(kept).toEqual({ open: 1, copies: 0 });
    await expect(inviteHolder(rig.office.as(rig.specialist), accountId)).rejects.toMatchObject({ status: 404 });
    await expect(inviteHolder(rig.office.as(rig.focal), accountId)).rejects.toMatchObject({
      code: 'accounts.invite.forbidden',
    });
    await expect(inviteHolder(rig.office.as(rig.stranger), accountId)).rejects.toMatchObject({ status: 404 });
  });

  test('a name is one account in the installation; the same result twice changes nothing', async () => {
    const given = newAccount({ holderName: 'Cứ A Sình', accountName: 'Sinh CA.namot' });
    const first = await rig.inTx((tx) => recordNewAccount(tx, system(), given));
    const again = await rig.inTx((tx) => recordNewAccount(tx, system(), { ...given, accountName: 'sinhca.namot' }));
    expect(again.accountId).toBe(first.accountId);
    const other = newAccount({ holderName: 'Người Khác', accountName: 'SINHCA.NAMOT' });
    await expect(rig.inTx((tx) => recordNewAccount(tx, system(), other))).rejects.toMatchObject({
      code: 'accounts.name_taken',
    });
    const elsewhere = { ...given, agencyId: rig.districtId };
    await expect(rig.inTx((tx) => recordNewAccount(tx, system(), elsewhere))).rejects.toMatchObject({
      code: 'accounts.name_taken',
    });
  });

  test('of two transactions with one name one wins', async () => {
    const both = await Promise.allSettled(
      ['Giàng Thị Sua', 'Giàng Thị Sung'].map((holderName) =>
        rig.inTx((tx) => recordNewAccount(tx, system(), newAccount({ holderName, accountName: 'suagt.namot' }))),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'accounts.name_taken' } });
  });

  test('whoever signs in here already gets the name of the province on the same line', async () => {
    const person = await buildPerson(rig.office.db, rig.communeId, 'Sùng A Dế');
    await buildUser(rig.office, { agencyId: rig.communeId, personId: person.id }, { userName: 'desa' });
    await syncUsers(rig.office);
    const before = await accountFacts(rig.office.db, { agencyId: rig.communeId, names: ['desa'] });
    expect(before.byName.get('desa')).toMatchObject({ holderName: 'Sùng A Dế', ownUnit: true, state: 'active' });
    await rig.inTx((tx) =>
      recordNewAccount(
        tx,
        system(),
        newAccount({ personId: person.id, holderName: 'Sùng A Dế', accountName: 'desa.namot' }),
      ),
    );
    const { byHolder } = await accountFacts(rig.office.db, {
      agencyId: rig.districtId,
      holders: [{ fullName: 'SÙNG A  DẾ', unitName: '' }],
    });
    expect(byHolder.get('sung a de')).toMatchObject([{ name: 'desa.namot', ownUnit: false }]);
  });

  test('a list is answered line by line: one refused leaves nothing and stops nobody; the unit is told once', async () => {
    await rig.account({ name: 'da.co', holder_name: 'Người Có Rồi' });
    const person = await buildPerson(rig.office.db, rig.communeId, 'Vừ Thị Dợ');
    const line = (holderName: string, accountName: string, given: Partial<NewAccount> = {}) =>
      newAccount({ holderName, accountName, agencyId: rig.districtId, ...given });
    const given = [
      line('Lò Văn Nhất', 'nhatlv.list'),
      line('Người Khác', 'DA.CO'),
      line('Vừ Thị Dợ', 'dovt.list', { agencyId: rig.communeId, personId: person.id }),
      line('Lò Văn Nhì', 'nhilv.list'),
      line('Lò Văn Nhất', 'NHATLV.list'),
      line('Lò Văn Ba', 'nhilv.list'),
    ];
    const answers = await rig.inTx((tx) => recordNewAccounts(tx, system(), given));
    const codes = answers.map((answer) => (answer instanceof AppError ? answer.code : 'granted'));
    const taken = 'accounts.name_taken';
    expect(codes).toEqual(['granted', taken, 'granted', 'granted', 'granted', taken]);
    // The same result twice in one list is one account.
    expect(answers[4]).toEqual(answers[0]);
    const { userId } = answers[2] as { userId: string };
    expect(await stateOf(userId)).toMatchObject({ invited: true, userName: 'dovt.list' });
    const rows = await rawQuery<{ name_key: string }>(
      rig.office.db,
      "select name_key from account where name_key like '%.list' order by name_key",
      [],
    );
    expect(rows.map((row) => row.name_key)).toEqual(['dovt.list', 'nhatlv.list', 'nhilv.list']);
    const told = await rawQuery(
      rig.office.db,
      "select link from notification where person_id = $1 and kind = 'accounts.granted'",
      [rig.districtHead.personId],
    );
    expect(told).toEqual([{ link: '/so-tai-khoan' }]);
  });

  test('a second account of one person in a list counts as the duplicate', async () => {
    const given = ['hai.mot', 'hai.hai'].map((accountName) => newAccount({ holderName: 'Thào A Hai', accountName }));
    await rig.inTx((tx) => recordNewAccounts(tx, system(), given));
    const rows = await rawQuery<{ duplicate: boolean }>(
      rig.office.db,
      "select duplicate from account where name like 'hai.%' order by duplicate",
      [],
    );
    expect(rows.map(({ duplicate }) => duplicate)).toEqual([false, true]);
  });
});

describe('Mẫu 07', () => {
  const effect = (accountName: string) => ({
    agencyId: rig.communeId,
    accountName,
    on: '2021-03-22',
    reason: 'retired',
    requestId: null,
    link: '/de-nghi/y',
  });

  test('the register says so at once; the sign-in is shut only when nothing would be orphaned', async () => {
    const person = await buildPerson(rig.office.db, rig.communeId, 'Tẩn Văn Hưu');
    const userId = await buildUser(rig.office, { agencyId: rig.communeId, personId: person.id }, { userName: 'huutv' });
    await syncUsers(rig.office);
    await rig.inTx((tx) => recordRevokedAccount(tx, system(), effect('huutv')));
    const [row] = await rawQuery<{ id: string; state: string }>(
      rig.office.db,
      "select id, state from account where name_key = 'huutv'",
      [],
    );
    expect(row?.state).toBe('revoked');
    const id = row?.id ?? '';
    let open = 2;
    const ports = { openWork: async () => open };
    await tryToShut(rig.office, ports, id, 'first');
    expect((await stateOf(userId)).disabled).toBe(false);
    const { history } = await viewAccount(rig.office.as(rig.clerk), id);
    expect(history.filter(({ text }) => text.includes('còn 2 việc'))).toHaveLength(1);
    await shutWaitingSignIns(rig.office, ports);
    expect((await stateOf(userId)).disabled).toBe(false);
    open = 0;
    await shutWaitingSignIns(rig.office, ports);
    expect((await stateOf(userId)).disabled).toBe(true);
    await shutWaitingSignIns(rig.office, ports);
    expect(await rig.listActions(id)).toEqual([
      'accounts.revoked',
      'accounts.sign_in_waits',
      'accounts.opened',
      'accounts.sign_in_shut',
    ]);
    expect((await rig.noticesOf(person.id)).map(({ kind }) => kind)).toEqual(['accounts.revoked']);
    const jobs = await rawQuery(
      rig.office.db,
      "select 1 from graphile_worker.jobs where task_identifier = 'accounts.shut_sign_in'",
      [],
    );
    expect(jobs).toHaveLength(1);
  });

  test('the same result twice is one revocation; another agency does not have the account; the name is never given again', async () => {
    const account = await rig.account({ name: 'cu.namot', holder_name: 'Người Cũ' });
    await expect(
      rig.inTx((tx) => recordRevokedAccount(tx, system(), { ...effect('cu.namot'), agencyId: rig.districtId })),
    ).rejects.toMatchObject({ status: 404, code: 'accounts.not_found' });
    await Promise.all([1, 2].map(() => rig.inTx((tx) => recordRevokedAccount(tx, system(), effect('CU.namot')))));
    expect(await rig.listActions(account.id)).toEqual(['accounts.revoked']);
    await expect(
      rig.inTx((tx) => recordNewAccount(tx, system(), newAccount({ holderName: 'Người Cũ', accountName: 'cu.namot' }))),
    ).rejects.toMatchObject({ code: 'accounts.name_taken' });
  });

  test('a duplicate goes, the sign-in stays with the account that is used', async () => {
    const person = await buildPerson(rig.office.db, rig.communeId, 'Hai Tài Khoản');
    const userId = await buildUser(
      rig.office,
      { agencyId: rig.communeId, personId: person.id },
      { userName: 'haitk', lastSignInAt: '2021-03-20T02:00:00Z' },
    );
    await syncUsers(rig.office);
    const second = await rig.account({
      name: 'haitk.cu',
      holder_name: 'Hai Tài Khoản',
      person_id: person.id,
      user_id: userId,
      used_on: '2020-01-01',
    });
    await rig.inTx((tx) => recordRevokedAccount(tx, system(), { ...effect('haitk.cu'), reason: 'duplicate' }));
    await tryToShut(rig.office, { openWork: async () => 0 }, second.id, 'first');
    expect((await stateOf(userId)).disabled).toBe(false);
  });

  test('an account from a list is shut with the sign-in nobody had linked yet', async () => {
    const person = await buildPerson(rig.office.db, rig.communeId, 'Chưa Nối');
    const userId = await buildUser(rig.office, { agencyId: rig.communeId, personId: person.id }, { userName: 'noi' });
    const account = await rig.account({ name: 'noi.namot', holder_name: 'Chưa Nối', person_id: person.id });
    await rig.inTx((tx) => recordRevokedAccount(tx, system(), effect('noi.namot')));
    await tryToShut(rig.office, { openWork: async () => 0 }, account.id, 'first');
    expect((await stateOf(userId)).disabled).toBe(true);
  });

  test('somebody who got another account meanwhile goes on signing in', async () => {
    const person = await buildPerson(rig.office.db, rig.communeId, 'Đổi Tên');
    const userId = await buildUser(
      rig.office,
      { agencyId: rig.communeId, personId: person.id },
      { userName: 'doiten' },
    );
    await syncUsers(rig.office);
    await rig.inTx((tx) => recordRevokedAccount(tx, system(), effect('doiten')));
    await rig.account({ name: 'ten.moi', holder_name: 'Đổi Tên', person_id: person.id });
    await shutWaitingSignIns(rig.office, { openWork: async () => 0 });
    expect((await stateOf(userId)).disabled).toBe(false);
    await syncUsers(rig.office);
    const facts = await rawQuery(rig.office.db, "select user_id from account where name_key = 'ten.moi'", []);
    expect(facts).toEqual([{ user_id: userId }]);
  });

  test('a list is taken away at once; what is not this agency’s is answered and left alone', async () => {
    const own = await rig.account({ name: 'thu.mot', holder_name: 'Thu Một' });
    await rig.account({ name: 'thu.xa', holder_name: 'Thu Xa', agency_id: rig.districtId });
    const mobile = await rig.account({ name: 'thu.hai', holder_name: 'Thu Hai', mobile_editing_from: '2021-02-01' });
    const names = ['thu.mot', 'thu.xa', 'thu.khong', 'THU.HAI', 'thu.mot'];
    const refusals = await rig.inTx((tx) => recordRevokedAccounts(tx, system(), names.map(effect)));
    const missing = 'accounts.not_found';
    expect(refusals.map((refusal) => refusal?.code)).toEqual([undefined, missing, missing, undefined, undefined]);
    const rows = await rawQuery(
      rig.office.db,
      "select name, state, disabled_on, mobile_editing_to from account where name like 'thu.%' order by name",
      [],
    );
    expect(rows).toEqual([
      { name: 'thu.hai', state: 'revoked', disabled_on: '2021-03-22', mobile_editing_to: '2021-03-22' },
      { name: 'thu.mot', state: 'revoked', disabled_on: '2021-03-22', mobile_editing_to: null },
      { name: 'thu.xa', state: 'active', disabled_on: null, mobile_editing_to: null },
    ]);
    expect(await rig.listActions(own.id)).toEqual(['accounts.revoked']);
    expect(await rig.listActions(mobile.id)).toEqual(['accounts.revoked']);
  });

  test('a long list is marked in one go, of another agency nothing', async () => {
    const own = await Promise.all(['dai.mot', 'dai.hai'].map((name) => rig.account({ name, holder_name: name })));
    const foreign = await rig.account({ name: 'dai.xa', holder_name: 'Dài Xa', agency_id: rig.districtId });
    await rig.inTx((tx) =>
      markAccounts(tx, system(), {
        agencyId: rig.communeId,
        accountNames: ['dai.mot', 'DAI.HAI', 'dai.xa', 'dai.khong', 'dai.mot'],
        state: 'revoke_requested',
        text: 'x',
        link: null,
      }),
    );
    const rows = await rawQuery<{ state: string }>(
      rig.office.db,
      "select state from account where name like 'dai.%' order by name",
      [],
    );
    expect(rows.map(({ state }) => state)).toEqual(['revoke_requested', 'revoke_requested', 'active']);
    expect(await Promise.all([...own, foreign].map(({ id }) => rig.listActions(id)))).toEqual([
      ['accounts.marked'],
      ['accounts.marked'],
      [],
    ]);
  });

  test('under way and back: marks follow the request and nothing else', async () => {
    const account = await rig.account({ name: 'danh.dau', holder_name: 'Đánh Dấu' });
    const mark = (state: 'revoke_requested' | 'active') =>
      rig.inTx((tx) =>
        markAccounts(tx, system(), {
          agencyId: rig.communeId,
          accountNames: ['danh.dau'],
          state,
          text: 'x',
          link: null,
        }),
      );
    await mark('active');
    await mark('revoke_requested');
    await mark('revoke_requested');
    const facts = await accountFacts(rig.office.db, { agencyId: rig.communeId, names: ['danh.dau'] });
    expect(facts.byName.get('danh.dau')?.state).toBe('revoke_requested');
    await mark('active');
    expect(await rig.listActions(account.id)).toEqual(['accounts.marked', 'accounts.marked']);
  });
});

describe('Mẫu 08', () => {
  const effect = (granted: boolean) => ({
    agencyId: rig.communeId,
    accountName: 'dd.namot',
    granted,
    on: '2021-03-22',
    requestId: null,
    link: null,
  });

  test('the right comes and goes with history and notices, and ends with the account', async () => {
    const account = await rig.account({ name: 'dd.namot', person_id: rig.specialist.personId });
    const may = () => mayEditOnTouch(rig.office.db, rig.specialist);
    expect(await may()).toBe(false);
    await rig.inTx((tx) => recordMobileEditing(tx, system(), effect(true)));
    await rig.inTx((tx) => recordMobileEditing(tx, system(), effect(true)));
    expect(await may()).toBe(true);
    await rig.inTx((tx) => recordMobileEditing(tx, system(), effect(false)));
    expect(await may()).toBe(false);
    await rig.inTx((tx) => recordMobileEditing(tx, system(), effect(true)));
    await rig.inTx((tx) => recordRevokedAccount(tx, system(), { ...effect(true), reason: 'unused' }));
    expect(await may()).toBe(false);
    await expect(rig.inTx((tx) => recordMobileEditing(tx, system(), effect(true)))).rejects.toMatchObject({
      code: 'accounts.wrong_state',
    });
    expect(await rig.listActions(account.id)).toEqual([
      'accounts.mobile_editing_granted',
      'accounts.mobile_editing_withdrawn',
      'accounts.mobile_editing_granted',
      'accounts.revoked',
    ]);
    expect((await rig.noticesOf(rig.specialist.personId)).map(({ kind }) => kind)).toContain('accounts.revoked');
  });

  test('is taken back by who keeps the register, with the reason; by nobody else, and not twice', async () => {
    const account = await rig.account({
      name: 'thu.quyen',
      person_id: rig.clerk.personId,
      mobile_editing_from: '2021-02-01',
    });
    const withdraw = (who: Subject) =>
      withdrawMobileEditing(rig.office.as(who), account.id, { reason: 'Máy tính bảng đã trả' });
    await expect(withdraw(rig.specialist)).rejects.toMatchObject({
      code: expect.stringMatching(/not_found|forbidden/),
    });
    expect(await withdraw(rig.head)).toMatchObject({ mobileEditing: false, mobileEditingSince: null });
    await expect(withdraw(rig.head)).rejects.toMatchObject({ code: 'accounts.withdraw_mobile.forbidden' });
    expect(await rig.listActions(account.id)).toEqual(['accounts.mobile_editing_withdrawn']);
    expect(await mayEditOnTouch(rig.office.db, rig.clerk)).toBe(false);
  });
});
