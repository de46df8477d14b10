import type { SignIn } from '@congvu/contracts';
import { type Context, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { BrowserTokens } from '../cookies.ts';
import { findDevice } from '../identity.devices.ts';
import { findUserByName, lockUser } from '../identity.store.ts';
import { hasSecondFactor, type User } from '../identity.tables.ts';
import { openSession, type SignInResult } from '../open-session.ts';
import { verifyPassword } from '../passwords/hash.ts';
import { countFailure, isStillRight, readGate, wrongCredentials } from '../sign-in-gate.ts';
import type { Throttle } from '../throttle.ts';
import { issueTicket } from '../ticket.ts';
import { foldUserName } from '../user-name.ts';
import { withoutReplay } from '../without-replay.ts';

async function settle(
  tx: Tx,
  context: Context,
  attempt: { user: User | undefined; isRight: boolean; browser: BrowserTokens; hint: string | null },
): Promise<SignInResult | undefined> {
  const gate = await readGate(tx, context, await lockUser(tx, attempt.user?.id), attempt.browser.device);
  if (!isStillRight(gate, attempt.user, attempt.isRight)) {
    await countFailure(tx, context, gate, gate.closed ?? 'wrong_password');
    return undefined;
  }
  if (hasSecondFactor(gate.user)) {
    return issueTicket(tx, context, gate.user, attempt.hint);
  }
  return openSession(tx, context, gate.user, {
    secondFactor: false,
    way: 'password',
    browser: attempt.browser,
    hint: attempt.hint,
  });
}

/**
 * First step of signing in. Password hashing happens before the transaction and also for unknown names; a failure commits its
 * counter and its audit leaf before the answer goes out.
 * @throws AppError 401 `identity.wrong_credentials`, 429 `identity.too_many_attempts`, 403 `identity.no_position`
 */
export async function signIn(
  context: Context,
  throttle: Throttle,
  body: SignIn,
  browser: BrowserTokens,
): Promise<SignInResult> {
  const { userName, hint } = foldUserName(body.userName);
  const user = await findUserByName(context.db, userName);
  if ((await findDevice(context.db, user, browser.device)) === undefined) {
    throttle.assertOpen(context.meta.ip, context.clock.now());
  }
  const isRight = await verifyPassword(user?.password_hash, body.password);
  const result = await command(withoutReplay(context), (tx) => settle(tx, context, { user, isRight, browser, hint }));
  if (result === undefined) {
    throttle.countFailure(context.meta.ip, context.clock.now());
    throw wrongCredentials();
  }
  return result;
}
