import type { AttestationView, WasteBoard, WasteUnit } from '@congvu/contracts';
import { account } from '../../shared/testing/accounts.fixture.ts';
import { id } from '../../shared/testing/ids.ts';

/** The agency of `me()` in the tests. */
export const OWN = id(1);
export const OTHER = id(2);

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
