import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict } from '../../platform/errors.ts';
import { documentTables, type FreezeKind } from './documents.tables.ts';

export interface Freeze {
  kind: FreezeKind;
  text: string;
  at: string;
  by: string;
}

/** Who comes with more wins: a replaced letter may still be recalled, a recalled one is nothing else any more. */
const LIGHTER: Record<FreezeKind, readonly FreezeKind[]> = {
  replaced: [],
  taken_back: ['replaced'],
  recalled: ['replaced', 'taken_back'],
};

async function listRows(db: Db | Tx, agencyId: string, ids: readonly string[]) {
  return ids.length === 0
    ? []
    : documentTables(db)
        .selectFrom('document_freeze')
        .selectAll()
        .where('agency_id', '=', agencyId)
        .where('document_id', 'in', ids)
        .execute();
}

/** By document; those that are free are left out. */
export async function listFreezes(db: Db | Tx, agencyId: string, ids: readonly string[]): Promise<Map<string, Freeze>> {
  const rows = await listRows(db, agencyId, ids);
  return new Map(
    rows.map((row) => [
      row.document_id,
      { kind: row.kind, text: row.text, at: row.at.toISOString(), by: row.frozen_by },
    ]),
  );
}

export async function findFreeze(db: Db | Tx, agencyId: string, documentId: string): Promise<Freeze | undefined> {
  return (await listFreezes(db, agencyId, [documentId])).get(documentId);
}

/**
 * From now on nothing of the document moves (Decree 30/2020 Annex VI 8a). Answers whether this is what holds now: a weaker ground
 * after a stronger one changes nothing, the same ground keeps its first day.
 */
export async function freezeDocument(
  tx: Tx,
  context: Context,
  document: { agencyId: string; documentId: string; kind: FreezeKind; text: string },
): Promise<boolean> {
  const row = {
    agency_id: document.agencyId,
    document_id: document.documentId,
    kind: document.kind,
    text: document.text,
    at: context.clock.now(),
    frozen_by: context.subject?.displayName ?? 'Hệ thống',
  };
  const { agency_id: _agency, document_id: _document, ...set } = row;
  const frozen = await documentTables(tx)
    .insertInto('document_freeze')
    .values(row)
    .onConflict((clash) => {
      const same = clash.columns(['agency_id', 'document_id']);
      const lighter = LIGHTER[document.kind];
      return lighter.length === 0
        ? same.doNothing()
        : same.doUpdateSet(set).where('document_freeze.kind', 'in', lighter);
    })
    .returning('document_id')
    .executeTakeFirst();
  return frozen !== undefined;
}

/** @throws AppError 409 `documents.frozen` when the document was recalled or taken back; a replaced one may still be spoken of */
export async function assertNotRecalled(db: Db | Tx, agencyId: string, documentId: string): Promise<void> {
  const freeze = await findFreeze(db, agencyId, documentId);
  if (freeze !== undefined && freeze.kind !== 'replaced') {
    throw conflict(
      'documents.frozen',
      `${freeze.text}. Văn bản đã bị đóng băng nên không trả lời, dẫn chiếu hay gửi lại được nữa (Nghị định 30/2020, Điều 18).`,
    );
  }
}
