import { foldAccents } from '@congvu/vntext';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

interface Person {
  name: string;
  address: string;
}

/** Whom a box has exchanged mail with: names to choose from, and what "first time" is measured by. */
export async function noteCorrespondents(
  tx: Tx,
  boxes: readonly { agencyId: string; mailboxId: string }[],
  people: readonly Person[],
  direction: 'sent' | 'received',
  at: Date,
): Promise<void> {
  const byKey = new Map(people.map((person) => [person.address.toLowerCase(), person]));
  byKey.delete('');
  if (boxes.length === 0 || byKey.size === 0) {
    return;
  }
  const known = [...byKey].map(([key, { name, address }]) => ({
    key,
    address,
    name: name.toWellFormed().replaceAll('\0', '').slice(0, 200),
  }));
  await rawQuery(
    tx,
    `insert into mail_contact_seen (agency_id, mailbox_id, address_key, address, name, search_name, sent_count, received_count, last_at)
     select box.agency_id, box.mailbox_id, person.key, person.address, person.name, person.search_name, $7, $8, $9
     from unnest($1::uuid[], $2::uuid[]) as box (agency_id, mailbox_id)
     cross join unnest($3::text[], $4::text[], $5::text[], $6::text[]) as person (key, address, name, search_name)
     order by box.mailbox_id, person.key
     on conflict (mailbox_id, address_key) do update set
       sent_count = mail_contact_seen.sent_count + excluded.sent_count,
       received_count = mail_contact_seen.received_count + excluded.received_count,
       name = case when excluded.name <> '' then excluded.name else mail_contact_seen.name end,
       search_name = case when excluded.name <> '' then excluded.search_name else mail_contact_seen.search_name end,
       last_at = greatest(mail_contact_seen.last_at, excluded.last_at)`,
    [
      boxes.map(({ agencyId }) => agencyId),
      boxes.map(({ mailboxId }) => mailboxId),
      known.map(({ key }) => key),
      known.map(({ address }) => address),
      known.map(({ name }) => name),
      known.map(({ name, address }) => foldAccents(`${name} ${address}`.toLowerCase())),
      direction === 'sent' ? 1 : 0,
      direction === 'received' ? 1 : 0,
      at,
    ],
  );
}

/** Of these addresses (lower case), those the boxes have exchanged mail with before. */
export async function knownSenders(
  db: Db | Tx,
  mailboxIds: readonly string[],
  addresses: readonly string[],
): Promise<Set<string>> {
  const rows = await rawQuery<{ address_key: string }>(
    db,
    `select distinct address_key from mail_contact_seen where address_key = any ($1::text[]) and mailbox_id = any ($2::uuid[])`,
    [addresses, mailboxIds],
  );
  return new Set(rows.map((row) => row.address_key));
}
