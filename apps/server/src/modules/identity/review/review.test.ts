import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '#modules/audit';
import { command } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { disableAccount } from '../commands/disable-account.ts';
import { createIdentityRig, expectCode, type IdentityRig } from '../identity.testing.ts';
import { exportReview } from './export-review.ts';
import { recordReview } from './record-review.ts';
import { describeChange } from './right-changes.ts';
import { viewReview } from './view-review.ts';

/* Review of accounts and rights, QCVN 12:2026/BCA 3.7.2.2 and 3.7.2.9. */

const DAY_MS = 24 * 3_600_000;
type Person = Awaited<ReturnType<IdentityRig['newUser']>>;
let rig: IdentityRig;
let admin: Person;
let active: Person;
let idle: Person;
let never: Person;

const ago = (days: number) => new Date(rig.office.clock.now().getTime() - days * DAY_MS);
const as = (person: Person) => rig.office.as(person);
const accountsOf = async () => (await viewReview(as(admin), undefined)).accounts;

beforeAll(async () => {
  rig = await createIdentityRig();
  admin = await rig.newUser({ roles: ['administrator'], fullName: 'Sùng A Quản', set: { last_sign_in_at: ago(1) } });
  active = await rig.newUser({ fullName: 'Lò Thị Dùng', set: { last_sign_in_at: ago(2), passkey_count: 1 } });
  idle = await rig.newUser({ fullName: 'Vàng A Nghỉ', set: { last_sign_in_at: ago(40) } });
  never = await rig.newUser({ fullName: 'Tẩn Thị Mới', set: { password_hash: null } });
});
afterAll(() => rig.office.close());

/** As the module of the agencies writes it. */
async function changeRoles(of: Person, by: Person): Promise<void> {
  await command(as(by), (tx) =>
    record(tx, as(by), {
      action: 'org.position_edited',
      agencyId: by.agencyId,
      objectKind: 'position',
      objectId: of.positionId,
      detail: { roles: { from: ['specialist'], to: ['clerk', 'leader'] } },
    }),
  );
}

describe('the list', () => {
  test('begins with those never used, then those used longest ago, and says what strikes the eye', async () => {
    const accounts = await accountsOf();
    expect(accounts.map((account) => account.userName)).toEqual([
      never.userName,
      idle.userName,
      active.userName,
      admin.userName,
    ]);
    expect(accounts.map((account) => account.warning)).toEqual([
      'Chưa đăng nhập lần nào',
      'Không dùng 40 ngày',
      null,
      'Quản trị chưa có xác thực hai lớp',
    ]);
    expect(accounts.at(-1)).toMatchObject({ kindLabel: 'Quản trị', roles: ['Quản trị'], state: 'active' });
    expect(accounts[2]).toMatchObject({ kindLabel: 'Tác nghiệp', secondFactor: true, unitName: 'Văn phòng' });
  });

  test('names who holds no post any more and who has left', async () => {
    const gone = await rig.newUser({ fullName: 'Phàn A Đi', set: { last_sign_in_at: ago(1) } });
    await rawQuery(rig.office.db, "update org_position set valid_to = '2020-12-31' where id = $1", [gone.positionId]);
    const warning = async () => (await accountsOf()).find((account) => account.userId === gone.userId)?.warning;
    expect(await warning()).toBe('Không giữ chức vụ nào');
    await rawQuery(rig.office.db, "update org_person set left_on = '2020-12-31' where id = $1", [gone.personId]);
    expect(await warning()).toBe('Cán bộ đã thôi công tác ở cơ quan');
    await disableAccount(as(admin), gone.userId, 'Đã chuyển công tác');
    expect((await accountsOf()).at(-1)).toMatchObject({
      userId: gone.userId,
      state: 'disabled',
      disabledReason: 'Đã chuyển công tác',
      warning: null,
    });
  });

  test('shows what an agency above changed here, and nothing of other agencies', async () => {
    const commune = await buildAgency(rig.office.db, { parent_id: rig.agencyId, name: 'UBND xã Rà Soát' });
    const unit = await buildUnit(rig.office.db, commune.id);
    const there = await rig.newUser({ agencyId: commune.id, unitId: unit.id, fullName: 'Giàng Thị Xã' });
    await changeRoles(there, admin);
    const own = await viewReview(as(admin), undefined);
    expect(own.changes.some((change) => change.person === 'Giàng Thị Xã')).toBe(false);
    const below = await viewReview(as(admin), commune.id);
    expect(below).toMatchObject({ agencyName: 'UBND xã Rà Soát', dueOn: null, overdue: true, reviews: [] });
    expect(below.changes).toMatchObject([
      {
        label: 'Đổi vai của chức vụ',
        person: 'Giàng Thị Xã',
        detail: 'vai: Chuyên viên → Văn thư, Lãnh đạo',
        by: 'Sùng A Quản',
      },
    ]);
  });
});

