import type { MailDirectoryEntry } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Services } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';

/**
 * Public directory (spec mail.md §1): official addresses in use of all agencies of this installation, whoever asks from inside. Name and
 * post only; nothing about the use of the mailbox.
 */
export async function searchDirectory(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  query: { q: string; limit: number },
): Promise<MailDirectoryEntry[]> {
  const words = foldAccents(query.q)
    .split(/\s+/)
    .filter((word) => word !== '');
  return rawQuery<MailDirectoryEntry>(
    db,
    `select mailbox.address, mailbox.holder_name as name, coalesce(post.title, '') as title, mailbox.unit_name as "unitName",
       agency.name as "agencyName", mailbox.kind
     from mailbox
     join org_agency agency on agency.id = mailbox.agency_id
     left join lateral (
       select title from org_position post where post.person_id = mailbox.person_id and post.agency_id = mailbox.agency_id
         and post.valid_from <= $2 and (post.valid_to is null or post.valid_to >= $2) order by sort_order limit 1
     ) post on true
     where mailbox.state in ('active', 'revoke_requested')
       and not exists (select 1 from unnest($1::text[]) word where strpos(mailbox.search_name || ' ' || mailbox.address_key, word) = 0)
     order by mailbox.sort_name, mailbox.id limit $3`,
    [words, vietnamDate(clock.now()), query.limit],
  );
}
