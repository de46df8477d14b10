import type { MySecurity } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import type { BrowserTokens } from '../cookies.ts';
import { countRecoveryCodes, findUserById } from '../identity.store.ts';
import { hasSecondFactor } from '../identity.tables.ts';
import { listPasskeys, presentPasskey } from '../passkeys/passkeys.store.ts';
import { findRelyingParty } from '../passkeys/relying-party.ts';
import { describeRule } from '../passwords/password-rule.ts';
import { passwordOwnerOf } from '../people.ts';
import { listSecurityEvents } from '../security-events.ts';
import { listMySessions } from './list-my-sessions.ts';

/** The page "Bảo mật của tôi". */
export async function viewMySecurity(context: ActingContext, browser: BrowserTokens): Promise<MySecurity> {
  const { db, subject } = context;
  const user = await findUserById(db, subject.userId);
  if (user === undefined) {
    throw notFound('identity.account_not_found', 'Không tìm thấy tài khoản. Đăng nhập lại.');
  }
  const enabled = user.totp_enabled_at !== null;
  return {
    userName: user.user_name,
    passwordChangedAt: user.password_changed_at?.toISOString() ?? null,
    passwordRule: describeRule(await passwordOwnerOf(db, user, context.clock.now())),
    secondFactor: {
      enabled,
      since: user.totp_enabled_at?.toISOString() ?? null,
      recoveryCodesLeft: hasSecondFactor(user) ? await countRecoveryCodes(db, user) : 0,
    },
    certificateSince: user.certificate_since?.toISOString() ?? null,
    passkeys: (await listPasskeys(db, user)).map(presentPasskey),
    passkeysPossible: findRelyingParty(context.config) !== undefined,
    sessions: await listMySessions(db, context, user, browser),
    events: await listSecurityEvents(db, user, context.clock.now()),
  };
}
