import type { AccountView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { administer, recordOnAccount } from '../administered-account.ts';
import { unlinkSubjects } from './sso.store.ts';

/**
 * The number or the address of the account belongs to another person of the provider now, and the administrator has made sure whose
 * the account is: the next single sign-on with that number or address is remembered anew.
 * @throws AppError 409 `identity.sso_not_linked`
 */
export async function forgetSso(context: ActingContext, id: string, reason: string): Promise<AccountView> {
  return administer(context, id, async (tx, user) => {
    const links = await unlinkSubjects(tx, user);
    if (links === 0) {
      throw conflict('identity.sso_not_linked', 'Tài khoản này chưa gắn với đăng nhập một lần. Tải lại danh sách.');
    }
    await recordOnAccount(tx, context, user, { action: 'identity.sso_forgotten', detail: { reason, links } });
  });
}
