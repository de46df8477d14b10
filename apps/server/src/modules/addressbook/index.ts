import type { Services } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import type { BookAgency, ListedAgency, SyncOutcome } from './book.ts';
import { type AddressbookPorts, NO_CONNECTIONS } from './ports.ts';

export type { BookAgency, BookSource, ListedAgency, SyncCursor, SyncOutcome } from './book.ts';
export type { AddressbookPorts, WayWords } from './ports.ts';

function notYet(): AppError {
  return new AppError('addressbook.not_ready', 503, 'Sổ địa chỉ chưa sẵn sàng. Thử lại sau.');
}

/** The body a code of either scheme belongs to, in any case; a closed one says its successor. */
export async function findByCode(_db: Db | Tx, _code: string): Promise<BookAgency | undefined> {
  throw notYet();
}

/** By `codeKey` of what was asked. */
export async function findManyByCode(_db: Db | Tx, _codes: readonly string[]): Promise<Map<string, BookAgency>> {
  throw notYet();
}

/** Every live code of the body; the code itself when nobody knows it. */
export async function aliasesOf(_db: Db | Tx, _code: string): Promise<string[]> {
  throw notYet();
}

/** How codes are compared: trimmed, in upper case, otherwise opaque (spec interchange §1). */
export function codeKey(code: string): string {
  return code.normalize('NFC').trim().toUpperCase();
}

export async function searchBook(_db: Db | Tx, _query: { q: string; limit: number }): Promise<BookAgency[]> {
  throw notYet();
}

export async function applyChanges(
  _services: Services,
  _source: string,
  _changes: AsyncIterable<ListedAgency[]>,
  _options: { full: boolean },
): Promise<SyncOutcome> {
  throw notYet();
}

export function createAddressbookModule(_ports: AddressbookPorts = NO_CONNECTIONS): ModuleDefinition {
  return { name: 'addressbook' };
}
