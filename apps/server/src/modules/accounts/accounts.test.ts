import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemContext } from '../../platform/context.ts';
import { rawQuery } from '../../platform/sql.ts';
import { buildPerson } from '../org/org.testing.ts';
import { type AccountsRig, buildUser, createAccountsRig } from './accounts.testing.ts';
import { keepAccount, unkeepAccount } from './commands/keep-account.ts';
import { idleAccounts } from './idle-accounts.ts';
import { listAccounts } from './queries/list-accounts.ts';
import { viewAccount } from './queries/view-account.ts';
import { viewWaste } from './queries/waste-board.ts';
import { viewWastePeople } from './queries/waste-people.ts';
import { idleRuleOn, tariffOn } from './rules.ts';
import { recount } from './sweeps/recount.ts';
import { refreshHolders, sweepHolders } from './sweeps/refresh-holders.ts';
import { enterUsers, syncUsers } from './sweeps/sync-users.ts';

const TODAY = '2021-03-22';
const PAGE = { limit: 50 };

let rig: AccountsRig;
beforeAll(async () => {
  rig = await createAccountsRig();
});
afterAll(() => rig.office.close());

const namesOf = (items: { name: string }[]) => items.map(({ name }) => name);

describe('waste, to the row', () => {
  beforeAll(async () => {
    await rig.account({ name: 'dung', holder_name: 'Đang Dùng', used_on: '2021-03-20' });
    // 45 days before 22/3 is 5/2: not yet idle; a day earlier is.
    await rig.account({ name: 'vua', holder_name: 'Vừa Đủ', used_on: '2021-02-05' });
    await rig.account({
      name: 'qua',
      holder_name: 'Quá Hạn',
      used_on: '2021-02-04',
      last_sign_in_at: new Date('2021-02-04T03:00:00Z'),
    });
    await rig.account({
      name: 'nghi',
      holder_name: 'Đã Nghỉ',
      used_on: '2021-03-01',
      left_on: '2021-03-05',
      left_reason: 'retired',
    });
    await rig.account({
      name: 'sapnghi',
      holder_name: 'Sắp Nghỉ',
      used_on: '2021-03-01',
      left_on: '2021-04-01',
      left_reason: 'retired',
    });
    await rig.account({
      name: 'giu',
      holder_name: 'Nghỉ Sinh',
      used_on: '2020-09-01',
      kept_reason: 'Nghỉ thai sản',
      kept_until: '2021-06-30',
    });
    await rig.account({
      name: 'hetgiu',
      holder_name: 'Hết Giữ',
      used_on: '2020-10-01',
      kept_reason: 'Đi học',
      kept_until: '2021-03-21',
    });
    await rig.account({ name: 'thuhoi', holder_name: 'Thu Hồi', used_on: '2020-01-01', state: 'revoked' });
    await rig.account({ name: 'kythuat', holder_name: 'Dịch Vụ', used_on: '2020-01-01', type: 'service' });
    const two = { holder_name: 'Trùng Tên', unit_name: 'Văn phòng', position_title: 'Chuyên viên' };
    await rig.account({
      name: 'trung',
      ...two,
      used_on: '2021-03-21',
      last_sign_in_at: new Date('2021-03-21T03:00:00Z'),
    });
    await rig.account({ name: 'trung2', ...two, used_on: '2021-03-22' });
    await rig.account({ name: 'huyen', agency_id: rig.districtId, holder_name: 'Của Huyện', used_on: '2020-11-14' });
  });

  test('the board counts business accounts in use: left before duplicate before idle, kept ones cost and are not asked for', async () => {
    const board = await viewWaste(rig.office.as(rig.focal), { ...PAGE, all: false });
    expect(board).toMatchObject({
      quarter: 'quý I năm 2021',
      countedOn: TODAY,
      idleLimitDays: 45,
      tariff: 20_000,
      accounts: 10,
      idle: 3,
      left: 1,
      duplicate: 1,
      wasted: 5,
      cost: 100_000,
      unitTotal: 2,
    });
    expect(board.units).toMatchObject([
      {
        agencyId: rig.communeId,
        accounts: 9,
        idle: 2,
        left: 1,
        duplicate: 1,
        kept: 1,
        cost: 80_000,
        headName: 'Tẩn A Páo',
        headTitle: 'Chủ tịch UBND xã',
        attestation: 'none',
      },
      { agencyId: rig.districtId, accounts: 1, idle: 1, cost: 20_000, headName: 'Tẩn Văn Chủ' },
    ]);
  });

  test('pages by key show every agency once, and an agency without waste only when all are wanted', async () => {
    const context = rig.office.as(rig.focal);
    const first = await viewWaste(context, { limit: 1, all: true });
    const second = await viewWaste(context, { limit: 1, all: true, cursor: first.nextCursor ?? '' });
    expect([first, second].flatMap(({ units }) => units.map(({ agencyId }) => agencyId))).toEqual([
      rig.communeId,
      rig.districtId,
    ]);
    expect(second.nextCursor).toBeNull();
    await expect(viewWaste(context, { limit: 1, all: true, cursor: 'lạ' })).rejects.toMatchObject({ status: 422 });
  });

  test('the head of a commune sees the own agency alone; a specialist has no board; strangers see nothing of it', async () => {
    const own = await viewWaste(rig.office.as(rig.head), { ...PAGE, all: true });
    expect(own.units.map(({ agencyId }) => agencyId)).toEqual([rig.communeId]);
    await expect(viewWaste(rig.office.as(rig.specialist), { ...PAGE, all: true })).rejects.toMatchObject({
      code: 'accounts.waste.forbidden',
    });
    expect((await viewWaste(rig.office.as(rig.stranger), { ...PAGE, all: true })).accounts).toBe(0);
    await expect(viewWastePeople(rig.office.as(rig.stranger), rig.communeId, PAGE)).rejects.toMatchObject({
      code: 'accounts.not_a_member_unit',
    });
    await expect(viewWastePeople(rig.office.as(rig.head), rig.districtId, PAGE)).rejects.toMatchObject({ status: 404 });
  });

  test('people of a unit: the longest unused first, with their words; pages by key', async () => {
    const context = rig.office.as(rig.focal);
    const people = await viewWastePeople(context, rig.communeId, PAGE);
    expect(people.items.map(({ name, wasteLabel }) => [name, wasteLabel])).toEqual([
      ['giu', 'Nghỉ thai sản đến 30/6/2021'],
      ['hetgiu', 'Chưa đăng nhập lần nào, cấp 172 ngày'],
      ['qua', 'Không dùng 46 ngày'],
      ['nghi', 'Nghỉ hưu'],
      ['trung2', 'Trùng tài khoản'],
    ]);
    const first = await viewWastePeople(context, rig.communeId, { limit: 3 });
    const rest = await viewWastePeople(context, rig.communeId, { limit: 3, cursor: first.nextCursor ?? '' });
    expect(namesOf([...first.items, ...rest.items])).toEqual(namesOf(people.items));
    expect(people.unit).toMatchObject({ cost: 80_000 });
  });

  test('idle accounts of a unit, for Mẫu 07; rules and tariff are dated', async () => {
    expect(namesOf(await idleAccounts(rig.office.db, { agencyId: rig.communeId, today: TODAY }))).toEqual([
      'hetgiu',
      'qua',
    ]);
    expect((await tariffOn(rig.office.db, '2020-12-31')).amountVnd).toBe(0);
    await rawQuery(
      rig.office.db,
      "insert into account_tariff values ('2022-01-01', 25000, 'UBND tỉnh', 'thử'), ('2023-01-01', 0, '', '')",
      [],
    );
    await rawQuery(rig.office.db, "insert into account_idle_rule values ('2022-01-01', 30, 'thử')", []);
    expect(await tariffOn(rig.office.db, '2022-06-01')).toEqual({ amountVnd: 25_000, basis: 'thử' });
    expect((await tariffOn(rig.office.db, TODAY)).amountVnd).toBe(20_000);
    expect((await idleRuleOn(rig.office.db, '2022-01-01')).days).toBe(30);
  });

  test('the register: found without accents, by waste, a page at a time; each row says what may be done', async () => {
    const context = rig.office.as(rig.focal);
    expect((await listAccounts(context, { ...PAGE, q: 'qua han' })).items).toMatchObject([
      { name: 'qua', idleDays: 46, waste: 'idle' },
    ]);
    expect(
      namesOf((await listAccounts(context, { ...PAGE, waste: 'any', agencyId: rig.communeId })).items).sort(),
    ).toEqual(['hetgiu', 'nghi', 'qua', 'trung2']);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAccounts(context, { limit: 4, ...(cursor !== undefined && { cursor }) });
      expect(page.total).toBe(12);
      seen.push(...namesOf(page.items));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(12);
    expect(seen).toHaveLength(12);
    expect((await listAccounts(rig.office.as(rig.clerk), PAGE)).total).toBe(11);
    expect((await listAccounts(rig.office.as(rig.specialist), PAGE)).total).toBe(0);
    expect((await listAccounts(rig.office.as(rig.stranger), PAGE)).total).toBe(0);
    expect(JSON.stringify(await listAccounts(context, PAGE))).not.toContain('phone');
  });
});

