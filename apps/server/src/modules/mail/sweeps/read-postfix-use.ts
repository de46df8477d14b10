import type { Services } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { MailBackendError } from '../backends/errors.ts';
import { type MailboxName, readUse } from '../backends/postfix/read-use.ts';

const PORTION = 500;

const NEXT = `
  select id, address_key as address from mailbox
  where backend = 'postfix' and state in ('active', 'suspended', 'revoke_requested') and ($1::uuid is null or id > $1::uuid)
  order by id limit ${PORTION}`;

/** What Dovecot says is newer than what we know: mail programs sign in there, and letters arrive there. */
async function keep(services: Services, boxes: readonly MailboxName[]): Promise<void> {
  const uses = await readUse(services, boxes);
  await services.db.transaction().execute(async (tx) => {
    await rawQuery(
      tx,
      `insert into mail_use (agency_id, mailbox_id, used_bytes)
       select mailbox.agency_id, mailbox.id, given.bytes
       from unnest($1::uuid[], $2::bigint[]) as given (id, bytes) join mailbox on mailbox.id = given.id
       where given.bytes is not null order by mailbox.id
       on conflict (mailbox_id) do update set used_bytes = excluded.used_bytes`,
      [uses.map(({ mailboxId }) => mailboxId), uses.map(({ bytes }) => bytes ?? null)],
    );
    await rawQuery(
      tx,
      `update mailbox set last_sign_in_at = given.at from unnest($1::uuid[], $2::timestamptz[]) as given (id, at)
       where mailbox.id = given.id and given.at is not null
         and (mailbox.last_sign_in_at is null or mailbox.last_sign_in_at < given.at)`,
      [uses.map(({ mailboxId }) => mailboxId), uses.map(({ lastSignInAt }) => lastSignInAt ?? null)],
    );
  });
}

/** How full the mailboxes on Dovecot are, and who uses them: the register and the list of idle ones read it. */
export async function readPostfixUse(services: Services): Promise<void> {
  let after: string | null = null;
  try {
    do {
      const rows: MailboxName[] = await rawQuery<MailboxName>(services.db, NEXT, [after]);
      if (rows.length > 0) {
        await keep(services, rows);
      }
      after = rows.length === PORTION ? (rows.at(-1)?.id ?? null) : null;
    } while (after !== null);
  } catch (error) {
    if (!(error instanceof MailBackendError)) {
      throw error;
    }
    services.log.warn({ err: error }, 'use of the mailboxes could not be read, will be tried again');
  }
}
