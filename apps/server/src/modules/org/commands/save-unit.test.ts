import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusedOfTwo } from '../../../platform/testing/one-of-two.ts';
import { listUnits } from '../org.store.ts';
import { buildPerson } from '../org.testing.ts';
import { findUnits } from '../queries/find-options.ts';
import { type AdminOffice, createAdminOffice, positionBody } from './org-admin.testing.ts';
import { createPosition, endPosition } from './save-position.ts';
import { closeUnit, createUnit, editUnit } from './save-unit.ts';

let at: AdminOffice;
beforeAll(async () => {
  at = await createAdminOffice();
});
afterAll(() => at.office.close());

const act = () => at.office.as(at.admin);
const body = (name: string, given: { code?: string; parentId?: string | null } = {}) => ({
  ...{ name, symbol: '', code: '', parentId: null, sortOrder: 0 },
  ...given,
});

test('units are made, moved and shown as a tree', async () => {
  const above = await createUnit(act(), at.district.id, body('Khối hành chính', { code: 'HC' }));
  const below = await createUnit(act(), at.district.id, body('Bộ phận một cửa', { parentId: above.id }));
  const { items } = await findUnits(at.office.as(at.clerk));
  expect(items.filter((unit) => [above.id, below.id].includes(unit.unitId))).toMatchObject([
    { name: 'Khối hành chính', depth: 0 },
    { name: 'Bộ phận một cửa', depth: 1, parentId: above.id },
  ]);
  const edit = (unitId: string, what: ReturnType<typeof body>) =>
    editUnit(act(), { agencyId: at.district.id, unitId }, what);
  await expect(edit(above.id, body('Khối', { parentId: below.id }))).rejects.toMatchObject({ code: 'org.cycle' });
  await expect(edit(above.id, body('Khối', { parentId: above.id }))).rejects.toMatchObject({ code: 'org.cycle' });
  await expect(edit(below.id, body('Một cửa', { code: 'HC' }))).rejects.toMatchObject({ code: 'org.code_taken' });
  await expect(edit(below.id, body('Một cửa', { parentId: at.communeUnit.id }))).rejects.toMatchObject({
    code: 'org.unit_not_found',
  });
  await edit(below.id, body('Một cửa', { code: 'MC' }));
  expect(await at.count("org_unit where id = $1 and code = 'MC' and parent_id is null", [below.id])).toBe(1);
  expect(await at.count("audit_leaf where object_id = $1 and action like 'org.unit_%'", [below.id])).toBe(2);
});

test('two who move units below each other at once make no circle, and a code is given once', async () => {
  const edit = (unitId: string, what: ReturnType<typeof body>) => () =>
    editUnit(act(), { agencyId: at.district.id, unitId }, what);
  const pair = async (round: number) => {
    const one = await createUnit(act(), at.district.id, body(`Tổ một ${round}`));
    return [one.id, (await createUnit(act(), at.district.id, body(`Tổ hai ${round}`))).id] as const;
  };
  const circles = await refusedOfTwo(8, async (round) => {
    const [one, other] = await pair(round);
    return [edit(one, body('Tổ', { parentId: other })), edit(other, body('Tổ', { parentId: one }))];
  });
  expect(circles).toEqual(Array(8).fill(['org.cycle']));
  const codes = await refusedOfTwo(8, async (round) => {
    const [one, other] = await pair(round);
    return [one, other].map((id) => edit(id, body('Tổ', { code: `T${round}` })));
  });
  expect(codes).toEqual(Array(8).fill(['org.code_taken']));
});

test('a unit closes when nobody is left in it, once', async () => {
  const ids = { agencyId: at.district.id, unitId: (await createUnit(act(), at.district.id, body('Tổ tạm'))).id };
  const person = await buildPerson(at.office.db, at.district.id);
  const post = await createPosition(act(), positionBody({ ...ids, personId: person.id, validFrom: '2021-03-22' }));
  const close = (validTo: string) => closeUnit(act(), ids, { validTo });
  await expect(close('2021-12-31')).rejects.toMatchObject({ code: 'org.unit_in_use' });
  await endPosition(act(), post.id, { validTo: '2021-12-31', reason: '' });
  await expect(close('2021-12-30')).rejects.toMatchObject({ code: 'org.unit_in_use' });
  await expect(close('2021-01-01')).rejects.toMatchObject({ code: 'org.term_order' });
  await close('2021-12-31');
  await expect(close('2021-12-31')).rejects.toMatchObject({ code: 'org.wrong_state' });
  const on = async (day: string) =>
    (await listUnits(at.office.db, at.district.id, day)).some((unit) => unit.id === ids.unitId);
  expect([await on('2021-12-31'), await on('2022-01-01')]).toEqual([true, false]);
});

test('only an administrator of the agency makes units', async () => {
  await expect(createUnit(at.office.as(at.clerk), at.district.id, body('Lạ'))).rejects.toMatchObject({
    code: 'org.edit_unit.forbidden',
  });
  await expect(createUnit(at.office.as(at.stranger), at.district.id, body('Lạ'))).rejects.toMatchObject({
    code: 'org.agency_not_found',
  });
});
