import type { AccountEntryView, AttestationView, WasteBoard, WasteUnit } from '@congvu/contracts';

export function id(number: number): string {
  return `01900000-0000-7000-8000-${number.toString().padStart(12, '0')}`;
}

/** The agency of `me()` in the tests. */
export const OWN = id(1);
export const OTHER = id(2);

export function account(part: Partial<AccountEntryView> = {}): AccountEntryView {
  return {
    id: id(100),
    name: 'tuala.binhlu',
    type: 'business',
    holderName: 'Lý A Tủa',
    personId: null,
    positionTitle: 'Công chức Tài chính',
    unitName: 'Văn phòng',
    agencyId: OWN,
    agencyName: 'UBND xã Bình Lư',
    state: 'active',
    stateLabel: 'Đang dùng',
    activatedOn: '2019-06-15',
    disabledOn: null,
    lastSignInAt: '2021-01-19T03:00:00Z',
    lastActionAt: null,
    idleDays: 71,
    waste: 'idle',
    wasteLabel: 'Không dùng 71 ngày',
    kept: null,
    mobileEditing: false,
    mobileEditingSince: null,
    yearlyFee: 20_000,
    linkedUser: false,
    abilities: { 'accounts.keep': true },
    ...part,
  };
}

export function unit(part: Partial<WasteUnit> = {}): WasteUnit {
  return {
    agencyId: OWN,
    agencyName: 'UBND xã Bình Lư',
    shortName: 'Xã Bình Lư',
    accounts: 34,
    idle: 2,
    left: 1,
    duplicate: 0,
    kept: 1,
    cost: 60_000,
    headName: 'Lò Văn Sơn',
    headTitle: 'Chủ tịch',
    attestation: 'waiting',
    attestationLabel: 'Chờ xác nhận',
    attestedAt: null,
    ...part,
  };
}

export function board(part: Partial<WasteBoard> = {}): WasteBoard {
  return {
    quarter: 'quý I năm 2021',
    countedOn: '2021-03-31',
    idleLimitDays: 45,
    idleBasis: 'Thông lệ rà soát',
    tariff: 20_000,
    tariffBasis: 'Công văn, mục 3',
    wasted: 106,
    cost: 2_120_000,
    idle: 84,
    left: 22,
    duplicate: 0,
    accounts: 612,
    units: [
      unit({ agencyId: OTHER, agencyName: 'UBND xã Khun Há', shortName: 'Xã Khun Há', headName: 'Tẩn A Páo' }),
      unit(),
    ],
    nextCursor: null,
    unitTotal: 26,
    attested: 15,
    waiting: 9,
    abilities: { 'accounts.ask_attestations': true },
    ...part,
  };
}

export function attestation(part: Partial<AttestationView> = {}): AttestationView {
  return {
    id: id(300),
    quarter: 'quý I năm 2021',
    askedAt: '2021-03-19T03:00:00Z',
    dueOn: '2021-04-03',
    state: 'waiting',
    stateLabel: 'Chờ xác nhận',
    attestedBy: null,
    attestedAt: null,
    items: [account(), account({ id: id(101), holderName: 'Cứ A Sình', name: 'sinhca.binhlu' })],
    answers: [],
    sentence: 'Tôi xác nhận kết quả rà soát 2 tài khoản và chịu trách nhiệm.',
    abilities: { 'accounts.attest': true },
    ...part,
  };
}
