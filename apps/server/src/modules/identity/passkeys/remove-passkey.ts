import type { PasskeyView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { lockMe } from '../acting-as-myself.ts';
import type { BrowserTokens } from '../cookies.ts';
import { updateUser } from '../identity.store.ts';
import { loseFactor } from '../second-factor/last-factor.ts';
import { noteSecurityEvent } from '../security-events.ts';
import { withoutReplay } from '../without-replay.ts';
import { deletePasskey, listPasskeys, presentPasskey } from './passkeys.store.ts';

/** @throws AppError 404 `identity.passkey_not_found`, 409 `identity.factor_last` */
export async function removePasskey(
  context: ActingContext,
  id: string,
  browser: BrowserTokens,
): Promise<PasskeyView[]> {
  return command(withoutReplay(context), async (tx) => {
    const { user } = await lockMe(tx, context, browser);
    const removed = await deletePasskey(tx, user, id);
    if (removed === undefined) {
      throw notFound('identity.passkey_not_found', 'Khóa truy cập này đã gỡ. Tải lại trang.');
    }
    const left = { ...user, passkey_count: user.passkey_count - 1 };
    await updateUser(tx, user, { passkey_count: left.passkey_count });
    await loseFactor(tx, context, left);
    await noteSecurityEvent(tx, context, user, 'passkey_removed', removed.name);
    await record(tx, context, {
      action: 'identity.passkey_removed',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
      detail: { passkey: id, name: removed.name },
    });
    return (await listPasskeys(tx, user)).map(presentPasskey);
  });
}