describe('the sums of the board', () => {
  const board = async () => {
    const { accounts, idle, left, duplicate, units } = await viewWaste(rig.office.as(rig.focal), {
      ...PAGE,
      all: true,
    });
    return { accounts, idle, left, duplicate, units };
  };

  test('counted ahead they say what the accounts say, the next day and after every change, whoever writes', async () => {
    const live = await board();
    await recount(rig.office);
    await recount(rig.office);
    const [counted] = await rawQuery<{ rows: number; open: number }>(
      rig.office.db,
      'select (select count(*) from account_count) as rows, (select count(*) from account_touched) as open',
      [],
    );
    expect(counted).toEqual({ rows: 2, open: 0 });
    expect(await board()).toEqual(live);
    await rawQuery(rig.office.db, "update account set used_on = '2020-01-01' where name_key = 'dung'", []);
    expect((await board()).idle).toBe(live.idle + 1);
    await recount(rig.office);
    expect((await board()).idle).toBe(live.idle + 1);
    await rawQuery(rig.office.db, "update account set used_on = '2021-03-20' where name_key = 'dung'", []);
    expect(await board()).toEqual(live);
    await recount(rig.office);
    rig.office.clock.set('2021-03-23T01:00:00Z');
    expect((await board()).idle).toBe(live.idle + 1);
    await recount(rig.office);
    expect((await board()).idle).toBe(live.idle + 1);
    rig.office.clock.set('2021-03-22T01:00:00Z');
    expect(await board()).toEqual(live);
  });

  test('what is written while they are counted is counted again', async () => {
    const live = await board();
    await recount(rig.office);
    const written = rig.inTx(async (tx) => {
      await rawQuery(tx, "update account set used_on = '2020-01-01' where name_key = 'dung'", []);
      await recount(rig.office);
      return null;
    });
    await written;
    expect((await board()).idle).toBe(live.idle + 1);
    await rawQuery(rig.office.db, "update account set used_on = '2021-03-20' where name_key = 'dung'", []);
    expect(await board()).toEqual(live);
  });
});

