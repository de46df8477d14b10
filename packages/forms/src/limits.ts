import type { FormLimits } from './definition.ts';

/** The law a message cites for the figures and conditions of a day. */
export interface LimitSources {
  readonly renewal: string;
  readonly change: string;
  readonly revoke: string;
}

interface DatedLimits {
  readonly from: string;
  readonly sources: LimitSources;
  readonly limits: FormLimits;
}

/** Practice under Decree 130/2018: renew once, with 60 days left. The price is the letter's "khoảng 20.000VNĐ/tài khoản/năm". */
const FIRST: FormLimits = {
  renewalMinDays: 60,
  renewalMaxCount: 1,
  certificateMaxYears: 5,
  renewalMaxYears: 3,
  accountTariffVnd: 20_000,
  nameMax: 50,
  cmndValidBefore: '2025-01-01',
};

const AUTHORITY = 'hướng dẫn của Cục Chứng thực số và Bảo mật thông tin';

/**
 * By the day they hold from. Decree 68/2024 (in force 15/08/2024) sets 5 and 3 years (Art. 9); what it says of the window of
 * renewal was not read, so the older practice goes on until an office sets other figures.
 */
const DATED: readonly [DatedLimits, ...DatedLimits[]] = [
  {
    from: '0000-01-01',
    sources: {
      renewal: `Nghị định 130/2018/NĐ-CP và ${AUTHORITY}`,
      change: 'Nghị định 130/2018/NĐ-CP',
      revoke: 'Nghị định 130/2018/NĐ-CP',
    },
    limits: FIRST,
  },
  {
    from: '2024-08-15',
    sources: {
      renewal: `Nghị định 68/2024/NĐ-CP, Điều 9 và ${AUTHORITY}`,
      change: 'Nghị định 68/2024/NĐ-CP, Điều 15',
      revoke: 'Nghị định 68/2024/NĐ-CP, Điều 17',
    },
    limits: FIRST,
  },
];

function datedOn(day: string): DatedLimits {
  return DATED.findLast(({ from }) => from <= day) ?? DATED[0];
}

/**
 * Figures of the law and of practice on a day.
 * @example limitsOn('2021-03-24').renewalMinDays // 60
 */
export function limitsOn(day: string): FormLimits {
  return datedOn(day).limits;
}

export function sourcesOn(day: string): LimitSources {
  return datedOn(day).sources;
}

/**
 * What accounts of the document system cost the province a year, in đồng: the price on the day times their number.
 * @example yearlyCostOf(12, '2021-03-24') // 240000
 */
export function yearlyCostOf(accounts: number, day: string): number {
  return accounts * limitsOn(day).accountTariffVnd;
}
