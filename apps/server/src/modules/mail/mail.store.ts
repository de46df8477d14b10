import { nameKey } from '@congvu/forms';
import { givenNameSortKey } from '@congvu/vntext';
import pg from 'pg';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { addressKey, shortKey } from './mail.address.ts';
import { type MailboxRow, type MailboxState, mailTables } from './mail.tables.ts';

export function mailboxNotFound() {
  return notFound('mail.not_found', 'Không tìm thấy hộp thư này trong sổ. Tải lại sổ thư công vụ.');
}

export function addressTaken(address: string) {
  return conflict(
    'mail.address_taken',
    `Địa chỉ ${address} đã có trong sổ, của nơi khác hoặc đã thu hồi. Địa chỉ thư không cấp lại; chọn địa chỉ khác (thêm số trước dấu chấm).`,
  );
}

/**
 * The mailbox an address means: the whole address or an old one that still leads there; written without a domain, or stored so, the
 * name in front of it. Of several of that name none is meant.
 */
export async function findByAddress(db: Db | Tx, address: string): Promise<MailboxRow | undefined> {
  const key = addressKey(address);
  const rows = await rawQuery<MailboxRow>(
    db,
    `select mailbox.* from mailbox
     where address_key = $1 or $1 = any(aliases)
       or (short_key = $2 and (position('@' in $1) = 0 or position('@' in address_key) = 0))
     order by address_key = $1 desc, $1 = any(aliases) desc, agency_id, id limit 2`,
    [key, shortKey(address)],
  );
  const [first, second] = rows;
  const isExact = first !== undefined && (first.address_key === key || first.aliases.includes(key));
  return isExact || second === undefined ? first : undefined;
}

/** The one mailbox an address means among the rows found; the same rule as `findByAddress`. */
function pick(rows: readonly MailboxRow[], address: string): MailboxRow | undefined {
  const key = addressKey(address);
  const exact = rows.find((row) => row.address_key === key || row.aliases.includes(key));
  if (exact !== undefined) {
    return exact;
  }
  const short = shortKey(address);
  const named = rows.filter((row) => row.short_key === short && (!key.includes('@') || !row.address_key.includes('@')));
  return named.length === 1 ? named[0] : undefined;
}

/** The same for many, by each address as it was written: one statement whatever their number. */
export async function findByAddresses(db: Db | Tx, addresses: readonly string[]): Promise<Map<string, MailboxRow>> {
  const rows = await rawQuery<MailboxRow>(
    db,
    'select mailbox.* from mailbox where address_key = any($1::text[]) or short_key = any($2::text[]) or aliases && $1::text[]',
    [addresses.map(addressKey), addresses.map(shortKey)],
  );
  const likely = new Map<string, MailboxRow[]>();
  for (const row of rows) {
    for (const key of new Set([row.address_key, row.short_key, ...row.aliases])) {
      likely.set(key, [...(likely.get(key) ?? []), row]);
    }
  }
  return new Map(
    addresses.flatMap((address) => {
      const near = new Set([...(likely.get(addressKey(address)) ?? []), ...(likely.get(shortKey(address)) ?? [])]);
      const row = pick([...near], address);
      return row === undefined ? [] : [[address, row] as const];
    }),
  );
}

