import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AdminOffice, createAdminOffice } from '../commands/org-admin.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../org.testing.ts';
import { findAgencies, findPositions, findRecipientGroups, findSigners } from './find-options.ts';
import { listPeople } from './list-people.ts';

let at: AdminOffice;
beforeAll(async () => {
  at = await createAdminOffice();
  const { db } = at.office;
  const parent = at.district.id;
  await buildAgency(db, { name: 'UBND xã Bản Bo', parent_id: parent, code: 'H35.9.22', recipient_group: 'communes' });
  await buildAgency(db, {
    ...{ name: 'Phòng Văn hóa và Thông tin huyện Tam Đường', short_name: 'Phòng VHTT', parent_id: parent },
    ...{ code: 'H35.9.7', recipient_group: 'specialised_departments', kind: 'department' },
  });
  await buildAgency(db, {
    name: 'UBND xã Đã Nhập',
    parent_id: parent,
    valid_to: '2021-03-21',
    recipient_group: 'communes',
  });
  await buildAgency(db, {
    name: 'UBND xã Sắp Lập',
    parent_id: parent,
    valid_from: '2021-03-23',
    recipient_group: 'communes',
  });
  const below = await buildUnit(db, parent, { name: 'Tổ tiếp dân', parent_id: at.unit.id });
  for (const fullName of ['Lò Văn Đức', 'Vàng A Páo', 'Hoàng Thị Ánh']) {
    await buildSubject(db, { agencyId: parent, unitId: below.id, fullName, roles: ['specialist'] });
  }
});
afterAll(() => at.office.close());

const names = async (q: string, limit = 20) =>
  (await findAgencies(at.office.as(at.clerk), { q, limit })).items.map((item) => item.name);

describe('agencies', () => {
  test.each([
    ['ban bo', ['UBND xã Bản Bo']],
    ['BẢN bo', ['UBND xã Bản Bo']],
    ['bo xa', ['UBND xã Bản Bo']],
    ['thong tin', ['Phòng Văn hóa và Thông tin huyện Tam Đường']],
    ['vhtt', ['Phòng Văn hóa và Thông tin huyện Tam Đường']],
    ['h35.9.22', ['UBND xã Bản Bo']],
    ['da nhap', []],
    ['sap lap', []],
    ['%', []],
    ["'; drop table org_agency; --", []],
  ])('%j finds %j', async (q, found) => {
    expect(await names(q)).toEqual(found);
  });

  test('come with code and parent, at most as many as asked for', async () => {
    const { items } = await findAgencies(at.office.as(at.clerk), { q: 'ban bo', limit: 20 });
    expect(items[0]).toMatchObject({
      code: 'H35.9.22',
      parentName: 'UBND huyện Tam Đường',
      group: 'communes',
      hosted: true,
    });
    expect(await names('', 2)).toHaveLength(2);
  });

  test('in groups leave out those not in being today', async () => {
    const { items } = await findRecipientGroups(at.office.as(at.clerk));
    const communes = items.find((group) => group.key === 'communes');
    expect(communes?.agencies.map((agency) => agency.name)).toEqual(['UBND xã Bản Bo']);
  });
});

describe('people', () => {
  const find = async (given: object = {}) =>
    (await findPositions(at.office.as(at.clerk), { q: '', limit: 50, ...given })).items.map((item) => item.fullName);

  test('are sorted by given name and found without accents, by name, title or unit', async () => {
    expect(await find({ role: 'specialist' })).toEqual(['Hoàng Thị Ánh', 'Lò Văn Đức', 'Vàng A Páo']);
    expect(await find({ q: 'duc' })).toEqual(['Lò Văn Đức']);
    expect(await find({ q: 'tiep dan pao' })).toEqual(['Vàng A Páo']);
    expect(await find({ q: 'khong co ai' })).toEqual([]);
  });

  test('of a unit include those below it, never those of another agency', async () => {
    expect((await find({ unitId: at.unit.id })).length).toBe(5);
    expect(await find({ unitId: at.communeUnit.id })).toEqual([]);
  });

  test('of an agency come in pages without gap or repetition', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listPeople(at.office.as(at.admin), {
        ...{ agencyId: at.district.id, limit: 2, left: 'false' },
        ...(cursor !== undefined && { cursor }),
      });
      seen.push(...page.items.map((person) => person.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
    const query = { agencyId: at.district.id, limit: 50, left: 'false' as const };
    expect((await listPeople(at.office.as(at.admin), { ...query, q: 'pao' })).items).toHaveLength(1);
    expect((await listPeople(at.office.as(at.admin), { ...query, left: 'true' })).items).toEqual([]);
    await expect(listPeople(at.office.as(at.admin), { ...query, cursor: 'xxx' })).rejects.toMatchObject({
      code: 'platform.invalid_input',
    });
    await expect(listPeople(at.office.as(at.stranger), query)).rejects.toMatchObject({ code: 'org.agency_not_found' });
  });
});

test('signers are those of the own agency on the day', async () => {
  const head = await buildSubject(at.office.db, {
    ...{ agencyId: at.district.id, unitId: at.unit.id, title: 'Chủ tịch', rank: 'agency_head', roles: ['leader'] },
  });
  const { items } = await findSigners(at.office.as(at.clerk), { documentType: 'official_letter' });
  expect(items).toMatchObject([
    { positionId: head.positionId, capacity: 'TM', lines: ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'] },
  ]);
  const before = await findSigners(at.office.as(at.clerk), { documentType: 'official_letter', on: '1999-12-31' });
  expect(before.items).toEqual([]);
});
