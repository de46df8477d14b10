import { attachFile, type DocumentFile, listDocumentFiles } from '#modules/documents';
import { insertFile } from '#modules/files';
import type { DescribedDocument, RaisedFile } from '#modules/signing';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { outgoingTitle } from '../outgoing.notices.ts';
import { lockOutgoing, wrongState } from '../outgoing.store.ts';
import { type AttachmentRow, type OutgoingRow, outgoingTables } from '../outgoing.tables.ts';
import { findSealedAttachment, listAttachments, moveSealedAttachment, swapAttachment } from './attachments.store.ts';

interface SignedTitle {
  id: string;
  type_name: string;
  document_type: string;
  abstract: string;
  number_symbol: string;
  /** Name of the file, for a separate attachment. */
  attachment: string | null;
  of_document: string | null;
}

/** How the signed documents are named in lists of `signing`. */
export async function describeSigned(
  db: Db | Tx,
  agencyId: string,
  documentIds: readonly string[],
): Promise<Map<string, DescribedDocument>> {
  const rows = await rawQuery<SignedTitle>(
    db,
    `select id, type_name, document_type, abstract, number_symbol, null as attachment, null as of_document from document
     where agency_id = $1 and id = any ($2) and direction = 'outgoing'
     union all
     select sealed.source_file_id, type_name, document_type, abstract, number_symbol, file.name, document.id
     from outgoing_attachment sealed
     join document on document.agency_id = sealed.agency_id and document.id = sealed.document_id
     join file on file.agency_id = sealed.agency_id and file.id = sealed.file_id
     where sealed.agency_id = $1 and sealed.source_file_id = any ($2)`,
    [agencyId, documentIds],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        title: row.attachment === null ? outgoingTitle(row) : `${row.attachment} (kèm ${outgoingTitle(row)})`,
        numberSymbol: row.number_symbol === '' ? null : row.number_symbol,
        ...(row.of_document !== null && { ofDocumentId: row.of_document }),
      },
    ]),
  );
}

function movedOn() {
  return conflict('outgoing.content_changed', 'Văn bản đã chuyển sang bản khác nên không bổ sung vào bản cũ.');
}

/** The newest signed page: what was issued, or the archive's own copy that grew from it. */
function newestSigned(files: readonly DocumentFile[]): DocumentFile | undefined {
  return files.find(({ role }) => role === 'signed');
}

const OWN_STATES: readonly OutgoingRow['state'][] = ['signed', 'numbered', 'sealed'];

/** Not issued yet: the page itself goes on with the longer tail. */
async function replaceCurrent(
  tx: Tx,
  row: OutgoingRow,
  from: string,
  file: { id: string; sha256: string },
): Promise<void> {
  const moved = await outgoingTables(tx)
    .updateTable('outgoing_document')
    .set({ current_file_id: file.id, current_sha256: file.sha256 })
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.id)
    .where('current_sha256', '=', from)
    .where('state', 'in', OWN_STATES)
    .returning('id')
    .executeTakeFirst();
  if (moved === undefined) {
    throw movedOn();
  }
}

/** The same for an attachment: before the issue the file itself is replaced, afterwards the archive's copy grows beside it. */
async function replaceAttachment(tx: Tx, context: Context, known: AttachmentRow, raised: RaisedFile): Promise<void> {
  const key = { agencyId: known.agency_id, documentId: known.document_id };
  const { row } = await lockOutgoing(tx, key.agencyId, key.documentId);
  // Asked again under the lock: a return may have taken the seal away meanwhile.
  const attachment = await findSealedAttachment(tx, key.agencyId, known.source_file_id);
  const sent = (await listAttachments(tx, key)).find(({ fileId }) => fileId === attachment?.file_id);
  if (row.state !== 'issued' && row.state !== 'sealed') {
    throw wrongState(row);
  }
  if (attachment?.newest_sha256 !== raised.from || sent === undefined) {
    throw movedOn();
  }
  const file = await insertFile(tx, context, key.agencyId, { ...raised.file, name: sent.name });
  if (row.state === 'issued') {
    await attachFile(tx, { ...key, fileId: file.id, role: 'evidence', version: sent.version });
    await moveSealedAttachment(tx, attachment, { newest_sha256: file.sha256 });
  } else {
    await swapAttachment(tx, key, { from: sent.fileId, to: file.id });
    await moveSealedAttachment(tx, attachment, { file_id: file.id, newest_sha256: file.sha256 });
  }
  await publish(tx, { topic: 'outgoing', agencyId: key.agencyId, ids: [key.documentId] });
}

/**
 * Timestamps and evidence came behind the signatures. Before the issue the page itself is replaced; afterwards what the
 * receivers have, the register names and the public check compares stays the issued file, and only the archive's copy (role
 * `signed`, the highest version) grows.
 */
export async function replaceFile(tx: Tx, context: Context, raised: RaisedFile): Promise<void> {
  const { agencyId, documentId, from } = raised;
  const attachment = await findSealedAttachment(tx, agencyId, documentId);
  if (attachment !== undefined) {
    await replaceAttachment(tx, context, attachment, raised);
    return;
  }
  const { row } = await lockOutgoing(tx, agencyId, documentId);
  if (row.state !== 'issued' && !OWN_STATES.includes(row.state)) {
    throw wrongState(row);
  }
  const files = await listDocumentFiles(tx, agencyId, documentId);
  const newest = newestSigned(files);
  if (newest?.sha256 !== from) {
    throw movedOn();
  }
  const file = await insertFile(tx, context, agencyId, { ...raised.file, name: newest.name });
  const version = Math.max(...files.map((known) => known.version)) + 1;
  await attachFile(tx, { agencyId, documentId, fileId: file.id, role: 'signed', version });
  if (row.state !== 'issued') {
    await replaceCurrent(tx, row, from, file);
  }
  await publish(tx, { topic: 'outgoing', agencyId, ids: [documentId] });
}
