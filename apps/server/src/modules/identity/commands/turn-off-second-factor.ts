import { record } from '#modules/audit';
import type { ActingContext } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { proveThen } from '../acting-as-myself.ts';
import type { BrowserTokens } from '../cookies.ts';
import { findSettings, findUserById, replaceRecoveryCodes, updateUser } from '../identity.store.ts';
import { hasSecondFactor, NO_TOTP } from '../identity.tables.ts';
import { isSecondFactorDue } from '../open-session.ts';
import { assertGoodPassword, type PasswordOwner } from '../passwords/password-rule.ts';
import { passwordOwnerOf } from '../people.ts';
import { noteSecurityEvent } from '../security-events.ts';

async function assertMayGoWithout(context: ActingContext): Promise<PasswordOwner> {
  const user = await findUserById(context.db, context.subject.userId);
  if (user === undefined || user.totp_enabled_at === null) {
    throw conflict('identity.second_factor_off', 'Xác thực hai lớp đang tắt sẵn.');
  }
  const owner = await passwordOwnerOf(context.db, user, context.clock.now());
  const settings = await findSettings(context.db, user.agency_id);
  const roles = owner.isAdministrator ? ['administrator'] : [];
  if (isSecondFactorDue({ ...user, totp_enabled_at: null }, roles, settings.secondFactor)) {
    throw conflict(
      'identity.second_factor_required',
      'Cơ quan bắt buộc xác thực hai lớp với tài khoản này nên không tắt được. Đổi thiết bị: đề nghị quản trị cấp lại.',
    );
  }
  return owner;
}

/**
 * Password and a fresh code (or a recovery code) turn the second factor off, where the rule of the agency allows it.
 * @throws AppError 409 `identity.second_factor_off` or `identity.second_factor_required`, 422 `identity.password_weak`
 */
export async function turnOffSecondFactor(
  context: ActingContext,
  proof: { password: string; code: string },
  browser: BrowserTokens,
): Promise<void> {
  const owner = await assertMayGoWithout(context);
  await proveThen(context, browser, proof, async (tx, { user }) => {
    // Without a second factor the password alone must be longer (TCVN 14423 level 3).
    assertGoodPassword(
      proof.password,
      { ...owner, hasSecondFactor: hasSecondFactor({ ...user, totp_enabled_at: null }) },
      'password',
    );
    await updateUser(tx, user, NO_TOTP);
    if (!hasSecondFactor({ ...user, totp_enabled_at: null })) {
      await replaceRecoveryCodes(tx, user);
    }
    await noteSecurityEvent(tx, context, user, 'second_factor_off');
    await record(tx, context, {
      action: 'identity.second_factor_turned_off',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
    });
  });
}
