import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { openKeyFile, unseal } from '../../../platform/secret-box.ts';
import { countRecoveryCodes, updateUser, useRecoveryCode } from '../identity.store.ts';
import type { User } from '../identity.tables.ts';
import { noteSecurityEvent } from '../security-events.ts';
import type { GivenCode } from './recovery-codes.ts';
import { findTotpStep } from './totp.ts';

async function checkDeviceCode(tx: Tx, context: Context, user: User, code: string): Promise<boolean> {
  if (user.totp_secret === null) {
    return false;
  }
  const secret = unseal(openKeyFile(context.config, 'second-factor'), user.id, user.totp_secret);
  const step = findTotpStep(secret, code, context.clock.now());
  if (step === undefined || step <= user.totp_last_step) {
    return false;
  }
  await updateUser(tx, user, { totp_last_step: step });
  return true;
}

/** True once for every code: the time step is stored, the recovery code used up. The caller holds the row of the account. */
export async function checkSecondFactor(tx: Tx, context: Context, user: User, given: GivenCode): Promise<boolean> {
  if ('digits' in given) {
    return checkDeviceCode(tx, context, user, given.digits);
  }
  const isRight =
    given.recovery !== undefined && (await useRecoveryCode(tx, user, given.recovery, context.clock.now()));
  if (isRight) {
    await noteSecurityEvent(tx, context, user, 'recovery_code_used', `còn ${await countRecoveryCodes(tx, user)} mã`);
  }
  return isRight;
}
