import type { FormLimits } from './definition.ts';

interface DatedLimits {
  readonly from: string;
  /** Where the figures stand, for messages. */
  readonly source: string;
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

/**
 * Figures by the day they hold from. Decree 68/2024 (in force 15/08/2024) sets 5 and 3 years; its articles on the window of
 * renewal were not read, so the older practice goes on until an office sets other figures.
 */
const DATED: readonly DatedLimits[] = [
  {
    from: '0000-01-01',
    source: 'Nghị định 130/2018/NĐ-CP và hướng dẫn của Cục Chứng thực số và Bảo mật thông tin',
    limits: FIRST,
  },
  {
    from: '2024-08-15',
    source: 'Nghị định 68/2024/NĐ-CP và hướng dẫn của Cục Chứng thực số và Bảo mật thông tin',
    limits: FIRST,
  },
];

function datedOn(day: string): DatedLimits {
  return DATED.findLast(({ from }) => from <= day) ?? { from: '', source: '', limits: FIRST };
}

/** @example limitsOn('2021-03-24').renewalMinDays // 60 */
export function limitsOn(day: string): FormLimits {
  return datedOn(day).limits;
}

/** The law behind the figures of a day, as messages cite it. */
export function limitsSourceOn(day: string): string {
  return datedOn(day).source;
}
