import { createHash } from 'node:crypto';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { MailFacts } from './stored-mail.ts';

/** The nearest ones; a References line of thousands is no conversation. */
const MAX_REFERENCES = 50;

interface Box {
  mailboxId: string;
  agencyId: string;
}

function refKeys(mail: MailFacts): string[] {
  const ids = [mail.messageId, mail.inReplyTo, ...mail.references.slice(-MAX_REFERENCES)].filter((id) => id !== '');
  const keys = ids.map((id) => createHash('sha256').update(id).digest('hex').slice(0, 40));
  return [...new Set(keys)].sort();
}

async function merge(tx: Tx, mailboxId: string, threads: readonly string[], into: string): Promise<void> {
  const others = threads.filter((id) => id !== into);
  for (const table of ['mail_item', 'mail_thread']) {
    await rawQuery(tx, `update ${table} set thread_id = $3 where mailbox_id = $1 and thread_id = any ($2::uuid[])`, [
      mailboxId,
      others,
      into,
    ]);
  }
}

/**
 * Mails that name each other come one after the other into a box: conversations that become one touch rows in no order that two
 * deliveries could agree on.
 */
async function lockConversations(tx: Tx, boxes: readonly Box[]): Promise<void> {
  await rawQuery(
    tx,
    `select 1 from mail_folder where mailbox_id = any ($1::uuid[]) and role = 'inbox' order by mailbox_id for no key update`,
    [boxes.map(({ mailboxId }) => mailboxId)],
  );
}

/**
 * The conversation a mail belongs to, by box: that of any Message-ID it names (RFC 5322 3.6.4), also of one that comes later.
 * Two that turn out to be one become one. The boxes have
 * their folders already.
 */
export async function findThreads(tx: Tx, boxes: readonly Box[], mail: MailFacts): Promise<Map<string, string>> {
  const keys = refKeys(mail);
  const fresh = new Map(boxes.map(({ mailboxId }) => [mailboxId, newId()]));
  if (keys.length === 0) {
    return fresh;
  }
  if (keys.length > 1) {
    await lockConversations(tx, boxes);
  }
  const rows = await rawQuery<{ mailbox_id: string; thread_id: string }>(
    tx,
    `with known as (
       select mailbox_id, min(thread_id::text)::uuid as thread_id from mail_thread
       where mailbox_id = any ($2::uuid[]) and ref_key = any ($4::text[]) group by mailbox_id)
     insert into mail_thread (agency_id, mailbox_id, ref_key, thread_id)
     select box.agency_id, box.mailbox_id, ref.key, coalesce(known.thread_id, box.thread_id)
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as box (agency_id, mailbox_id, thread_id)
     cross join unnest($4::text[]) as ref (key) left join known on known.mailbox_id = box.mailbox_id
     order by box.mailbox_id, ref.key
     on conflict (mailbox_id, ref_key) do update set thread_id = mail_thread.thread_id
     returning mailbox_id, thread_id`,
    [
      boxes.map(({ agencyId }) => agencyId),
      boxes.map(({ mailboxId }) => mailboxId),
      boxes.map(({ mailboxId }) => fresh.get(mailboxId)),
      keys,
    ],
  );
  const found = new Map<string, string>();
  for (const [mailboxId, own] of Map.groupBy(rows, (row) => row.mailbox_id)) {
    const threads = [...new Set(own.map((row) => row.thread_id))].sort();
    const [first] = threads;
    if (first !== undefined) {
      found.set(mailboxId, first);
      if (threads.length > 1) {
        await merge(tx, mailboxId, threads, first);
      }
    }
  }
  return found;
}
