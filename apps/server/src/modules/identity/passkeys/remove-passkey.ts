import type { PasskeyView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { listPositionsOfPerson } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { lockMe } from '../acting-as-myself.ts';
import type { BrowserTokens } from '../cookies.ts';
import { findSettings, replaceRecoveryCodes, updateUser } from '../identity.store.ts';
import { hasSecondFactor, type User } from '../identity.tables.ts';
import { isSecondFactorDue } from '../open-session.ts';
import { noteSecurityEvent } from '../security-events.ts';
import { withoutReplay } from '../without-replay.ts';
import { deletePasskey, listPasskeys, presentPasskey } from './passkeys.store.ts';

/** @throws AppError 409 `identity.passkey_last` where the agency asks this person for a second factor */
async function assertMayGoWithout(tx: Tx, context: ActingContext, user: User, left: User): Promise<void> {
  const settings = await findSettings(tx, user.agency_id);
  const posts = await listPositionsOfPerson(tx, user.person_id, vietnamDate(context.clock.now()));
  if (
    isSecondFactorDue(
      left,
      posts.flatMap(({ roles }) => roles),
      settings.secondFactor,
    )
  ) {
    throw conflict(
      'identity.passkey_last',
      'Cơ quan bắt buộc xác thực hai lớp và đây là lớp thứ hai duy nhất nên không gỡ được. Thêm khóa truy cập khác hoặc bật ứng dụng xác thực trước.',
    );
  }
}

/**
 * Without a second factor the password alone must be longer (TCVN 14423 level 3), and nobody knows how long this one is: a new one
 * is due at once.
 */
async function becomeOneFactor(tx: Tx, user: User): Promise<void> {
  await replaceRecoveryCodes(tx, user, []);
  await updateUser(tx, user, { must_change_password: true });
}

/** @throws AppError 404 `identity.passkey_not_found`, 409 `identity.passkey_last` */
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
    await assertMayGoWithout(tx, context, user, left);
    await updateUser(tx, user, { passkey_count: left.passkey_count });
    if (!hasSecondFactor(left)) {
      await becomeOneFactor(tx, user);
    }
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
