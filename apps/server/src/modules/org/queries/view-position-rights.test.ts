import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { type AdminOffice, createAdminOffice } from '../commands/org-admin.testing.ts';
import { listSubjects, loadSubject } from '../load-subject.ts';
import { orgTables } from '../org.tables.ts';
import { buildSubject, buildUnit } from '../org.testing.ts';
import { viewPositionRights } from './view-position-rights.ts';

let set: AdminOffice;

beforeAll(async () => {
  set = await createAdminOffice();
});
afterAll(() => set.office.close());

const DAY = '2021-03-22';

async function delegate(toPositionId: string, agencyId: string, given: Record<string, unknown>): Promise<void> {
  const row = {
    agency_id: agencyId,
    id: newId(),
    capacity: 'TL' as const,
    from_position_id: null,
    to_position_id: toPositionId,
    basis: 'Quyết định số 12/QĐ-UBND',
    basis_on: '2021-01-15',
    document_types: ['official_letter'],
    fields: [],
    valid_from: '2021-01-15',
    valid_to: null,
    revoked_at: null,
    revoked_reason: null,
  };
  await orgTables(set.office.db)
    .insertInto('org_delegation')
    .values({ ...row, ...given })
    .execute();
}

test('a head: roles by the post, the own unit and those below, every delegation with how it stands', async () => {
  const { office, district, admin } = set;
  const { id: unitId } = await buildUnit(office.db, district.id, { name: 'Phòng Văn hóa' });
  await buildUnit(office.db, district.id, { name: 'Tổ Thông tin', parent_id: unitId });
  const head = await buildSubject(office.db, {
    agencyId: district.id,
    unitId,
    title: 'Trưởng phòng',
    rank: 'unit_head',
    roles: ['unit_head'],
  });
  await delegate(head.positionId, district.id, { valid_to: '2021-03-21' });
  await delegate(head.positionId, district.id, { valid_from: '2021-03-22' });
  await delegate(head.positionId, district.id, { valid_from: '2021-05-01' });
  await delegate(set.clerk.positionId, district.id, {});
  const rights = await viewPositionRights(office.as(admin), head.positionId);
  expect(rights).toMatchObject({
    state: 'in_office',
    over: null,
    roles: ['unit_head'],
    rolesReason: 'Theo chức vụ Trưởng phòng, từ ngày 01/01/2000.',
    unitsReason: null,
  });
  expect(rights.units).toEqual([
    { name: 'Phòng Văn hóa', reason: 'Đơn vị của chức vụ' },
    { name: 'Tổ Thông tin', reason: 'Đơn vị dưới quyền' },
  ]);
  expect(rights.delegations.map(({ state }) => state)).toEqual(['coming', 'in_force', 'ended']);
  expect(rights.delegations[2]?.sentence).toContain('đã hết hiệu lực sau ngày 21/3/2021.');
});

test('whoever administers or inspects has no units, and the page says why', async () => {
  const { office, admin } = set;
  const rights = await viewPositionRights(office.as(admin), admin.positionId);
  expect(rights.units).toEqual([]);
  expect(rights.unitsReason).toContain('tách khỏi việc của đơn vị');
});

test.each([
  ['valid_to', '2021-03-21', 'đã kết thúc sau ngày 21/3/2021'],
  ['valid_from', '2021-04-01', 'bắt đầu từ ngày 01/4/2021'],
] as const)('a post with %s %s carries nothing today, and says so', async (column, day, words) => {
  const { office, district, unit, admin } = set;
  const { positionId } = await buildSubject(office.db, { agencyId: district.id, unitId: unit.id, roles: ['clerk'] });
  await orgTables(office.db)
    .updateTable('org_position')
    .set({ [column]: day })
    .where('id', '=', positionId)
    .execute();
  const rights = await viewPositionRights(office.as(admin), positionId);
  expect(rights.over).toContain(words);
  expect(rights).toMatchObject({ roles: [], units: [] });
});

test('somebody who left carries nothing, whatever the term of the post', async () => {
  const { office, district, unit, admin } = set;
  const gone = await buildSubject(office.db, { agencyId: district.id, unitId: unit.id, roles: ['clerk'] });
  await orgTables(office.db).updateTable('org_person').set({ left_on: DAY }).where('id', '=', gone.personId).execute();
  const rights = await viewPositionRights(office.as(admin), gone.positionId);
  expect(rights.over).toContain('thôi làm việc ở cơ quan từ ngày 22/3/2021');
});

test('only who administers or inspects; another agency, also one below, is an id that was never given', async () => {
  const { office, admin, clerk, stranger, commune, communeUnit } = set;
  await expect(viewPositionRights(office.as(clerk), clerk.positionId)).rejects.toMatchObject({
    code: 'org.inspect.forbidden',
  });
  const below = await buildSubject(office.db, { agencyId: commune.id, unitId: communeUnit.id, roles: ['clerk'] });
  const words = async (positionId: string) =>
    viewPositionRights(office.as(admin), positionId).catch((error: unknown) => String(error));
  const never = await words(newId());
  expect(never).toContain('Không tìm thấy chức vụ này');
  expect(await words(below.positionId)).toBe(never);
  expect(await words(stranger.positionId)).toBe(never);
});

test('everybody in office at once is what each is alone; posts that are over are not among them', async () => {
  const { office, district } = set;
  const all = await listSubjects(office.db, district.id, DAY);
  const positions = await orgTables(office.db)
    .selectFrom('org_position')
    .select('id')
    .where('agency_id', '=', district.id)
    .execute();
  const alone = await Promise.all(
    positions.map(({ id }) => loadSubject(office.db, { userId: '', positionId: id }, DAY)),
  );
  const byPost = (left: { positionId: string }, right: { positionId: string }) =>
    left.positionId < right.positionId ? -1 : 1;
  expect(all.toSorted(byPost)).toEqual(alone.filter((subject) => subject !== undefined).toSorted(byPost));
  expect(alone).toContain(undefined);
});