describe('keeping', () => {
  test('with a reason and an end; the row leaves the waste and comes back', async () => {
    const account = await rig.account({ name: 'nghi.om', holder_name: 'Ốm Dài', used_on: '2020-12-01' });
    const context = rig.office.as(rig.clerk);
    const kept = await keepAccount(context, account.id, { reason: 'Nghỉ ốm dài ngày', until: '2021-06-30' });
    expect(kept).toMatchObject({ waste: null, kept: { reason: 'Nghỉ ốm dài ngày', until: '2021-06-30' } });
    expect(await unkeepAccount(rig.office.as(rig.focal), account.id)).toMatchObject({ waste: 'idle', kept: null });
    await expect(unkeepAccount(context, account.id)).rejects.toMatchObject({ code: 'accounts.unkeep.forbidden' });
    const { history } = await viewAccount(context, account.id);
    expect(history.map(({ who }) => who).sort()).toEqual(['Hoàng Văn Mối', 'Lò Thị Thư']);
    expect(await rig.listActions(account.id)).toEqual(['accounts.kept', 'accounts.unkept', 'accounts.opened']);
  });

  test.each(['2021-03-22', '2021-03-01', '2023-01-01'])('not until %s', async (until) => {
    const account = await rig.account({ name: `giu.${until}`, used_on: '2020-12-01' });
    await expect(keepAccount(rig.office.as(rig.clerk), account.id, { reason: 'Nghỉ ốm', until })).rejects.toMatchObject(
      { code: 'accounts.keep_until' },
    );
  });

  test('by the keepers of the register alone, and only what is in use', async () => {
    const account = await rig.account({ name: 'da.thu.hoi', state: 'revoked' });
    const body = { reason: 'Nghỉ ốm', until: '2021-04-30' };
    await expect(keepAccount(rig.office.as(rig.clerk), account.id, body)).rejects.toMatchObject({
      code: 'accounts.keep.forbidden',
    });
    const live = await rig.account({ name: 'dang.dung' });
    await expect(keepAccount(rig.office.as(rig.specialist), live.id, body)).rejects.toMatchObject({ status: 404 });
    await expect(keepAccount(rig.office.as(rig.districtHead), live.id, body)).rejects.toMatchObject({
      code: 'accounts.keep.forbidden',
    });
    await expect(keepAccount(rig.office.as(rig.stranger), live.id, body)).rejects.toMatchObject({ status: 404 });
  });
});

