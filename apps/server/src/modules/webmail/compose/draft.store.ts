import type { MailDraftContent } from '@congvu/contracts';
import type { Selectable } from 'kysely';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { type AppError, conflict, notFound } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import type { OpenBox } from '../box/open-box.ts';
import { type DraftFile, type WebmailTables, webmailTables } from '../webmail.tables.ts';

export type DraftRow = Selectable<WebmailTables['mail_draft']>;

export function draftMissing(): AppError {
  return notFound(
    'webmail.draft_not_found',
    'Không tìm thấy thư nháp này. Thư có thể đã được gửi hoặc hủy; tải lại thư mục Nháp.',
  );
}

function draftQuery(db: Db | Tx, box: OpenBox, id: string) {
  return webmailTables(db)
    .selectFrom('mail_draft')
    .selectAll()
    .where('agency_id', '=', box.agencyId)
    .where('mailbox_id', '=', box.mailboxId)
    .where('id', '=', id);
}

/** A draft that can still be worked with, or that waits to leave. */
export async function getDraft(db: Db | Tx, box: OpenBox, id: string): Promise<DraftRow> {
  const row = await draftQuery(db, box, id).where('state', 'in', ['draft', 'queued']).executeTakeFirst();
  if (row === undefined) {
    throw draftMissing();
  }
  return row;
}

export async function lockDraft(tx: Tx, box: OpenBox, id: string): Promise<DraftRow> {
  const row = await draftQuery(tx, box, id).where('state', 'in', ['draft', 'queued']).forUpdate().executeTakeFirst();
  if (row === undefined) {
    throw draftMissing();
  }
  return row;
}

export interface NewDraft {
  kind: DraftRow['kind'];
  sourceItemId: string | null;
  content: MailDraftContent;
  attachments: DraftFile[];
  copyOf?: string;
}

export async function insertDraft(tx: Tx, context: ActingContext, box: OpenBox, draft: NewDraft): Promise<string> {
  const now = context.clock.now();
  const id = newId(now.getTime());
  await webmailTables(tx)
    .insertInto('mail_draft')
    .values({
      agency_id: box.agencyId,
      id,
      mailbox_id: box.mailboxId,
      author_person_id: context.subject.personId,
      kind: draft.kind,
      source_item_id: draft.sourceItemId,
      state: 'draft',
      version: 1,
      content: JSON.stringify(draft.content),
      attachments: JSON.stringify(draft.attachments),
      copy_of: draft.copyOf ?? null,
      saved_at: now,
      saved_by: context.subject.displayName,
      created_at: now,
    })
    .execute();
  return id;
}

/** Writes what changed as the next version; the caller holds the lock. */
export async function updateDraft(
  tx: Tx,
  context: ActingContext,
  draft: DraftRow,
  change: { content?: MailDraftContent; attachments?: DraftFile[] },
): Promise<{ id: string; version: number; savedAt: Date }> {
  const savedAt = context.clock.now();
  // Files are added and taken one by one under the lock: only the text has versions that may clash.
  const version = change.content === undefined ? draft.version : draft.version + 1;
  const moved = await webmailTables(tx)
    .updateTable('mail_draft')
    .set({
      version,
      saved_at: savedAt,
      saved_by: context.subject.displayName,
      ...(change.content !== undefined && { content: JSON.stringify(change.content) }),
      ...(change.attachments !== undefined && { attachments: JSON.stringify(change.attachments) }),
    })
    .where('agency_id', '=', draft.agency_id)
    .where('id', '=', draft.id)
    .where('state', '=', 'draft')
    .where('version', '=', draft.version)
    .returning('id')
    .executeTakeFirst();
  if (moved === undefined) {
    throw conflict('webmail.draft_queued', 'Thư nháp vừa thay đổi ở nơi khác. Tải lại thư nháp.');
  }
  return { id: draft.id, version, savedAt };
}
