import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

// Domains the offices of this installation write under, and those whose letters are received here.
const DOMAINS = (where: string) => `
  select domain from (
    select lower(domain) as domain, backend from mail_setting where domain <> ''
    union
    select split_part(address_key, '@', 2), backend from mailbox where position('@' in address_key) > 0
  ) known ${where} group by domain order by domain`;

/** Every domain the offices of this installation have mailboxes under: letters that claim one of them are ours, or forged. */
export async function officialDomains(db: Db | Tx): Promise<string[]> {
  return (await rawQuery<{ domain: string }>(db, DOMAINS(''), [])).map(({ domain }) => domain);
}

/** Those whose letters this program takes in itself; an unknown address there is `550`, elsewhere it leaves by MX (Postfix of the office too). */
export async function hostedDomains(db: Db | Tx): Promise<string[]> {
  const rows = await rawQuery<{ domain: string }>(db, DOMAINS("where backend = 'embedded'"), []);
  return rows.map(({ domain }) => domain);
}
