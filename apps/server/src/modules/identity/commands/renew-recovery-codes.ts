import { record } from '#modules/audit';
import type { ActingContext } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { proveThen } from '../acting-as-myself.ts';
import type { BrowserTokens } from '../cookies.ts';
import { findUserById } from '../identity.store.ts';
import { hasSecondFactor } from '../identity.tables.ts';
import { issueRecoveryCodes } from '../second-factor/recovery-codes.ts';
import { noteSecurityEvent } from '../security-events.ts';

/**
 * A new sheet of recovery codes; the old sheet is void at once.
 * @throws AppError 409 `identity.second_factor_off`
 */
export async function renewRecoveryCodes(
  context: ActingContext,
  proof: { password: string; code: string },
  browser: BrowserTokens,
): Promise<string[]> {
  const before = await findUserById(context.db, context.subject.userId);
  if (before === undefined || !hasSecondFactor(before)) {
    throw conflict('identity.second_factor_off', 'Chưa bật xác thực hai lớp nên chưa có mã khôi phục.');
  }
  return proveThen(context, browser, proof, async (tx, { user }) => {
    const codes = await issueRecoveryCodes(tx, user);
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