describe('people and sign-ins', () => {
  test('every sign-in stands in the register; its last use is copied, never backwards; running twice adds nothing', async () => {
    const userId = await buildUser(rig.office, rig.specialist, {
      userName: 'lu.giang',
      lastSignInAt: '2021-03-19T18:30:00Z',
    });
    await buildUser(rig.office, rig.clerk, { userName: 'thu.lo', disabled: true });
    await syncUsers(rig.office);
    await syncUsers(rig.office);
    const mine = await listAccounts(rig.office.as(rig.specialist), PAGE);
    expect(mine.items).toMatchObject([
      {
        name: 'lu.giang',
        holderName: 'Giàng A Lử',
        positionTitle: 'Chuyên viên',
        unitName: 'Văn phòng',
        activatedOn: '2020-08-14',
        idleDays: 2,
        linkedUser: true,
      },
    ]);
    expect((await listAccounts(rig.office.as(rig.focal), { ...PAGE, q: 'thu.lo' })).total).toBe(0);
    await rawQuery(rig.office.db, "update identity_user set last_sign_in_at = '2021-01-01' where id = $1", [userId]);
    await syncUsers(rig.office);
    const again = await listAccounts(rig.office.as(rig.specialist), PAGE);
    expect(again.items[0]?.lastSignInAt).toBe('2021-03-19T18:30:00.000Z');
    expect((await viewAccount(rig.office.as(rig.specialist), again.items[0]?.id ?? '')).history).toHaveLength(1);
  });

  test('one person is entered in the transaction that makes the sign-in; opening an account shows its use as of now', async () => {
    const people = await Promise.all(
      ['Vào Một', 'Vào Hai'].map((name) => buildPerson(rig.office.db, rig.communeId, name)),
    );
    const [first = '', second = ''] = people.map(({ id }) => id);
    const userId = await buildUser(rig.office, { agencyId: rig.communeId, personId: first }, { userName: 'vao.mot' });
    await buildUser(rig.office, { agencyId: rig.communeId, personId: second }, { userName: 'vao.hai' });
    expect(await rig.inTx((tx) => enterUsers(tx, systemContext(rig.office), { personId: first }))).toBe(1);
    expect(await rig.inTx((tx) => enterUsers(tx, systemContext(rig.office), { personId: first }))).toBe(0);
    const { items } = await listAccounts(rig.office.as(rig.clerk), { ...PAGE, q: 'vao' });
    expect(items).toMatchObject([{ name: 'vao.mot', lastSignInAt: null, idleDays: null, waste: 'idle' }]);
    await rawQuery(rig.office.db, "update identity_user set last_sign_in_at = '2021-03-22T00:30:00Z' where id = $1", [
      userId,
    ]);
    const { account } = await viewAccount(rig.office.as(rig.clerk), items[0]?.id ?? '');
    expect(account).toMatchObject({ lastSignInAt: '2021-03-22T00:30:00.000Z', idleDays: 0, waste: null });
  });

  test('a holder whose last post here ended has gone elsewhere, one whose record says so has left; who never had one stays', async () => {
    const people = await Promise.all(
      ['Chuyển Đi', 'Nghỉ Hưu', 'Chưa Có Chức Vụ'].map((name) => buildPerson(rig.office.db, rig.communeId, name)),
    );
    const [moved, retired, fresh] = people.map(({ id }) => id);
    await rawQuery(
      rig.office.db,
      `insert into org_position (agency_id, id, person_id, unit_id, title, roles, valid_from, valid_to)
       values ($1, gen_random_uuid(), $2, $3, 'Chuyên viên', '{specialist}', '2019-01-01', '2021-03-14')`,
      [rig.communeId, moved, rig.communeUnitId],
    );
    await rawQuery(
      rig.office.db,
      "update org_person set left_on = '2021-03-01', leave_reason = 'retired' where id = $1",
      [retired],
    );
    for (const [index, name] of ['chuyen.di', 'nghi.huu', 'chua.co'].entries()) {
      await rig.account({ name, holder_name: people[index]?.full_name ?? '', person_id: people[index]?.id ?? null });
    }
    await sweepHolders(rig.office);
    await sweepHolders(rig.office);
    const found = async (q: string) => (await listAccounts(rig.office.as(rig.clerk), { ...PAGE, q })).items[0];
    expect(await found('chuyen.di')).toMatchObject({ waste: 'left', wasteLabel: 'Chuyển công tác' });
    expect(await found('nghi.huu')).toMatchObject({ waste: 'left', wasteLabel: 'Nghỉ hưu' });
    expect(await found('chua.co')).toMatchObject({ waste: null });
    await rawQuery(rig.office.db, 'update org_person set left_on = null where id = $1', [retired]);
    await rig.inTx((tx) => refreshHolders(tx, systemContext(rig.office), [retired ?? '', fresh ?? '']));
    expect(await found('nghi.huu')).toMatchObject({ waste: null });
    const id = (await found('chuyen.di'))?.id ?? '';
    expect((await viewAccount(rig.office.as(rig.clerk), id)).history.map(({ text }) => text)).toEqual([
      'Người dùng thôi công tác tại cơ quan từ 15/3/2021: Chuyển công tác',
    ]);
  });
});
