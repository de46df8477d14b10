import type { SignInSecondFactor } from '@congvu/contracts';
import { type Context, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import type { BrowserTokens } from '../cookies.ts';
import { lockUser } from '../identity.store.ts';
import { openSession, type SignInResult } from '../open-session.ts';
import { checkSecondFactor } from '../second-factor/check.ts';
import { type GivenCode, readCode } from '../second-factor/recovery-codes.ts';
import { countFailure, readGate, recordFailure } from '../sign-in-gate.ts';
import { findTicket, isTicketOpen, lockTicket, ticketOver, updateTicket } from '../ticket.ts';
import { withoutReplay } from '../without-replay.ts';

function wrongCode(): AppError {
  return new AppError(
    'identity.wrong_code',
    401,
    'Mã xác thực không đúng hoặc đã dùng. Chờ mã mới trên thiết bị rồi nhập lại, hoặc dùng một mã khôi phục.',
  );
}

async function settle(
  tx: Tx,
  context: Context,
  given: { ticket: string; code: GivenCode },
  browser: BrowserTokens,
): Promise<SignInResult | AppError> {
  const now = context.clock.now();
  const ticket = await lockTicket(tx, given.ticket);
  const gate = await readGate(tx, context, await lockUser(tx, ticket?.user_id), browser.device);
  const { user } = gate;
  if (ticket === undefined || user === undefined || gate.closed !== null || !isTicketOpen(ticket, user, now)) {
    await recordFailure(tx, context, gate, 'ticket_over');
    return ticketOver();
  }
  if (!(await checkSecondFactor(tx, context, user, given.code))) {
    await updateTicket(tx, ticket, { failed_count: ticket.failed_count + 1 });
    await countFailure(tx, context, gate, 'wrong_code');
    return wrongCode();
  }
  await updateTicket(tx, ticket, { used_at: now });
  return openSession(tx, context, user, { secondFactor: true, way: 'second_factor', browser, hint: null });
}

/**
 * Second step of signing in: a fresh code of the device or an unused recovery code, each good for once.
 * @throws AppError 401 `identity.ticket_over` or `identity.wrong_code`
 */
export async function signInSecondFactor(
  context: Context,
  body: SignInSecondFactor,
  browser: BrowserTokens,
): Promise<SignInResult> {
  const ticket = await findTicket(context.db, body.ticket);
  const owner = ticket && { agency_id: ticket.agency_id, id: ticket.user_id };
  const given = { ticket: body.ticket, code: await readCode(context.db, owner, body.code) };
  const result = await command(withoutReplay(context), (tx) => settle(tx, context, given, browser));
  if (result instanceof AppError) {
    throw result;
  }
  return result;
}
