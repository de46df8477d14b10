import { type KnownMailbox, nameKey } from '@congvu/forms';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { addressKey, shortKey } from './mail.address.ts';
import { type MailboxRow, mailTables } from './mail.tables.ts';

export interface MailboxFacts {
  /** By each address asked for as it was written, in lower case, and by the whole address of the register. */
  byAddress: Map<string, KnownMailbox>;
  /** By `nameKey` of the holder, over all agencies. */
  byHolder: Map<string, KnownMailbox[]>;
  byPerson: Map<string, KnownMailbox>;
}

function toKnown(row: MailboxRow): KnownMailbox {
  return {
    address: row.address,
    state: row.state,
    holderName: row.holder_name,
    holderPersonId: row.person_id,
    unitName: row.unit_name,
  };
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

async function addresses(db: Db | Tx, asked: readonly string[], facts: MailboxFacts): Promise<void> {
  const rows = await rawQuery<MailboxRow>(
    db,
    'select mailbox.* from mailbox where address_key = any($1::text[]) or short_key = any($2::text[]) or aliases && $1::text[]',
    [asked.map(addressKey), asked.map(shortKey)],
  );
  for (const address of asked) {
    const row = pick(rows, address);
    if (row !== undefined) {
      const known = toKnown(row);
      for (const key of [address, address.toLowerCase(), addressKey(address), row.address_key]) {
        facts.byAddress.set(key, known);
      }
    }
  }
}

async function holders(db: Db | Tx, names: readonly string[], facts: MailboxFacts): Promise<void> {
  const rows = await mailTables(db)
    .selectFrom('mailbox')
    .selectAll()
    .where((where) => where('search_name', '=', where.fn.any(where.val(names))))
    .where('state', '<>', 'revoked')
    .execute();
  for (const row of rows) {
    facts.byHolder.set(row.search_name, [...(facts.byHolder.get(row.search_name) ?? []), toKnown(row)]);
  }
}

async function people(db: Db | Tx, personIds: readonly string[], facts: MailboxFacts): Promise<void> {
  const rows = await mailTables(db)
    .selectFrom('mailbox')
    .selectAll()
    .where((where) => where('person_id', '=', where.fn.any(where.val(personIds))))
    .orderBy((order) =>
      order.case().when('state', '=', 'active').then(1).when('state', '=', 'revoked').then(-1).else(0).end(),
    )
    .execute();
  // The last one stands: an active mailbox before all others.
  for (const row of rows) {
    if (row.person_id !== null) {
      facts.byPerson.set(row.person_id, toKnown(row));
    }
  }
}

/** What the rules of Mẫu 01, 02, 03, 09 and 10 ask the register, in three statements for any number of lines. */
export async function mailboxFacts(
  db: Db | Tx,
  asked: {
    addresses?: readonly string[];
    holders?: readonly { fullName: string; unitName: string }[];
    personIds?: readonly string[];
  },
): Promise<MailboxFacts> {
  const facts: MailboxFacts = { byAddress: new Map(), byHolder: new Map(), byPerson: new Map() };
  const wanted = [...new Set((asked.addresses ?? []).filter((address) => address.trim() !== ''))];
  if (wanted.length > 0) {
    await addresses(db, wanted, facts);
  }
  const names = [...new Set((asked.holders ?? []).map(({ fullName }) => nameKey(fullName)))];
  if (names.length > 0) {
    await holders(db, names, facts);
  }
  if (asked.personIds !== undefined && asked.personIds.length > 0) {
    await people(db, asked.personIds, facts);
  }
  return facts;
}
