import { type KnownMailbox, nameKey } from '@congvu/forms';
import type { Db, Tx } from '../../platform/db.ts';
import { addressKey } from './mail.address.ts';
import { findByAddresses } from './mail.store.ts';
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

async function addresses(db: Db | Tx, asked: readonly string[], facts: MailboxFacts): Promise<void> {
  for (const [address, row] of await findByAddresses(db, asked)) {
    const known = toKnown(row);
    for (const key of [address, address.toLowerCase(), addressKey(address), row.address_key]) {
      facts.byAddress.set(key, known);
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
