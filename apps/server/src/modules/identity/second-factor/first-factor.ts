import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { Me } from '../acting-as-myself.ts';
import { endSessions, markSecondFactor } from '../identity.sessions.ts';
import { findUserById } from '../identity.store.ts';
import { hasSecondFactor } from '../identity.tables.ts';
import { issueRecoveryCodes, newRecoverySheet, type RecoverySheet } from './recovery-codes.ts';

/** The codes for somebody who has no second factor yet, made before the transaction that gives him one. */
export async function prepareFirstFactor(context: ActingContext): Promise<RecoverySheet | undefined> {
  const user = await findUserById(context.db, context.subject.userId);
  return user === undefined || hasSecondFactor(user) ? undefined : newRecoverySheet();
}

/**
 * The first second factor of the account: sessions without it end, and a sheet of codes is for the day the device is lost. Whoever has
 * one already keeps his sheet; the answer is empty then.
 */
export async function becomeTwoFactors(
  tx: Tx,
  context: ActingContext,
  me: Me,
  sheet: RecoverySheet | undefined,
): Promise<string[]> {
  if (hasSecondFactor(me.user)) {
    return [];
  }
  const ended = { at: context.clock.now(), reason: 'second_factor_on' };
  await endSessions(tx, me.user, ended, { except: me.session.id });
  await markSecondFactor(tx, me.session);
  return issueRecoveryCodes(tx, me.user, sheet ?? (await newRecoverySheet()));
}
