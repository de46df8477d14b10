import { conflict, notFound } from '../../../platform/errors.ts';
import type { TokenRow, TokenState } from '../entries/entries.tables.ts';

/**
 * Life of a device that holds a key (spec requests.md §7). `lost` and `found` come from the report of loss and its end, `handed_over` and
 * the state after it from the log that both sides sign; the others are said by a person with a reason.
 */
export const TOKEN_MOVES: Record<TokenState, readonly TokenState[]> = {
  received: ['handed_over', 'lost', 'broken', 'returned'],
  handed_over: ['received', 'in_use', 'found', 'returned', 'lost'],
  in_use: ['handed_over', 'locked', 'lost', 'broken', 'returned'],
  // Only the authority restores a locked one (Mẫu 05); the office records that it works again.
  locked: ['in_use', 'lost', 'broken', 'returned'],
  lost: ['found', 'written_off'],
  found: ['handed_over', 'in_use', 'locked', 'lost', 'broken', 'returned', 'written_off'],
  broken: ['returned', 'written_off'],
  // Back at the office from a leaver; it may be given to somebody else.
  returned: ['handed_over', 'written_off'],
  written_off: [],
};

export const TOKEN_LABELS: Record<TokenState, string> = {
  received: 'Đã tiếp nhận, chưa bàn giao',
  handed_over: 'Đang bàn giao, chờ người nhận xác nhận',
  in_use: 'Đang sử dụng',
  locked: 'Bị khóa do nhập sai mật khẩu',
  lost: 'Đã báo mất',
  found: 'Đã tìm lại được',
  written_off: 'Đã ghi giảm',
  broken: 'Hỏng',
  returned: 'Đã thu lại',
};

export function tokenNotFound(): Error {
  return notFound(
    'certificates.token_not_found',
    'Không tìm thấy thiết bị lưu khóa bí mật này trong sổ. Kiểm tra số hiệu khắc trên thiết bị rồi tìm lại.',
  );
}

/** @throws AppError 409 `certificates.token_state` */
export function assertTokenMove(token: Pick<TokenRow, 'serial' | 'state'>, to: TokenState): void {
  if (!TOKEN_MOVES[token.state].includes(to)) {
    throw conflict(
      'certificates.token_state',
      `Thiết bị ${token.serial} hiện ở trạng thái "${TOKEN_LABELS[token.state]}" nên không chuyển sang "${TOKEN_LABELS[to]}" được. Tải lại sổ thiết bị để xem tình trạng mới.`,
    );
  }
}
