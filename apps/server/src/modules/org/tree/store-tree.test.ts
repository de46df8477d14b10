import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestDatabase, type TestDatabase } from '../../../platform/testing/test-database.ts';
import { findAgencyByCode, listPositions, listUnits } from '../org.store.ts';
import { storeTree } from './store-tree.ts';
import { agencyKey, memberKey, type TreeRows } from './tree-rows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const store = (rows: TreeRows, scope?: ReadonlySet<string>) =>
  database.db.transaction().execute((tx) => storeTree(tx, rows, scope));

const EMPTY: TreeRows = { agencies: [], units: [], people: [], positions: [] };
const COMMITTEE = { kind: 'peoples_committee', place: 'Nà Tăm', symbol: 'UBND', tier: 'commune' } as const;

/** A district above a commune, with the commune written first. */
function tree(prefix: string): TreeRows {
  return {
    agencies: [
      { code: `${prefix}.21`, parentCode: prefix, name: 'UBND xã Nà Tăm', ...COMMITTEE, group: 'communes' },
      { code: prefix, parentCode: null, name: 'UBND huyện Tam Đường', ...COMMITTEE, tier: 'district' },
    ],
    units: [
      { agencyCode: prefix, code: 'VT', name: 'Bộ phận văn thư', parentCode: 'VP' },
      { agencyCode: prefix, code: 'VP', name: 'Văn phòng', symbol: 'VP' },
    ],
    people: [
      { agencyCode: prefix, code: 'CB01', fullName: 'Lò Thị Mai Hương', phone: '0912000111' },
      { agencyCode: `${prefix}.21`, code: 'CB01', fullName: 'Lò Văn Sơn' },
    ],
    positions: [
      {
        agencyCode: prefix,
        unitCode: 'VT',
        personCode: 'CB01',
        title: 'Văn thư',
        roles: ['clerk'],
        validFrom: '2020-01-01',
      },
      {
        agencyCode: prefix,
        unitCode: 'VP',
        personCode: 'CB01',
        personAgencyCode: `${prefix}.21`,
        title: 'Chánh Văn phòng',
        rank: 'unit_head',
        roles: ['unit_head'],
        validFrom: '2020-01-01',
      },
    ],
  };
}

async function countAgencies(): Promise<number> {
  const [row] = await rawQuery<{ count: number }>(database.db, 'select count(*) from org_agency', []);
  return row?.count ?? 0;
}

describe('a tree', () => {
  test('is stored with parents named in any order, and posts across agencies', async () => {
    const stored = await store(tree('H35.1'));
    expect(stored.counts).toMatchObject({ agencies: { added: 2 }, units: { added: 2 }, positions: { added: 2 } });
    const commune = await findAgencyByCode(database.db, 'h35.1.21 ');
    expect(commune).toMatchObject({
      parent_id: stored.agencies.get(agencyKey('H35.1')),
      heading_name: 'ỦY BAN NHÂN DÂN\nXÃ NÀ TĂM',
      collective: true,
      search_name: 'ubnd xa na tam h35.1.21',
    });
    const district = stored.agencies.get('H35.1') ?? '';
    const units = await listUnits(database.db, district, '2021-03-22');
    expect(units.find((unit) => unit.code === 'VT')?.parent_id).toBe(stored.units.get(memberKey('H35.1', 'VP')));
    const posts = await listPositions(database.db, district, '2021-03-22');
    expect(posts.map((post) => [post.fullName, post.title])).toEqual(
      expect.arrayContaining([
        ['Lò Thị Mai Hương', 'Văn thư'],
        ['Lò Văn Sơn', 'Chánh Văn phòng'],
      ]),
    );
  });

  test('stored again changes nothing and keeps every id', async () => {
    const first = await store(tree('H35.2'));
    const again = await store(tree('H35.2'));
    expect(again.counts.agencies).toEqual({ rows: 2, added: 0, changed: 0, unchanged: 2 });
    expect(again.counts.units).toEqual({ rows: 2, added: 0, changed: 0, unchanged: 2 });
    expect(again.counts.people).toEqual({ rows: 2, added: 0, changed: 0, unchanged: 2 });
    expect(again.counts.positions).toEqual({ rows: 2, added: 0, changed: 0, unchanged: 2 });
    expect(again.people).toEqual(first.people);
    expect(again.positions).toEqual(first.positions);
  });

  test('changes what is written and keeps what is left out', async () => {
    const first = await store(tree('H35.3'));
    const later = await store({
      ...EMPTY,
      people: [{ agencyCode: 'H35.3', code: 'CB01', fullName: 'Lò Thị Mai Hương', email: 'huong@example.vn' }],
    });
    expect(later.counts.people).toEqual({ rows: 1, added: 0, changed: 1, unchanged: 0 });
    const id = first.people.get(memberKey('H35.3', 'CB01'));
    const [person] = await rawQuery(database.db, 'select email, phone from org_person where id = $1', [id]);
    expect(person).toEqual({ email: 'huong@example.vn', phone: '0912000111' });
  });

  test('of more rows than one statement takes keeps its parents', async () => {
    const count = 2_500;
    const agencies = Array.from({ length: count }, (_, index) => ({
      ...COMMITTEE,
      code: `L.${index}`,
      name: `UBND xã số ${index}`,
      parentCode: index === count - 1 ? null : `L.${count - 1}`,
    }));
    const stored = await store({ ...EMPTY, agencies });
    const [row] = await rawQuery<{ count: number }>(
      database.db,
      'select count(*) from org_agency where parent_id = $1',
      [stored.agencies.get(`L.${count - 1}`)],
    );
    expect(row?.count).toBe(count - 1);
  });
});

