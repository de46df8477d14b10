import type { AgencyLine, AgencyTree } from '@congvu/contracts';
import { describe, expect, it } from 'vitest';
import { axisOf, barOf, placeOf } from './life.ts';
import { firstOpen, rowsOf } from './tree-rows.ts';

function line(id: string, parentId: string | null, part: Partial<AgencyLine> = {}): AgencyLine {
  return {
    id,
    parentId,
    name: `Cơ quan ${id}`,
    shortName: `Cơ quan ${id}`,
    kind: 'department',
    tier: 'district',
    group: null,
    hosted: true,
    code: null,
    people: 0,
    validFrom: '2016-07-01',
    validTo: null,
    state: 'living',
    ...part,
  };
}

function treeOf(part: Partial<AgencyTree> = {}): AgencyTree {
  return {
    today: '2021-03-22',
    rootId: 'huyen',
    agencies: [
      line('huyen', 'tinh', { shortName: 'UBND huyện' }),
      line('tinh', null, { shortName: 'UBND tỉnh' }),
      line('van-phong', 'huyen', { shortName: 'Văn phòng' }),
      line('xa-1', 'huyen', { shortName: 'UBND xã Bình Lư', group: 'communes' }),
      line('xa-2', 'huyen', { shortName: 'UBND xã Khun Há', group: 'communes' }),
      line('dai', 'huyen', { shortName: 'Đài Truyền thanh', validTo: '2019-09-30', state: 'ended' }),
    ],
    events: [
      {
        id: 'e1',
        kind: 'merge',
        agencyId: 'dai',
        agencyName: 'Đài Truyền thanh',
        successorId: 'van-phong',
        successorName: 'Văn phòng',
        effectiveOn: '2019-10-01',
        basis: 'Quyết định 1/QĐ-UBND',
        text: '',
        inForce: true,
      },
    ],
    ...part,
  };
}

const NAMES = (tree: AgencyTree, options: Partial<Parameters<typeof rowsOf>[1]> = {}) =>
  rowsOf(tree, { open: firstOpen(tree), typed: '', accounts: {}, ...options }).map((row) => `${row.level} ${row.name}`);

describe('rows of the tree', () => {
  it('gathers the communes, puts what is above at the end, hides what is closed', () => {
    expect(NAMES(treeOf())).toEqual(['0 UBND huyện', '1 Văn phòng', '1 UBND xã, thị trấn', '0 Cơ quan ngoài hệ thống']);
  });

  it('shows an agency that merged away under who took over', () => {
    expect(NAMES(treeOf(), { open: new Set(['huyen', 'van-phong']) })).toContain('2 Đài Truyền thanh');
  });

  it('finds without accents and opens the way', () => {
    expect(NAMES(treeOf(), { typed: 'khun ha' })).toEqual(['0 UBND huyện', '1 UBND xã, thị trấn', '2 UBND xã Khun Há']);
  });

  it('adds up accounts from below', () => {
    const rows = rowsOf(treeOf(), {
      open: new Set(),
      typed: '',
      accounts: { huyen: 3, 'xa-1': 6, 'xa-2': 5, tinh: 9 },
    });
    expect(rows.map((row) => row.accounts)).toEqual([14, 9]);
  });
});

describe('lifelines', () => {
  const axis = axisOf(treeOf());

  it('shows the last three years, longer for what is already decided', () => {
    expect(axis).toEqual({ from: '2019-01-01', to: '2022-01-01', years: [2019, 2020, 2021] });
    const [event] = treeOf().events;
    const later = axisOf({ today: '2021-03-22', events: event ? [{ ...event, effectiveOn: '2023-01-01' }] : [] });
    expect(later.years.at(-1)).toBe(2023);
  });

  it('draws from the first day to the last one included', () => {
    expect(barOf(axis, { validFrom: '2016-07-01', validTo: null })).toEqual({ left: 0, right: 0 });
    const bar = barOf(axis, { validFrom: '2019-01-01', validTo: '2021-06-30' });
    expect(bar?.right).toBeCloseTo(100 - placeOf(axis, '2021-07-01'), 1);
    expect(barOf(axis, { validFrom: '2001-01-01', validTo: '2018-12-31' })).toBeUndefined();
    expect(barOf(axis, { validFrom: '2022-01-01', validTo: null })).toBeUndefined();
  });
});
