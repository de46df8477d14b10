import type { MailContact } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import { searchBook } from '#modules/addressbook';
import { searchDirectory } from '#modules/mail';
import { findAgency } from '#modules/org';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { openBox } from '../box/open-box.ts';

const BODIES = 5;

async function seenBefore(context: ActingContext, mailboxId: string, q: string, limit: number): Promise<MailContact[]> {
  const words = foldAccents(q.toLowerCase())
    .split(/\s+/)
    .filter((word) => word !== '');
  const rows = await rawQuery<{ name: string; address: string }>(
    context.db,
    `select name, address from mail_contact_seen where mailbox_id = $1
       and not exists (select 1 from unnest($2::text[]) word where strpos(search_name, word) = 0)
     order by sent_count desc, last_at desc limit $3`,
    [mailboxId, words, limit],
  );
  return rows.map((row) => ({ ...row, detail: 'Đã trao đổi thư', source: 'seen' as const }));
}

/** Bodies of the address book that have an address of their own in the tree. */
async function bodies(context: ActingContext, query: { q: string; limit: number }): Promise<MailContact[]> {
  const found = await searchBook(context.db, { q: query.q, limit: Math.min(query.limit, BODIES) });
  const agencies = await Promise.all(
    found.flatMap(({ agencyId }) => (agencyId === null ? [] : [findAgency(context.db, agencyId)])),
  );
  return agencies.flatMap((agency) =>
    agency?.email.includes('@')
      ? [{ name: agency.name, address: agency.email, detail: 'Cơ quan', source: 'agency' as const }]
      : [],
  );
}

/** While a name is typed: the directory of official addresses first, then whom this box has written with. */
export async function listContacts(
  context: ActingContext,
  mailboxId: string,
  query: { q: string; limit: number },
): Promise<{ items: MailContact[] }> {
  await openBox(context.db, context, mailboxId);
  const [directory, agencies, seen] = await Promise.all([
    searchDirectory(context, query),
    bodies(context, query),
    seenBefore(context, mailboxId, query.q, query.limit),
  ]);
  const people = directory
    .filter(({ address }) => address.includes('@'))
    .map(({ address, name, title, unitName, agencyName, kind }) => ({
      name,
      address,
      detail: [title, unitName, agencyName].filter((part) => part !== '').join(', '),
      source: kind === 'person' ? ('directory' as const) : ('agency' as const),
    }));
  const official = [...people, ...agencies];
  const found = new Map([...seen, ...official].map((contact) => [contact.address.toLowerCase(), contact]));
  const order = [...official, ...seen].map(({ address }) => address.toLowerCase());
  const items = [...new Set(order)].flatMap((key) => found.get(key) ?? []);
  return { items: items.slice(0, query.limit) };
}
