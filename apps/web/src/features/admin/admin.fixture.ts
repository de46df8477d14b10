import type {
  AccountView,
  AgencyDetail,
  AgencyLine,
  AgencyTree,
  DelegationView,
  PersonView,
  PositionTerm,
} from '@congvu/contracts';
import { me } from '../../shared/testing/stage.tsx';

export function id(number: number): string {
  return `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

export const ADMINISTRATOR = me({ title: 'Quản trị hệ thống', roles: ['administrator'], agencyId: id(1) });

export function agencyLine(number: number, shortName: string, part: Partial<AgencyLine> = {}): AgencyLine {
  return {
    id: id(number),
    parentId: number === 1 ? null : id(1),
    name: `${shortName} huyện Tam Đường`,
    shortName,
    kind: 'department',
    tier: 'district',
    group: null,
    hosted: true,
    code: `H35.9.${number}`,
    people: 5,
    validFrom: '2016-07-01',
    validTo: null,
    state: 'living',
    ...part,
  };
}

export const TREE: AgencyTree = {
  today: '2021-03-22',
  rootId: id(1),
  agencies: [
    agencyLine(1, 'UBND huyện', { name: 'UBND huyện Tam Đường' }),
    agencyLine(2, 'Văn phòng'),
    agencyLine(3, 'Phòng Y tế', { validTo: '2021-06-30', state: 'ending' }),
    agencyLine(4, 'Phòng Nội vụ'),
  ],
  events: [
    {
      id: id(90),
      kind: 'merge',
      agencyId: id(3),
      agencyName: 'Phòng Y tế huyện Tam Đường',
      successorId: id(2),
      successorName: 'Văn phòng huyện Tam Đường',
      effectiveOn: '2021-07-01',
      basis: 'Nghị quyết số 12/NQ-HĐND',
      text: 'Phòng Y tế nhập vào Văn phòng',
      inForce: false,
    },
  ],
};

export function agencyDetail(number: number): AgencyDetail {
  const line = TREE.agencies.find((agency) => agency.id === id(number)) ?? agencyLine(number, 'Cơ quan');
  return {
    ...line,
    governingName: 'UBND HUYỆN TAM ĐƯỜNG',
    headingName: line.shortName.toUpperCase(),
    place: 'Tam Đường',
    symbol: 'VP',
    email: '',
    collective: false,
    sortOrder: number,
    codes: [
      { scheme: 'qd20', value: `H35.9.${number}`, validFrom: '2020-08-01', validTo: null },
      { scheme: 'qcvn102', value: '000.09.35.H35', validFrom: '2016-07-01', validTo: '2020-07-31' },
    ],
    names: [{ name: line.name, validFrom: '2016-07-01', validTo: null }],
    units: [
      {
        id: id(number * 10 + 1),
        parentId: null,
        name: 'Bộ phận chuyên môn',
        symbol: '',
        code: 'CM',
        people: 3,
        validFrom: '2016-07-01',
        validTo: null,
      },
    ],
    abilities: { 'org.edit_agency': true, 'org.record_event': true, 'org.edit_unit': true, 'org.edit_person': true },
  };
}

export function term(number: number, agency: number, part: Partial<PositionTerm> = {}): PositionTerm {
  return {
    positionId: id(number),
    agencyId: id(agency),
    agencyName: 'Cơ quan',
    unitId: id(agency * 10 + 1),
    unitName: 'Bộ phận chuyên môn',
    title: 'Chuyên viên',
    rank: 'staff',
    roles: ['specialist'],
    fields: [],
    validFrom: '2016-07-01',
    validTo: null,
    state: 'in_office',
    ...part,
  };
}

export function person(number: number, fullName: string, positions: PositionTerm[]): PersonView {
  return {
    id: id(number),
    agencyId: positions[0]?.agencyId ?? id(1),
    agencyName: 'Phòng Y tế huyện Tam Đường',
    fullName,
    code: `CB${number}`,
    staffKind: 'civil_servant',
    bornOn: null,
    email: '',
    phone: '',
    identityNumber: '',
    leftOn: null,
    leaveReason: null,
    positions,
    abilities: { 'org.edit_person': true, 'org.edit_position': true },
  };
}

export function account(number: number, fullName: string, part: Partial<AccountView> = {}): AccountView {
  return {
    userId: id(number),
    userName: `nguoi${number}`,
    personId: id(number + 1),
    fullName,
    title: 'Văn thư',
    unitName: 'Văn phòng',
    agencyId: id(1),
    agencyName: 'UBND huyện Tam Đường',
    state: 'active',
    stateLabel: 'Đang dùng',
    secondFactor: false,
    mustChangePassword: false,
    ssoLinked: false,
    openSessions: 0,
    lastSignInAt: null,
    createdAt: '2020-08-14T02:00:00.000Z',
    ...part,
  };
}

/** The right to sign by order that the agency gave its chief of office. */
export function delegation(part: Partial<DelegationView> = {}): DelegationView {
  return {
    id: id(600),
    agencyId: id(1),
    capacity: 'TL',
    capacityLabel: 'Ký thừa lệnh (TL.)',
    fromName: null,
    fromTitle: null,
    toPositionId: id(401),
    toName: 'Lò Văn Sơn',
    toTitle: 'Chánh Văn phòng',
    toUnitName: 'Văn phòng',
    basis: 'Quyết định số 12/QĐ-UBND',
    basisOn: '2021-01-15',
    documentTypes: ['official_letter'],
    fields: [],
    validFrom: '2021-01-15',
    validTo: null,
    revokedAt: null,
    revokedReason: null,
    state: 'in_force',
    stateLabel: 'Đang có hiệu lực',
    abilities: { 'org.revoke_delegation': true },
    ...part,
  };
}
