import { record } from '#modules/audit';
import { removeFiles } from '#modules/files';
import { type Context, command, type Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { eraseBytes, purgeItems } from './purge.ts';

const AT_ONCE = 200;

interface Box {
  agencyId: string;
  mailboxId: string;
}

/** Drafts with the files that were put up for them; what was taken from a document is the document's. */
async function eraseDrafts(tx: Tx, context: Context, { agencyId, mailboxId }: Box): Promise<number> {
  const drafts = await rawQuery<{ attachments: { fileId: string; fromDocument?: unknown }[] }>(
    tx,
    'delete from mail_draft where agency_id = $1 and mailbox_id = $2 returning attachments',
    [agencyId, mailboxId],
  );
  const own = drafts.flatMap(({ attachments }) =>
    attachments.filter(
      ({ fromDocument }) => fromDocument === undefined || fromDocument === null || fromDocument === false,
    ),
  );
  const ids = own.map(({ fileId }) => fileId);
  const files = await rawQuery<{ sha256: string }>(
    tx,
    'select distinct sha256 from file where agency_id = $1 and id = any ($2::uuid[])',
    [agencyId, ids],
  );
  await removeFiles(tx, agencyId, ids);
  await eraseBytes(
    tx,
    context,
    files.map(({ sha256 }) => sha256),
  );
  return drafts.length;
}

/** What is no letter and still tells of them. That something was sent, when and to whom stays: statistics and logs (12 months) read it. */
async function eraseRest(tx: Tx, { agencyId, mailboxId }: Box): Promise<void> {
  await rawQuery(
    tx,
    `delete from mail_file_link link using mail_submission sent
     where link.agency_id = $1 and sent.agency_id = link.agency_id and sent.id = link.submission_id and sent.mailbox_id = $2`,
    [agencyId, mailboxId],
  );
  await rawQuery(tx, `update mail_submission set facts = '{}', subject = '' where agency_id = $1 and mailbox_id = $2`, [
    agencyId,
    mailboxId,
  ]);
  for (const table of ['mail_thread', 'mail_contact_seen', 'mail_box_setting', 'mail_vacation_sent', 'mail_folder']) {
    await rawQuery(tx, `delete from ${table} where agency_id = $1 and mailbox_id = $2`, [agencyId, mailboxId]);
  }
}

async function eraseSome(services: Services, context: Context, box: Box): Promise<number> {
  return command(context, async (tx) => {
    const rows = await rawQuery<{ id: string }>(
      tx,
      `select id from mail_item where mailbox_id = $1 order by id limit ${AT_ONCE}`,
      [box.mailboxId],
    );
    const gone = await purgeItems(
      tx,
      context,
      rows.map(({ id }) => id),
    );
    const drafts = rows.length === 0 ? await eraseDrafts(tx, context, box) : 0;
    if (rows.length === 0) {
      await eraseRest(tx, box);
    }
    await record(tx, context, {
      action: 'webmail.box_erased',
      agencyId: box.agencyId,
      objectKind: 'mailbox',
      objectId: box.mailboxId,
      detail: { ...gone, drafts, at: services.clock.now().toISOString() },
    });
    return rows.length;
  });
}

/**
 * All letters of a mailbox that was deleted, portion by portion: what others hold as well stays theirs. Nothing can come in meanwhile:
 * the mailbox has been refusing since it was closed.
 */
export async function eraseMessages(services: Services, mailboxId: string): Promise<void> {
  const [box] = await rawQuery<Box>(
    services.db,
    'select agency_id as "agencyId", id as "mailboxId" from mailbox where id = $1',
    [mailboxId],
  );
  if (box === undefined) {
    return;
  }
  const meta = { requestId: newId(), ip: '', userAgent: 'job' };
  const context: Context = { ...services, subject: undefined, meta, idempotency: undefined };
  while ((await eraseSome(services, context, box)) > 0) {
    // The next portion.
  }
}
