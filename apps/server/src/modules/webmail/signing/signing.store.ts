import type { Selectable } from 'kysely';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { type AppError, conflict, notFound } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { OpenBox } from '../box/open-box.ts';
import type { DraftRow } from '../compose/draft.store.ts';
import { type FixedMail, type WebmailTables, webmailTables } from '../webmail.tables.ts';

export type MailSigningRow = Selectable<WebmailTables['mail_signing']>;

export function signingVoid(): AppError {
  return conflict(
    'webmail.signing_void',
    'Thư nháp đã được sửa, hủy hoặc gửi sau khi bấm ký nên chữ ký này không dùng được; thư chưa gửi bằng lần ký này. Xem lại thư nháp rồi bấm ký và gửi lại.',
  );
}

export interface NewMailSigning {
  envelope: Buffer;
  entitySha256: string;
  fixed: FixedMail;
}

/** One mail of a draft waits for its signature at a time: the one made ready before is void. The caller holds the draft. */
export async function insertSigning(
  tx: Tx,
  context: ActingContext,
  { box, draft }: { box: OpenBox; draft: DraftRow },
  { envelope, entitySha256, fixed }: NewMailSigning,
): Promise<string> {
  const now = context.clock.now();
  const id = newId(now.getTime());
  await rawQuery(
    tx,
    "update mail_signing set state = 'void' where agency_id = $1 and draft_id = $2 and state = 'open'",
    [box.agencyId, draft.id],
  );
  await webmailTables(tx)
    .insertInto('mail_signing')
    .values({
      agency_id: box.agencyId,
      id,
      mailbox_id: box.mailboxId,
      draft_id: draft.id,
      draft_version: draft.version,
      attachments: JSON.stringify(draft.attachments),
      person_id: context.subject.personId,
      from_address: draft.content.fromAddress.toLowerCase(),
      subject: draft.content.subject,
      envelope,
      entity_sha256: entitySha256,
      fixed: JSON.stringify(fixed),
      state: 'open',
      submission_id: null,
      created_at: now,
    })
    .execute();
  return id;
}

/** Of the very person who pressed the button. @throws AppError 404 */
export async function getSigning(db: Db | Tx, context: ActingContext, id: string): Promise<MailSigningRow> {
  const { agencyId, personId } = context.subject;
  const row = await webmailTables(db)
    .selectFrom('mail_signing')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('person_id', '=', personId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('webmail.draft_not_found', 'Không tìm thấy lần ký thư này. Mở lại thư nháp rồi bấm ký và gửi.');
  }
  return row;
}

/** False when another signature, an edit or a later preparation was quicker. */
export async function closeSigning(tx: Tx, { agency_id, id }: MailSigningRow, submissionId: string): Promise<boolean> {
  const closed = await rawQuery(
    tx,
    `update mail_signing set state = 'sent', submission_id = $3 where agency_id = $1 and id = $2 and state = 'open'
     returning 1`,
    [agency_id, id, submissionId],
  );
  return closed.length > 0;
}

/** Given up: the draft is a draft and nothing more. */
export async function voidSignings(tx: Tx, agencyId: string, ids: readonly string[]): Promise<void> {
  await rawQuery(
    tx,
    "update mail_signing set state = 'void' where agency_id = $1 and id = any ($2) and state = 'open'",
    [agencyId, ids],
  );
}

const KEPT_MS = 24 * 3_600_000;

/** No batch lives as long. The bytes of the mail stay with the mail; those of one never signed belong to nobody. */
export async function forgetSignings(db: Db, now: Date): Promise<void> {
  await rawQuery(db, 'delete from mail_signing where created_at < $1', [new Date(now.getTime() - KEPT_MS)]);
}
