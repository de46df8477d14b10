import { record } from '#modules/audit';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import { type IdentityTables, identityTables, type User } from './identity.tables.ts';
import type { SignInResult } from './open-session.ts';
import { hashSecret, newSecret } from './secrets.ts';

export type Ticket = IdentityTables['identity_ticket'];

const TICKET_TRIES = 5;

function ticketOf(db: Db | Tx, token: string) {
  return identityTables(db).selectFrom('identity_ticket').selectAll().where('token_hash', '=', hashSecret(token));
}

export async function findTicket(db: Db, token: string): Promise<Ticket | undefined> {
  return ticketOf(db, token).executeTakeFirst();
}

export async function lockTicket(tx: Tx, token: string): Promise<Ticket | undefined> {
  return ticketOf(tx, token).forUpdate().executeTakeFirst();
}

export async function updateTicket(tx: Tx, ticket: Ticket, set: Partial<Ticket>): Promise<void> {
  await identityTables(tx)
    .updateTable('identity_ticket')
    .set(set)
    .where('agency_id', '=', ticket.agency_id)
    .where('token_hash', '=', ticket.token_hash)
    .execute();
}

export function isTicketOpen(ticket: Ticket | undefined, user: User | undefined, now: Date): boolean {
  return (
    ticket !== undefined &&
    ticket.used_at === null &&
    ticket.expires_at > now &&
    ticket.failed_count < TICKET_TRIES &&
    ticket.password_hash === user?.password_hash
  );
}

export function ticketOver(): AppError {
  return new AppError(
    'identity.ticket_over',
    401,
    'Bước đăng nhập đã hết hạn hoặc sai mã quá nhiều lần. Nhập lại tên đăng nhập và mật khẩu.',
  );
}

const TICKET_MS = 5 * 60_000;

/** The first factor was right; the second one is still missing. */
export async function issueTicket(tx: Tx, context: Context, user: User, hint: string | null): Promise<SignInResult> {
  const ticket = newSecret();
  // One open ticket an account: a new one does not bring new tries with the old one.
  await identityTables(tx)
    .deleteFrom('identity_ticket')
    .where('agency_id', '=', user.agency_id)
    .where('user_id', '=', user.id)
    .execute();
  const expiresAt = new Date(context.clock.now().getTime() + TICKET_MS);
  await identityTables(tx)
    .insertInto('identity_ticket')
    .values({
      agency_id: user.agency_id,
      token_hash: hashSecret(ticket),
      user_id: user.id,
      password_hash: user.password_hash ?? '',
      failed_count: 0,
      expires_at: expiresAt,
      used_at: null,
    })
    .execute();
  await record(tx, context, {
    action: 'identity.password_accepted',
    agencyId: user.agency_id,
    objectKind: 'user',
    objectId: user.id,
    detail: { next: 'second_factor' },
  });
  const ways = {
    application: user.totp_enabled_at !== null,
    passkey: user.passkey_count > 0,
    certificate: user.certificate_since !== null,
  };
  return { answer: { step: 'totp', ticket, expiresAt: expiresAt.toISOString(), ...ways, hint }, tokens: {} };
}
