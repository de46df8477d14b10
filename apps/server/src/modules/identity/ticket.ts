import type { Db, Tx } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import { type IdentityTables, identityTables, type User } from './identity.tables.ts';
import { hashSecret } from './secrets.ts';

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
