import type { AccountView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { administer, recordOnAccount } from '../administered-account.ts';
import { forgetDevices } from '../identity.devices.ts';
import { CLEAN_SLATE, voidLinks } from '../identity.links.ts';
import { endSessions } from '../identity.sessions.ts';
import { updateUser } from '../identity.store.ts';

/**
 * Shuts the account at once: its sessions and event streams end with the commit, its one-time links are void. What the person
 * did stays as it is.
 * @throws AppError 409 `identity.wrong_state` when it is shut already or is one's own
 */
export async function disableAccount(context: ActingContext, id: string, reason: string): Promise<AccountView> {
  return administer(context, id, async (tx, user) => {
    const now = context.clock.now();
    if (user.id === context.subject.userId) {
      throw conflict(
        'identity.wrong_state',
        'Không ngừng được tài khoản của chính mình. Việc này do một quản trị khác làm.',
      );
    }
    if (user.disabled_at !== null) {
      throw conflict('identity.wrong_state', 'Tài khoản này đã ngừng từ trước. Tải lại danh sách.');
    }
    await updateUser(tx, user, { disabled_at: now, disabled_reason: reason });
    const ended = await endSessions(tx, user, { at: now, reason: 'account_disabled' });
    await voidLinks(tx, { agency_id: user.agency_id, user_id: user.id });
    await forgetDevices(tx, user);
    await recordOnAccount(tx, context, user, {
      action: 'identity.account_disabled',
      detail: { reason, sessionsEnded: ended.length },
    });
  });
}

/**
 * Opens a shut account again with its old password and second factor.
 * @throws AppError 409 `identity.wrong_state` when it is open
 */
export async function enableAccount(context: ActingContext, id: string, reason: string): Promise<AccountView> {
  return administer(context, id, async (tx, user) => {
    if (user.disabled_at === null) {
      throw conflict('identity.wrong_state', 'Tài khoản này đang dùng bình thường. Tải lại danh sách.');
    }
    await updateUser(tx, user, {
      ...CLEAN_SLATE,
      disabled_at: null,
      disabled_reason: null,
      reopened_at: context.clock.now(),
    });
    await recordOnAccount(tx, context, user, { action: 'identity.account_enabled', detail: { reason } });
  });
}
