import { listPositionsOfPerson } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { findSettings, replaceRecoveryCodes, updateUser } from '../identity.store.ts';
import { hasSecondFactor, type User } from '../identity.tables.ts';
import { isSecondFactorDue } from '../open-session.ts';

/**
 * A passkey or the certificate is gone; `left` is the account without it. Without any second factor the password alone must be longer
 * (TCVN 14423 level 3), and nobody knows how long this one is: a new one is due at once.
 * @throws AppError 409 `identity.factor_last` where the agency asks this person for a second factor
 */
export async function loseFactor(tx: Tx, context: ActingContext, left: User): Promise<void> {
  if (hasSecondFactor(left)) {
    return;
  }
  const settings = await findSettings(tx, left.agency_id);
  const posts = await listPositionsOfPerson(tx, left.person_id, vietnamDate(context.clock.now()));
  const roles = posts.flatMap((post) => post.roles);
  if (isSecondFactorDue(left, roles, settings.secondFactor)) {
    throw conflict(
      'identity.factor_last',
      'Cơ quan bắt buộc xác thực hai lớp và đây là lớp thứ hai duy nhất nên không gỡ được. Thêm khóa truy cập khác hoặc bật ứng dụng xác thực trước.',
    );
  }
  await replaceRecoveryCodes(tx, left);
  await updateUser(tx, left, { must_change_password: true });
}
