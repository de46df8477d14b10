import { listFiles } from '#modules/files';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { type DocumentTables, documentTables, type FileRole, type RelationKind } from './documents.tables.ts';

export type DocumentRow = DocumentTables['document'];

export async function insertDocument(tx: Tx, row: DocumentRow): Promise<void> {
  await insertDocuments(tx, [row]);
}

/** Of one event, few enough for one statement. */
export async function insertDocuments(tx: Tx, rows: readonly DocumentRow[]): Promise<void> {
  if (rows.length > 0) {
    await documentTables(tx).insertInto('document').values(rows).execute();
  }
}

/** Changes facts of a document that is not issued yet; the calling module guards the state. */
export async function updateDocument(tx: Tx, agencyId: string, id: string, set: Partial<DocumentRow>): Promise<void> {
  await documentTables(tx)
    .updateTable('document')
    .set(set)
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .execute();
}

export async function getDocument(db: Db | Tx, agencyId: string, id: string): Promise<DocumentRow> {
  const row = await documentTables(db)
    .selectFrom('document')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('documents.not_found', 'Không tìm thấy văn bản này.');
  }
  return row;
}

export interface FileLink {
  agencyId: string;
  documentId: string;
  fileId: string;
  role: FileRole;
  version?: number;
  sortOrder?: number;
}

export async function attachFile(tx: Tx, link: FileLink): Promise<void> {
  await attachFiles(tx, [link]);
}

export async function attachFiles(tx: Tx, links: readonly FileLink[]): Promise<void> {
  if (links.length === 0) {
    return;
  }
  await documentTables(tx)
    .insertInto('document_file')
    .values(
      links.map((link) => ({
        agency_id: link.agencyId,
        document_id: link.documentId,
        file_id: link.fileId,
        role: link.role,
        version: link.version ?? 1,
        sort_order: link.sortOrder ?? 0,
      })),
    )
    .execute();
}

export async function detachFile(
  tx: Tx,
  agencyId: string,
  documentId: string,
  fileId: string,
  role: FileRole,
): Promise<void> {
  await documentTables(tx)
    .deleteFrom('document_file')
    .where('agency_id', '=', agencyId)
    .where('document_id', '=', documentId)
    .where('file_id', '=', fileId)
    .where('role', '=', role)
    .execute();
}

export interface DocumentFile {
  fileId: string;
  role: FileRole;
  version: number;
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
  /** Found in it since it came: nobody gets it any more. */
  malware: string | undefined;
}

/** Files in reading order: newest version of the page first, then enclosures as the drafter ordered them. */
export async function listDocumentFiles(db: Db | Tx, agencyId: string, documentId: string): Promise<DocumentFile[]> {
  const links = await documentTables(db)
    .selectFrom('document_file')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('document_id', '=', documentId)
    .orderBy('version', 'desc')
    .orderBy('sort_order')
    .execute();
  const files = new Map(
    (
      await listFiles(
        db,
        agencyId,
        links.map((link) => link.file_id),
      )
    ).map((file) => [file.id, file]),
  );
  return links.flatMap((link) => {
    const file = files.get(link.file_id);
    return file === undefined
      ? []
      : [
          {
            fileId: file.id,
            role: link.role,
            version: link.version,
            name: file.name,
            mediaType: file.media_type,
            size: file.size,
            sha256: file.sha256,
            malware: file.malware,
          },
        ];
  });
}

export interface NewMovement {
  agencyId: string;
  documentId: string;
  kind: string;
  text: string;
}

/** Adds one line to the timeline (luân chuyển); the actor's name is the name of the day. */
export async function addMovement(tx: Tx, context: Context, movement: NewMovement): Promise<void> {
  await addMovements(tx, context, [movement]);
}

export async function addMovements(tx: Tx, context: Context, movements: readonly NewMovement[]): Promise<void> {
  if (movements.length === 0) {
    return;
  }
  const at = context.clock.now();
  await documentTables(tx)
    .insertInto('document_movement')
    .values(
      movements.map((movement) => ({
        agency_id: movement.agencyId,
        id: newId(at.getTime()),
        document_id: movement.documentId,
        at,
        actor_name: context.subject?.displayName ?? 'Hệ thống',
        kind: movement.kind,
        text: movement.text,
      })),
    )
    .execute();
}

export interface Movement {
  at: string;
  actorName: string;
  kind: string;
  text: string;
}

/** The timeline, newest first. */
export async function listMovements(db: Db | Tx, agencyId: string, documentId: string): Promise<Movement[]> {
  const rows = await documentTables(db)
    .selectFrom('document_movement')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('document_id', '=', documentId)
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({ at: row.at.toISOString(), actorName: row.actor_name, kind: row.kind, text: row.text }));
}

export async function relateDocuments(
  tx: Tx,
  agencyId: string,
  documentId: string,
  relatedId: string,
  kind: RelationKind,
): Promise<void> {
  await documentTables(tx)
    .insertInto('document_relation')
    .values({ agency_id: agencyId, document_id: documentId, related_id: relatedId, kind })
    .onConflict((clash) => clash.doNothing())
    .execute();
}

export async function listRelated(
  db: Db | Tx,
  agencyId: string,
  documentId: string,
): Promise<(DocumentRow & { kind: RelationKind })[]> {
  return documentTables(db)
    .selectFrom('document_relation as relation')
    .innerJoin('document', (join) =>
      join
        .onRef('document.agency_id', '=', 'relation.agency_id')
        .on((on) =>
          on.or([
            on.and([
              on('relation.document_id', '=', documentId),
              on('document.id', '=', on.ref('relation.related_id')),
            ]),
            on.and([
              on('relation.related_id', '=', documentId),
              on('document.id', '=', on.ref('relation.document_id')),
            ]),
          ]),
        ),
    )
    .selectAll('document')
    .select('relation.kind')
    .where('relation.agency_id', '=', agencyId)
    .where((where) =>
      where.or([where('relation.document_id', '=', documentId), where('relation.related_id', '=', documentId)]),
    )
    .execute();
}

export interface Relation {
  documentId: string;
  relatedId: string;
  kind: RelationKind;
}

/** Every relation of the document as it was written: which of the two speaks of the other. */
export async function listRelations(db: Db | Tx, agencyId: string, documentId: string): Promise<Relation[]> {
  const rows = await documentTables(db)
    .selectFrom('document_relation')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where((where) => where.or([where('document_id', '=', documentId), where('related_id', '=', documentId)]))
    .orderBy('document_id')
    .execute();
  return rows.map((row) => ({ documentId: row.document_id, relatedId: row.related_id, kind: row.kind }));
}

/** Other documents that look like the same letter: same number and symbol, issuer and year (Annex VI 1h). */
export async function findDuplicates(
  db: Db | Tx,
  wanted: {
    agencyId: string;
    numberSymbol: string;
    issuingAgencyName: string;
    issuedOn: string | null;
    exceptId?: string;
  },
): Promise<DocumentRow[]> {
  if (wanted.numberSymbol === '') {
    return [];
  }
  let query = documentTables(db)
    .selectFrom('document')
    .selectAll()
    .where('agency_id', '=', wanted.agencyId)
    .where('direction', '=', 'incoming')
    .where('number_symbol', '=', wanted.numberSymbol)
    .where('issuing_agency_name', '=', wanted.issuingAgencyName);
  if (wanted.issuedOn !== null) {
    query = query.where('issued_on', '=', wanted.issuedOn);
  }
  if (wanted.exceptId !== undefined) {
    query = query.where('id', '!=', wanted.exceptId);
  }
  return query.limit(5).execute();
}
