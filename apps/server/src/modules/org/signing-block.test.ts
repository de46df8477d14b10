import { describe, expect, test } from 'vitest';
import type { PositionView } from './org.store.ts';
import type { OrgTables } from './org.tables.ts';
import { computeSigningAuthorities, type SigningFacts } from './signing-block.ts';

function post(positionId: string, rank: PositionView['rank'], title: string): PositionView {
  return {
    ...{
      positionId,
      personId: positionId,
      fullName: positionId,
      sortName: positionId,
      title,
      rank,
      roles: [],
      fields: [],
    },
    ...{ unitId: 'u', unitName: 'Văn phòng', unitSymbol: 'VP', agencyId: 'a', agencyName: 'UBND huyện' },
    ...{ validFrom: '2020-01-01', validTo: null },
  };
}

function delegation(given: Partial<OrgTables['org_delegation']>): OrgTables['org_delegation'] {
  return {
    ...{ agency_id: 'a', id: 'd', capacity: 'TL', from_position_id: null, to_position_id: 'chief' },
    ...{ basis: 'Quy chế làm việc số 01/QC-UBND', basis_on: '2021-01-05', document_types: [], fields: [] },
    ...{ valid_from: '2021-01-05', valid_to: null, revoked_at: null, revoked_reason: null },
    ...given,
  };
}

const HEAD = post('head', 'agency_head', 'Chủ tịch');
const DEPUTY = post('deputy', 'agency_deputy', 'Phó Chủ tịch');
const CHIEF = post('chief', 'unit_head', 'Chánh Văn phòng');
const SECOND = post('second', 'unit_deputy', 'Phó Chánh Văn phòng');

const COMMITTEE: SigningFacts['agency'] = {
  name: 'UBND huyện Tam Đường',
  kind: 'peoples_committee',
  collective: true,
  heading_name: 'ỦY BAN NHÂN DÂN\nHUYỆN TAM ĐƯỜNG',
};
const DEPARTMENT: SigningFacts['agency'] = {
  name: 'Phòng Y tế',
  kind: 'department',
  collective: false,
  heading_name: 'PHÒNG Y TẾ',
};

function compute(given: Partial<SigningFacts>, documentType = 'official_letter') {
  const facts: SigningFacts = {
    agency: COMMITTEE,
    positions: [HEAD, DEPUTY, CHIEF, SECOND],
    delegations: [],
    vacantHeadTitle: 'Chủ tịch',
    restrictedDeputies: new Set(),
    ...given,
  };
  return computeSigningAuthorities(facts, documentType).map(({ positionId, capacity, lines }) => ({
    positionId,
    capacity,
    lines: lines.join(' / '),
  }));
}

describe('the block above the name (Decree 30/2020 Art. 13, Annex I ô 7a)', () => {
  test('of a college: TM. for the head, TM. and KT. for the deputy, as on the letter', () => {
    expect(compute({})).toEqual([
      { positionId: 'head', capacity: 'TM', lines: 'TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH' },
      { positionId: 'deputy', capacity: 'KT', lines: 'TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH' },
    ]);
  });

  test('of an agency under one head: no TM.', () => {
    const positions = [
      post('head', 'agency_head', 'Trưởng phòng'),
      post('deputy', 'agency_deputy', 'Phó Trưởng phòng'),
    ];
    expect(compute({ agency: DEPARTMENT, positions })).toEqual([
      { positionId: 'head', capacity: null, lines: 'TRƯỞNG PHÒNG' },
      { positionId: 'deputy', capacity: 'KT', lines: 'KT. TRƯỞNG PHÒNG / PHÓ TRƯỞNG PHÒNG' },
    ]);
  });

  test('by order, and the deputy of whoever has the order', () => {
    const delegations = [
      delegation({}),
      delegation({ id: 'k', capacity: 'KT', from_position_id: 'chief', to_position_id: 'second' }),
    ];
    expect(compute({ delegations }).slice(2)).toEqual([
      { positionId: 'chief', capacity: 'TL', lines: 'TL. CHỦ TỊCH / CHÁNH VĂN PHÒNG' },
      { positionId: 'second', capacity: 'TL', lines: 'TL. CHỦ TỊCH / KT. CHÁNH VĂN PHÒNG / PHÓ CHÁNH VĂN PHÒNG' },
    ]);
  });

  test('of a vacant seat: the acting head, and deputies still sign for the title', () => {
    const delegations = [delegation({ capacity: 'Q', to_position_id: 'deputy' })];
    expect(compute({ positions: [DEPUTY], delegations })).toEqual([
      { positionId: 'deputy', capacity: 'Q', lines: 'TM. ỦY BAN NHÂN DÂN / Q. CHỦ TỊCH' },
      { positionId: 'deputy', capacity: 'KT', lines: 'TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH' },
    ]);
  });

  test('of an authorisation: TUQ. and the own title', () => {
    const delegations = [delegation({ capacity: 'TUQ', to_position_id: 'chief' })];
    expect(compute({ delegations }).at(-1)).toEqual({
      positionId: 'chief',
      capacity: 'TUQ',
      lines: 'TUQ. CHỦ TỊCH / CHÁNH VĂN PHÒNG',
    });
  });

  test('only within the document types of the paper, only while the holder is in office', () => {
    const delegations = [delegation({ document_types: ['invitation'] })];
    const holders = (documentType: string, positions = [HEAD, CHIEF]) =>
      compute({ delegations, positions }, documentType).map((item) => item.positionId);
    expect(holders('invitation')).toEqual(['head', 'chief']);
    expect(holders('decision')).toEqual(['head']);
    expect(holders('invitation', [HEAD])).toEqual(['head']);
  });

  test('of a deputy whose KT. was laid down ends with the paper', () => {
    const restrictedDeputies = new Set(['deputy']);
    const ids = (given: Partial<SigningFacts>) =>
      compute({ restrictedDeputies, ...given }).map((item) => item.positionId);
    expect(ids({})).toEqual(['head']);
    expect(ids({ delegations: [delegation({ capacity: 'KT', to_position_id: 'deputy' })] })).toEqual([
      'head',
      'deputy',
    ]);
  });
});
