import type { Context } from './context.ts';
import { AppError } from './errors.ts';

/**
 * For acts that ask for a fresh proof of oneself only in some cases; a route that always does says `stepUp`. The page answers this
 * error with its dialog and repeats the act by itself.
 * @throws AppError 403 `identity.step_up_required`
 */
export function assertProved(context: Pick<Context, 'meta' | 'clock'>): void {
  const { provedUntil } = context.meta;
  if (provedUntil === undefined || provedUntil <= context.clock.now()) {
    throw new AppError(
      'identity.step_up_required',
      403,
      'Thao tác này cần xác nhận lại chính mình. Nhập mật khẩu (và lớp xác thực thứ hai nếu có) rồi làm tiếp.',
    );
  }
}
