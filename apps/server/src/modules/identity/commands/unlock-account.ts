import type { AccountView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { administer, recordOnAccount } from '../administered-account.ts';
import { CLEAN_SLATE } from '../identity.links.ts';
import { updateUser } from '../identity.store.ts';

/**
 * Opens a lock before its time; the password stays as it is (QCVN 12:2026 3.6.2.1.9: earlier only by an administrator).
 * @throws AppError 409 `identity.wrong_state` when it is not locked
 */
export async function unlockAccount(context: ActingContext, id: string, reason: string): Promise<AccountView> {
  return administer(context, id, async (tx, user) => {
    if (user.locked_until === null || user.locked_until <= context.clock.now()) {
      throw conflict('identity.wrong_state', 'Tài khoản này không bị tạm khóa. Tải lại danh sách.');
    }
    await updateUser(tx, user, CLEAN_SLATE);
    await recordOnAccount(tx, context, user, { action: 'identity.account_unlocked', detail: { reason } });
  });
}
