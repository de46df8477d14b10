import { conflict } from '../../../platform/errors.ts';
import type { CertificateEntryRow, EntryState } from './entries.tables.ts';

/**
 * Life of an entry (spec requests.md §7). `expired` comes by the calendar and is computed; a hold that the authority lifts is the
 * one way out of `revoked` and goes its own way (RFC 5280 §5.3.1).
 */
export const ENTRY_MOVES: Record<EntryState, readonly EntryState[]> = {
  requested: ['issued', 'active'],
  issued: ['active', 'frozen', 'revoke_requested', 'revoked', 'transferred_out'],
  active: ['active', 'frozen', 'revoke_requested', 'revoked', 'transferred_out'],
  frozen: ['active', 'revoke_requested', 'revoked'],
  revoke_requested: ['active', 'frozen', 'revoked'],
  expired: ['active', 'revoked'],
  transferred_out: ['active', 'revoked'],
  revoked: [],
};

export const ENTRY_LABELS: Record<EntryState, string> = {
  requested: 'Đang đề nghị cấp',
  issued: 'Đã cấp, chưa đến ngày hiệu lực',
  active: 'Đang hiệu lực',
  frozen: 'Đã báo mất, đang phong tỏa',
  revoke_requested: 'Đang đề nghị thu hồi',
  revoked: 'Đã thu hồi',
  expired: 'Đã hết hạn',
  transferred_out: 'Đã chuyển ngoài hệ thống chính quyền',
};

const CLOSED: readonly EntryState[] = ['revoked', 'transferred_out', 'expired'];

/** The state on a day: the calendar moves what nobody has to move. */
export function stateOn(
  entry: Pick<CertificateEntryRow, 'state' | 'valid_from' | 'valid_to'>,
  today: string,
): EntryState {
  if (CLOSED.includes(entry.state)) {
    return entry.state;
  }
  if (entry.valid_to !== null && entry.valid_to < today) {
    return 'expired';
  }
  const isDue = entry.valid_from === null || entry.valid_from <= today;
  return entry.state === 'issued' && isDue ? 'active' : entry.state;
}

/** The same for SQL; `$day` is a parameter or an expression. */
export function stateSql(day: string): string {
  return `case
    when entry.state in ('revoked', 'transferred_out', 'expired') then entry.state
    when entry.valid_to < ${day} then 'expired'
    when entry.state = 'issued' and coalesce(entry.valid_from <= ${day}, true) then 'active'
    else entry.state end`;
}

/** @throws AppError 409 `certificates.entry_state` */
export function assertEntryMove(entry: Pick<CertificateEntryRow, 'serial' | 'state'>, to: EntryState): void {
  if (!ENTRY_MOVES[entry.state].includes(to)) {
    throw conflict(
      'certificates.entry_state',
      `Chứng thư số ${entry.serial} ${ENTRY_LABELS[entry.state].toLowerCase()} nên không ghi được trạng thái "${ENTRY_LABELS[to]}". Tải lại sổ chứng thư số để xem tình trạng mới.`,
    );
  }
}
