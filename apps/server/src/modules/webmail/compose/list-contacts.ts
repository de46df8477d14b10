import type { MailContact } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import { searchDirectory } from '#modules/mail';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { openBox } from '../box/open-box.ts';

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

/** While a name is typed: the directory of official addresses first, then whom this box has written with. */
export async function listContacts(
  context: ActingContext,
  mailboxId: string,
  query: { q: string; limit: number },
): Promise<{ items: MailContact[] }> {
  await openBox(context.db, context, mailboxId);
  const [directory, seen] = await Promise.all([
    searchDirectory(context, query),
    seenBefore(context, mailboxId, query.q, query.limit),
  ]);
  const official = directory
    .filter(({ address }) => address.includes('@'))
    .map(({ address, name, title, unitName, agencyName, kind }) => ({
      name,
      address,
      detail: [title, unitName, agencyName].filter((part) => part !== '').join(', '),
      source: kind === 'person' ? ('directory' as const) : ('agency' as const),
    }));
  const found = new Map([...seen, ...official].map((contact) => [contact.address.toLowerCase(), contact]));
  const order = [...official, ...seen].map(({ address }) => address.toLowerCase());
  const items = [...new Set(order)].flatMap((key) => found.get(key) ?? []);
  return { items: items.slice(0, query.limit) };
}