describe('"đã rà soát"', () => {
  test('is recorded with an audit leaf; what changed before it is done, what changes after it comes next time', async () => {
    await changeRoles(active, admin);
    const seen = await viewReview(as(admin), undefined);
    expect(seen.changes.length).toBeGreaterThan(0);
    rig.office.clock.advance(60_000);
    await changeRoles(idle, admin);
    const body = { agencyId: seen.agencyId, seenUntil: seen.seenUntil, note: 'Đã đối chiếu với danh sách cán bộ' };
    const after = await recordReview(as(admin), body);
    expect(after.reviews).toMatchObject([
      { by: 'Sùng A Quản', accounts: seen.accounts.length, changes: seen.changes.length, note: body.note },
    ]);
    expect(after.overdue).toBe(false);
    expect(after.changes.map((change) => change.person)).toEqual(['Vàng A Nghỉ']);
    const leaves = await rawQuery<{ detail: Record<string, unknown> }>(
      rig.office.db,
      "select detail from audit_leaf where action = 'identity.accounts_reviewed'",
      [],
    );
    expect(leaves).toMatchObject([{ detail: { accounts: seen.accounts.length, changes: seen.changes.length } }]);
    await expectCode(recordReview(as(admin), body), 'identity.review_stale');
  });

  test('two at once over the same list: one is recorded', async () => {
    rig.office.clock.advance(60_000);
    const seen = await viewReview(as(admin), undefined);
    const body = { agencyId: seen.agencyId, seenUntil: seen.seenUntil, note: 'Hai người cùng bấm' };
    const both = await Promise.allSettled([recordReview(as(admin), body), recordReview(as(admin), body)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('over a list of yesterday or of tomorrow is refused, and is due again after three months', async () => {
    const at = (ms: number) => new Date(rig.office.clock.now().getTime() + ms).toISOString();
    rig.office.clock.advance(2 * DAY_MS);
    const body = { agencyId: rig.agencyId, note: 'Danh sách cũ' };
    await expectCode(recordReview(as(admin), { ...body, seenUntil: at(-DAY_MS - 1) }), 'identity.review_stale');
    await expectCode(recordReview(as(admin), { ...body, seenUntil: at(1) }), 'identity.review_stale');
    rig.office.clock.advance(85 * DAY_MS);
    expect((await viewReview(as(admin), undefined)).overdue).toBe(false);
    rig.office.clock.advance(10 * DAY_MS);
    expect((await viewReview(as(admin), undefined)).overdue).toBe(true);
  });

  test('is for administrators and their own agencies only', async () => {
    const stranger = await buildAgency(rig.office.db);
    const seenUntil = rig.office.clock.now().toISOString();
    await expectCode(viewReview(as(admin), stranger.id), 'identity.agency_not_found');
    const body = { agencyId: stranger.id, seenUntil, note: 'Của cơ quan khác' };
    await expectCode(recordReview(as(admin), body), 'identity.agency_not_found');
    for (const role of ['clerk', 'leader', 'auditor', 'specialist'] as const) {
      const other = rig.office.as(
        await buildSubject(rig.office.db, { agencyId: rig.agencyId, unitId: rig.unitId, roles: [role] }),
      );
      await expectCode(viewReview(other, undefined), 'identity.administer.forbidden');
      await expectCode(exportReview(other, undefined), 'identity.administer.forbidden');
      await expectCode(recordReview(other, { ...body, agencyId: rig.agencyId }), 'identity.administer.forbidden');
    }
  });
});

test('the CSV has every account and every change, and leaves a trace', async () => {
  const review = await viewReview(as(admin), undefined);
  const { stream, headers } = await exportReview(as(admin), undefined);
  const lines = String(stream).trim().split('\r\n');
  expect(lines).toHaveLength(1 + review.accounts.length + review.changes.length);
  expect(lines[0]).toContain('"Họ và tên","Tên đăng nhập"');
  expect(lines.some((line) => line.includes('"Vàng A Nghỉ"'))).toBe(true);
  expect(headers?.['content-type']).toContain('text/csv');
  const [row] = await rawQuery<{ n: number }>(
    rig.office.db,
    "select count(*)::int as n from audit_leaf where action = 'identity.review_exported'",
    [],
  );
  expect(row?.n).toBe(1);
});

test.each<[Record<string, unknown>, string]>([
  [{ title: 'Văn thư', roles: ['clerk'] }, 'Văn thư; vai: Văn thư'],
  [{ roles: { from: [], to: ['administrator'] } }, 'vai: không có vai → Quản trị'],
  [{ reason: 'Nghỉ việc' }, 'Nghỉ việc'],
  [{ roles: ['la'] }, 'vai: la'],
  [{}, ''],
])('%j reads %j', (detail, words) => {
  expect(describeChange({ detail })).toBe(words);
});
