import { vietnamDate } from '../../platform/clock.ts';
import { printDay } from '../../platform/print-dates.ts';
import { CAPACITY_LABELS, type DelegationRow } from './org.presenter.ts';
import { delegationState } from './org.states.ts';

function lastDay({ validTo, holderValidTo }: DelegationRow): string | null {
  return [validTo, holderValidTo].filter((day) => day !== null).sort()[0] ?? null;
}

/** How it stands with the delegation today: runs until, begins on, ended on, taken back on. */
function standing(row: DelegationRow, today: string): string {
  const last = lastDay(row);
  if (row.revokedAt !== null) {
    return `đã bị thu hồi ngày ${printDay(vietnamDate(row.revokedAt))}: ${row.revokedReason ?? ''}`;
  }
  const state = delegationState(row, today);
  if (state === 'ended' && last !== null) {
    const early = row.holderValidTo === last && row.validTo !== last ? ' cùng với chức vụ của người nhận' : '';
    return `đã hết hiệu lực sau ngày ${printDay(last)}${early}`;
  }
  const until = last === null ? 'đến khi thay thế' : `đến hết ngày ${printDay(last)}`;
  return state === 'coming'
    ? `chưa có hiệu lực, bắt đầu từ ngày ${printDay(row.validFrom)}, ${until}`
    : `có hiệu lực từ ngày ${printDay(row.validFrom)} ${until}`;
}

/**
 * The right, who gave it, its paper and how it stands, as one sentence: "Ký thừa lệnh (TL.) theo Quyết định số 12/QĐ-UBND ngày
 * 15/01/2021, đã hết hiệu lực sau ngày 31/3/2021."
 */
export function describeDelegation(row: DelegationRow, today: string): string {
  const from = row.fromName === null ? '' : ` do ${row.fromName} giao`;
  const paper = `theo ${row.basis} ngày ${printDay(row.basisOn)}`;
  return `${CAPACITY_LABELS[row.capacity]}${from} ${paper}, ${standing(row, today)}.`;
}
