import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { lockMe, wrongProof } from '../acting-as-myself.ts';
import type { BrowserTokens, TokensToSet } from '../cookies.ts';
import { endSessions, markSecondFactor, rotateToken } from '../identity.sessions.ts';
import { updateUser } from '../identity.store.ts';
import { checkSecondFactor } from '../second-factor/check.ts';
import { issueRecoveryCodes, newRecoverySheet, readCode } from '../second-factor/recovery-codes.ts';
import { noteSecurityEvent } from '../security-events.ts';
import { withoutReplay } from '../without-replay.ts';

export interface ConfirmedSecondFactor {
  recoveryCodes: string[];
  tokens: TokensToSet;
}

/**
 * The first code proves that the device holds the secret: from now on every sign-in asks for one. Sessions that were opened
 * without it end.
 * @throws AppError 409 `identity.offer_over`, 422 `identity.wrong_code`
 */
export async function confirmSecondFactor(
  context: ActingContext,
  code: string,
  browser: BrowserTokens,
): Promise<ConfirmedSecondFactor> {
  const given = await readCode(context.db, undefined, code);
  const sheet = await newRecoverySheet();
  return command(withoutReplay(context), async (tx) => {
    const now = context.clock.now();
    const { user, session } = await lockMe(tx, context, browser);
    if (user.totp_enabled_at !== null || user.totp_secret === null) {
      throw conflict(
        'identity.offer_over',
        'Không có thiết bị xác thực nào đang chờ xác nhận. Bấm "Bật xác thực hai lớp" để lấy mã mới.',
      );
    }
    if (!(await checkSecondFactor(tx, context, user, given))) {
      throw wrongProof();
    }
    await updateUser(tx, user, { totp_enabled_at: now });
    const recoveryCodes = await issueRecoveryCodes(tx, user, sheet);
    const ended = await endSessions(tx, user, { at: now, reason: 'second_factor_on' }, { except: session.id });
    await markSecondFactor(tx, session);
    await noteSecurityEvent(tx, context, user, 'second_factor_on');
    await record(tx, context, {
      action: 'identity.second_factor_turned_on',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
      detail: { sessionsEnded: ended.length },
    });
    return { recoveryCodes, tokens: { session: await rotateToken(tx, session) } };
  });
}
