import type { PasskeyOptions, PasskeyProof, SignInTicketPasskey } from '@congvu/contracts';
import { type Context, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import type { BrowserTokens } from '../cookies.ts';
import { findUserById, lockUser } from '../identity.store.ts';
import { openSession, type SignInResult } from '../open-session.ts';
import { countFailure, readGate, recordFailure } from '../sign-in-gate.ts';
import type { Throttle } from '../throttle.ts';
import { findTicket, isTicketOpen, lockTicket, ticketOver, updateTicket } from '../ticket.ts';
import { withoutReplay } from '../without-replay.ts';
import { checkPasskey, passkeyOptions, passkeyRefused } from './check-passkey.ts';

export function beginPasskeySignIn(context: Context): Promise<PasskeyOptions> {
  return passkeyOptions(context, 'passkey_sign_in', { bound: '' });
}

async function settleAlone(
  tx: Tx,
  context: Context,
  proof: PasskeyProof,
  browser: BrowserTokens,
): Promise<SignInResult | undefined> {
  const { user, isRight } = await checkPasskey(tx, context, proof, { purpose: 'passkey_sign_in', bound: '' });
  const gate = await readGate(tx, context, user, browser.device);
  // A lock that strangers caused with passwords does not stand before the key of the true user (T07).
  if (!isRight || gate.user === undefined || (gate.closed !== null && gate.closed !== 'locked')) {
    await recordFailure(tx, context, gate, 'passkey_refused');
    return undefined;
  }
  return openSession(tx, context, gate.user, { secondFactor: true, way: 'passkey', browser, hint: null });
}

/**
 * The only step of signing in: the key and the finger or PIN of its device are two factors already.
 * @throws AppError 401 `identity.passkey_refused`, 429 `identity.too_many_attempts`, 403 `identity.no_position`
 */
export async function signInPasskey(
  context: Context,
  throttle: Throttle,
  proof: PasskeyProof,
  browser: BrowserTokens,
): Promise<SignInResult> {
  throttle.assertOpen(context.meta.ip, context.clock.now());
  const result = await command(withoutReplay(context), (tx) => settleAlone(tx, context, proof, browser));
  if (result === undefined) {
    throttle.countFailure(context.meta.ip, context.clock.now());
    throw passkeyRefused(401);
  }
  return result;
}

/** @throws AppError 401 `identity.ticket_over` */
export async function beginTicketPasskey(context: Context, token: string): Promise<PasskeyOptions> {
  const ticket = await findTicket(context.db, token);
  const user = ticket === undefined ? undefined : await findUserById(context.db, ticket.user_id);
  if (user === undefined || !isTicketOpen(ticket, user, context.clock.now())) {
    throw ticketOver();
  }
  return passkeyOptions(context, 'passkey_second_factor', { bound: token, user });
}

async function settleTicket(
  tx: Tx,
  context: Context,
  body: SignInTicketPasskey,
  browser: BrowserTokens,
): Promise<SignInResult | AppError> {
  const ticket = await lockTicket(tx, body.ticket);
  const gate = await readGate(tx, context, await lockUser(tx, ticket?.user_id), browser.device);
  const now = context.clock.now();
  if (
    ticket === undefined ||
    gate.user === undefined ||
    gate.closed !== null ||
    !isTicketOpen(ticket, gate.user, now)
  ) {
    await recordFailure(tx, context, gate, 'ticket_over');
    return ticketOver();
  }
  const wanted = { purpose: 'passkey_second_factor', bound: body.ticket, owner: gate.user.id } as const;
  const { user, isRight } = await checkPasskey(tx, context, body.credential, wanted);
  if (!isRight || user === undefined) {
    await updateTicket(tx, ticket, { failed_count: ticket.failed_count + 1 });
    await countFailure(tx, context, gate, 'passkey_refused');
    return passkeyRefused(401);
  }
  await updateTicket(tx, ticket, { used_at: now });
  return openSession(tx, context, user, { secondFactor: true, way: 'password_and_passkey', browser, hint: null });
}

/**
 * The second step after the password, with a passkey of the same account instead of a code.
 * @throws AppError 401 `identity.ticket_over` or `identity.passkey_refused`
 */
export async function signInTicketPasskey(
  context: Context,
  body: SignInTicketPasskey,
  browser: BrowserTokens,
): Promise<SignInResult> {
  const result = await command(withoutReplay(context), (tx) => settleTicket(tx, context, body, browser));
  if (result instanceof AppError) {
    throw result;
  }
  return result;
}
