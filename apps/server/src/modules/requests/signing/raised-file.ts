import { insertFile } from '#modules/files';
import type { DescribedDocument, RaisedFile } from '#modules/signing';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { requestTitle } from '../requests.notices.ts';
import { lockRequest, updateRequest } from '../requests.store.ts';
import { requestTables } from '../requests.tables.ts';
import { fileNameOf } from './purpose-parts.ts';

/** How signed requests are named in lists of `signing`. */
export async function describeSigned(
  db: Db | Tx,
  agencyId: string,
  ids: readonly string[],
): Promise<Map<string, DescribedDocument>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await requestTables(db)
    .selectFrom('request')
    .select(['id', 'form_code', 'form_set', 'subject'])
    .where('agency_id', '=', agencyId)
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, { title: requestTitle(row), numberSymbol: null }]));
}

/** Timestamps and evidence came behind the signatures: the page of the request, and of its revision, goes on with the longer tail. */
export async function replaceFile(tx: Tx, context: Context, raised: RaisedFile): Promise<void> {
  const row = await lockRequest(tx, raised.documentId);
  if (row.agency_id !== raised.agencyId || row.file_sha256 !== raised.from) {
    throw conflict('requests.content_changed', 'Đề nghị đã chuyển sang bản khác nên không bổ sung vào bản cũ.');
  }
  const key = { agencyId: row.agency_id, id: row.id };
  const name = fileNameOf(row, ' (đã ký).pdf');
  const file = await insertFile(tx, context, row.agency_id, { ...raised.file, name });
  await updateRequest(tx, key, { file_id: file.id, file_sha256: file.sha256 });
  await requestTables(tx)
    .updateTable('request_revision')
    .set({ file_id: file.id })
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .where('revision', '=', row.revision)
    .execute();
  await publish(tx, { topic: 'requests', agencyId: row.agency_id, ids: [row.id] });
}