describe('a wrong tree stores nothing', () => {
  const base = tree('H35.8');
  const cases: [string, Partial<TreeRows>, string][] = [
    [
      'an unknown parent',
      { agencies: [{ ...COMMITTEE, code: 'X1', name: 'UBND xã A', parentCode: 'NONE' }] },
      'agencies.0.parentCode',
    ],
    [
      'a code twice',
      { agencies: [...base.agencies, { ...COMMITTEE, code: 'h35.8', name: 'UBND xã B', parentCode: null }] },
      'agencies.2.code',
    ],
    [
      'a circle',
      {
        agencies: [
          { ...COMMITTEE, code: 'C1', name: 'UBND xã C', parentCode: 'C2' },
          { ...COMMITTEE, code: 'C2', name: 'UBND xã D', parentCode: 'C1' },
        ],
      },
      'agencies.0.parentCode',
    ],
    [
      'an older code that is the code of another',
      {
        agencies: [
          ...base.agencies,
          { ...COMMITTEE, code: 'Y1', oldCode: 'H35.8', name: 'UBND xã E', parentCode: null },
        ],
      },
      'agencies.2.oldCode',
    ],
    ['a unit of no agency', { units: [{ agencyCode: 'NONE', code: 'VP', name: 'Văn phòng' }] }, 'units.0.agencyCode'],
    [
      'a unit below itself',
      { ...base, units: [{ agencyCode: 'H35.8', code: 'VP', name: 'Văn phòng', parentCode: 'VP' }], positions: [] },
      'units.0.parentCode',
    ],
    [
      'a post of nobody',
      {
        ...base,
        positions: [
          {
            agencyCode: 'H35.8',
            unitCode: 'VP',
            personCode: '?',
            title: 'Văn thư',
            roles: [],
            validFrom: '2020-01-01',
          },
        ],
      },
      'positions.0.personCode',
    ],
    [
      'two heads at once',
      {
        ...base,
        positions: ['2019-01-01', '2020-06-01'].map((validFrom) => ({
          agencyCode: 'H35.8',
          unitCode: 'VP',
          personCode: 'CB01',
          title: 'Chủ tịch',
          rank: 'agency_head' as const,
          roles: [],
          validFrom,
        })),
      },
      'positions.1.rank',
    ],
  ];
  test.each(cases)('%s', async (_name, rows, path) => {
    const before = await countAgencies();
    await expect(store({ ...EMPTY, ...rows })).rejects.toMatchObject({
      code: 'org.import_errors',
      fields: expect.arrayContaining([expect.objectContaining({ path })]),
    });
    expect(await countAgencies()).toBe(before);
  });

  test('another name for a code that stands', async () => {
    await store(tree('H35.4'));
    const renamed = tree('H35.4').agencies.map((agency) => ({ ...agency, name: `${agency.name} mới` }));
    await expect(store({ ...EMPTY, agencies: renamed })).rejects.toMatchObject({
      fields: [{ path: 'agencies.0.name' }, { path: 'agencies.1.name' }],
    });
  });

  test('rows outside the agencies somebody administers', async () => {
    const { agencies } = await store(tree('H35.5'));
    const scope = new Set([agencies.get('H35.5.21') ?? '']);
    const unit = { code: 'TP', name: 'Tư pháp' };
    await expect(store({ ...EMPTY, units: [{ agencyCode: 'H35.5', ...unit }] }, scope)).rejects.toMatchObject({
      fields: [{ path: 'units.0.agencyCode' }],
    });
    const allowed = await store({ ...EMPTY, units: [{ agencyCode: 'H35.5.21', ...unit }] }, scope);
    expect(allowed.counts.units.added).toBe(1);
  });
});

test('two trees with the same codes at once become one', async () => {
  const answers = await Promise.allSettled([store(tree('H35.6')), store(tree('H35.6'))]);
  expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'fulfilled']);
  const [row] = await rawQuery<{ count: number }>(
    database.db,
    "select count(*) from org_agency_code where value_key = 'H35.6'",
    [],
  );
  expect(row?.count).toBe(1);
});
