import type { AccountQuery, AccountView } from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { buildAgency, buildUnit } from '../../org/org.testing.ts';
import { saveSecuritySettings, viewSecuritySettings } from '../commands/save-security-settings.ts';
import { createIdentityRig, expectCode, type IdentityRig, SETTINGS } from '../identity.testing.ts';
import { countAccounts } from './count-accounts.ts';
import { listAccounts } from './list-accounts.ts';

let rig: IdentityRig;
let administrator: Subject;
let commune: string;
let stranger: Subject;

beforeAll(async () => {
  rig = await createIdentityRig();
  administrator = await rig.newUser({ roles: ['administrator'], fullName: 'Vàng Thị Quản' });
  await rig.newUser({ fullName: 'Lò Văn Ích', set: { password_hash: null } });
  await rig.newUser({ fullName: 'Đỗ Thị Ánh', set: { locked_until: new Date('2030-01-01') } });
  await rig.newUser({ fullName: 'Trần Thế Đạt', set: { disabled_at: new Date('2021-01-01') } });
  const { db } = rig.office;
  commune = (await buildAgency(db, { parent_id: rig.agencyId, name: 'UBND xã Dưới' })).id;
  const unit = await buildUnit(db, commune);
  await rig.newUser({ fullName: 'Sùng A Páo', agencyId: commune, unitId: unit.id });
  const other = await buildAgency(db);
  const otherUnit = await buildUnit(db, other.id);
  stranger = await rig.newUser({ roles: ['administrator'], agencyId: other.id, unitId: otherUnit.id });
});
afterAll(() => rig.office.close());

async function list(query: Partial<AccountQuery> = {}, subject = administrator): Promise<AccountView[]> {
  return (await listAccounts(rig.office.as(subject), { limit: 50, ...query })).items;
}

const names = (items: AccountView[]) => items.map((item) => item.fullName);

test('accounts of the agency and those below, by given name, with their states', async () => {
  const items = await list();
  expect(items.map((item) => [item.fullName, item.state])).toEqual([
    ['Đỗ Thị Ánh', 'locked'],
    ['Trần Thế Đạt', 'disabled'],
    ['Lò Văn Ích', 'invited'],
    ['Sùng A Páo', 'active'],
    ['Vàng Thị Quản', 'active'],
  ]);
  expect(items[0]).toMatchObject({ title: 'Chuyên viên', unitName: 'Văn phòng', openSessions: 0 });
  expect(names(await list({}, stranger))).toEqual(['Giàng A Thử']);
});

test('found without accents, by user name, by agency and by state', async () => {
  expect(names(await list({ q: 'sung a' }))).toEqual(['Sùng A Páo']);
  expect(names(await list({ q: 'nguoi2' }))).toEqual(['Lò Văn Ích']);
  expect(names(await list({ agencyId: commune }))).toEqual(['Sùng A Páo']);
  expect(names(await list({ state: 'locked' }))).toEqual(['Đỗ Thị Ánh']);
  expect(names(await list({ personId: administrator.personId }))).toEqual(['Vàng Thị Quản']);
  expect(await list({ q: '%' })).toEqual([]);
  expect(await list({ agencyId: stranger.agencyId })).toEqual([]);
});

test('page by page without a gap or a repetition, and a made-up cursor begins anew', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAccounts(rig.office.as(administrator), { limit: 2, ...(cursor && { cursor }) });
    seen.push(...names(page.items));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(names(await list()));
  expect(await list({ cursor: 'x' })).toHaveLength(5);
});

test('open sessions are counted while they live', async () => {
  const [before] = await list({ q: 'sung a' });
  await rig.signIn(before?.userName ?? '');
  expect((await list({ q: 'sung a' }))[0]?.openSessions).toBe(1);
  rig.office.clock.advance(16 * 60_000);
  expect((await list({ q: 'sung a' }))[0]?.openSessions).toBe(0);
});

test('counts per agency leave disabled accounts out', async () => {
  expect(await countAccounts(rig.office.as(administrator))).toEqual({
    total: 4,
    agencies: { [rig.agencyId]: 3, [commune]: 1 },
  });
});

test('security settings are read, saved and inherited', async () => {
  const saved = { ...SETTINGS, idleMinutes: 10, secondFactor: 'everyone' as const };
  expect(await saveSecuritySettings(rig.office.as(administrator, 'settings-key-1'), saved)).toEqual(saved);
  expect(await viewSecuritySettings(rig.office.as(administrator))).toEqual(saved);
  expect(await viewSecuritySettings(rig.office.as({ ...administrator, agencyId: commune }))).toEqual(saved);
  expect(await viewSecuritySettings(rig.office.as(stranger))).toMatchObject({ secondFactor: 'everyone' });
});

test('a new installation asks everybody for a second factor; only the demo may ask nobody', async () => {
  const fresh = await buildAgency(rig.office.db);
  expect(await viewSecuritySettings(rig.office.as({ ...administrator, agencyId: fresh.id }))).toEqual({
    ...SETTINGS,
    secondFactor: 'everyone',
  });
  const nobody = { ...SETTINGS, secondFactor: 'optional' as const };
  const context = rig.office.as(administrator);
  await expectCode(saveSecuritySettings(context, nobody), 'identity.rule_too_weak');
  const relaxed = { ...SETTINGS, secondFactor: 'administrators' as const };
  expect(await saveSecuritySettings(rig.office.as(administrator), relaxed)).toEqual(relaxed);
  const demo = { ...context, config: { ...context.config, demo: true } };
  expect(await saveSecuritySettings(demo, nobody)).toEqual(nobody);
});

test.each(['clerk', 'leader', 'unit_head', 'specialist', 'focal', 'auditor'] as const)(
  'none of it is for a %s',
  async (role) => {
    const context = rig.office.as(await rig.newUser({ roles: [role] }));
    await expectCode(listAccounts(context, { limit: 50 }), 'identity.administer.forbidden');
    await expectCode(countAccounts(context), 'identity.administer.forbidden');
    await expectCode(viewSecuritySettings(context), 'identity.administer.forbidden');
    await expectCode(saveSecuritySettings(context, SETTINGS), 'identity.administer.forbidden');
  },
);
