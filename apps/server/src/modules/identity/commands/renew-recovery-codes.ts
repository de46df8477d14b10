import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { lockMe } from '../acting-as-myself.ts';
import type { BrowserTokens } from '../cookies.ts';
import { hasSecondFactor } from '../identity.tables.ts';
import { issueRecoveryCodes, newRecoverySheet } from '../second-factor/recovery-codes.ts';
import { noteSecurityEvent } from '../security-events.ts';
import { withoutReplay } from '../without-replay.ts';

/**
 * A new sheet of recovery codes; the old sheet is void at once. The route asks for a fresh proof of oneself.
 * @throws AppError 409 `identity.second_factor_off`
 */
export async function renewRecoveryCodes(context: ActingContext, browser: BrowserTokens): Promise<string[]> {
  const sheet = await newRecoverySheet();
  return command(withoutReplay(context), async (tx) => {
    const { user } = await lockMe(tx, context, browser);
    if (!hasSecondFactor(user)) {
      throw conflict('identity.second_factor_off', 'Chưa có lớp xác thực thứ hai nên chưa có mã khôi phục.');
    }
    const codes = await issueRecoveryCodes(tx, user, sheet);
    await noteSecurityEvent(tx, context, user, 'recovery_codes_renewed');
    await record(tx, context, {
      action: 'identity.recovery_codes_renewed',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
    });
    return codes;
  });
}