export async function lockById(tx: Tx, id: string): Promise<MailboxRow | undefined> {
  return mailTables(tx).selectFrom('mailbox').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

export function nameColumns(holderName: string): Pick<MailboxRow, 'holder_name' | 'search_name' | 'sort_name'> {
  return { holder_name: holderName, search_name: nameKey(holderName), sort_name: givenNameSortKey(holderName) };
}

type Columns = Pick<MailboxRow, 'agency_id' | 'address' | 'kind' | 'holder_name' | 'state'> & Partial<MailboxRow>;

/** A row with what is left out filled in; nothing is written. */
export function newMailbox(context: Context, given: Columns): MailboxRow {
  const now = context.clock.now();
  return {
    id: newId(now.getTime()),
    person_id: null,
    unit_name: '',
    quota_mb: null,
    aliases: [],
    last_sign_in_at: null,
    forwarding_to: null,
    opened_on: null,
    closed_on: null,
    source_request_id: null,
    suspended_reason: null,
    successor_to: null,
    retain_until: null,
    shut_at: null,
    export_file_id: null,
    deletion_asked_by: null,
    deletion_asked_name: null,
    deletion_asked_at: null,
    deletion_reason: null,
    deleted_at: null,
    backend: 'manual',
    backend_id: null,
    hosted_since: null,
    ...given,
    ...nameColumns(given.holder_name),
    address_key: addressKey(given.address),
    short_key: shortKey(given.address),
    updated_at: now,
  };
}

/** Undefined when the address is taken. */
export async function insertMailbox(tx: Tx, context: Context, given: Columns): Promise<MailboxRow | undefined> {
  return refuseTaken(
    given.address,
    mailTables(tx)
      .insertInto('mailbox')
      .values(newMailbox(context, given))
      .onConflict((on) => on.column('address_key').doNothing())
      .returningAll()
      .executeTakeFirst(),
  );
}

const TAKEN = ['mail_address_pkey', 'mailbox_address'];

/**
 * `mail_address` keeps every address that ever led to a mailbox, so it refuses what no look-up of the register finds any more.
 * @throws AppError 409 `mail.address_taken`
 */
export async function refuseTaken<T>(address: string, writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '23505' && TAKEN.includes(error.constraint ?? '')) {
      throw addressTaken(address);
    }
    throw error;
  }
}

/** Conditional on the states it may come from: false when somebody else was faster. */
export async function updateMailbox(
  tx: Tx,
  context: Context,
  mailbox: Pick<MailboxRow, 'agency_id' | 'id'>,
  change: { from?: readonly MailboxState[]; set: Partial<MailboxRow> },
): Promise<boolean> {
  let query = mailTables(tx)
    .updateTable('mailbox')
    .set({ ...change.set, updated_at: context.clock.now() })
    .where('agency_id', '=', mailbox.agency_id)
    .where('id', '=', mailbox.id);
  query = change.from === undefined ? query : query.where('state', 'in', change.from);
  return (await query.executeTakeFirst()).numUpdatedRows === 1n;
}

type HistoryOf = Pick<MailboxRow, 'agency_id' | 'id'>;

const PORTION = 1_000;

/** The same line for many. */
export async function addHistories(
  tx: Tx,
  context: Context,
  mailboxes: readonly HistoryOf[],
  line: { text: string; link?: string | null },
): Promise<void> {
  const now = context.clock.now();
  for (let from = 0; from < mailboxes.length; from += PORTION) {
    const rows = mailboxes.slice(from, from + PORTION).map((mailbox) => ({
      agency_id: mailbox.agency_id,
      id: newId(now.getTime()),
      mailbox_id: mailbox.id,
      at: now,
      who: context.subject?.displayName ?? 'Hệ thống',
      text: line.text,
      link: line.link ?? null,
    }));
    await mailTables(tx).insertInto('mail_history').values(rows).execute();
  }
}

export async function addHistory(
  tx: Tx,
  context: Context,
  mailbox: HistoryOf,
  line: { text: string; link?: string | null },
): Promise<void> {
  await addHistories(tx, context, [mailbox], line);
}

export async function listHistory(db: Db | Tx, mailbox: Pick<MailboxRow, 'agency_id' | 'id'>) {
  return mailTables(db)
    .selectFrom('mail_history')
    .selectAll()
    .where('agency_id', '=', mailbox.agency_id)
    .where('mailbox_id', '=', mailbox.id)
    .orderBy('id', 'desc')
    .limit(500)
    .execute();
}

function ofAgency(db: Db | Tx, agencyId: string) {
  return mailTables(db)
    .selectFrom('mailbox')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .orderBy((order) =>
      order.case().when('state', '=', 'active').then(0).when('state', '=', 'revoked').then(2).else(1).end(),
    )
    .orderBy('id');
}

/** The mailbox of a person here: the one in use before one that was taken away. */
export async function mailboxOfPerson(
  db: Db | Tx,
  person: { agencyId: string; personId: string },
): Promise<MailboxRow | undefined> {
  return ofAgency(db, person.agencyId).where('person_id', '=', person.personId).executeTakeFirst();
}

/** The mailbox of the organisation itself, which its certificate carries. */
export async function mailboxOfAgency(db: Db | Tx, agencyId: string): Promise<MailboxRow | undefined> {
  return ofAgency(db, agencyId).where('kind', '=', 'unit').executeTakeFirst();
}
