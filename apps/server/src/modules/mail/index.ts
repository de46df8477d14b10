import type { KnownMailbox } from '@congvu/forms';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import type { MailboxRow } from './mail.tables.ts';

export type { MailboxRow } from './mail.tables.ts';

function notReady(): AppError {
  return new AppError('mail.not_ready', 501, 'Sổ thư công vụ đang được hoàn thiện.');
}

export function createMailModule(): ModuleDefinition {
  return { name: 'mail' };
}

export interface MailboxFacts {
  byAddress: Map<string, KnownMailbox>;
  byHolder: Map<string, KnownMailbox[]>;
  byPerson: Map<string, KnownMailbox>;
}

export async function mailboxFacts(
  _db: Db | Tx,
  _asked: {
    addresses?: readonly string[];
    holders?: readonly { fullName: string; unitName: string }[];
    personIds?: readonly string[];
  },
): Promise<MailboxFacts> {
  throw notReady();
}

export interface NewMailbox {
  agencyId: string;
  personId: string | null;
  kind: 'unit' | 'person';
  holderName: string;
  unitName: string;
  address: string;
  on: string;
  requestId: string | null;
  link: string | null;
}

export async function recordNewMailbox(_tx: Tx, _context: Context, _given: NewMailbox): Promise<{ mailboxId: string }> {
  throw notReady();
}

export async function recordRevokedMailbox(
  _tx: Tx,
  _context: Context,
  _given: {
    agencyId: string;
    address: string;
    on: string;
    reason: string;
    requestId: string | null;
    link: string | null;
  },
): Promise<void> {
  throw notReady();
}

export async function mailboxOfPerson(
  _db: Db | Tx,
  _person: { agencyId: string; personId: string },
): Promise<MailboxRow | undefined> {
  throw notReady();
}

export async function mailboxOfAgency(_db: Db | Tx, _agencyId: string): Promise<MailboxRow | undefined> {
  throw notReady();
}
