import type { PreparedSignature } from '@congvu/pades';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type PartRow, signingTables } from './signing.tables.ts';

export interface OpenPart extends PartRow {
  /** Its signature is here already. */
  has_signature: boolean;
}

/** Attachments signed with these sessions, in their order. */
export async function listParts(db: Db | Tx, agencyId: string, sessionIds: readonly string[]): Promise<OpenPart[]> {
  return rawQuery<OpenPart>(
    db,
    `select agency_id, id, session_id, sort_order, object_id, name, base_sha256, signature is not null as has_signature
     from signing_part where agency_id = $1 and session_id = any ($2) order by session_id, sort_order`,
    [agencyId, sessionIds],
  );
}

export function partsBySession(parts: readonly OpenPart[]): Map<string, OpenPart[]> {
  const bySession = new Map<string, OpenPart[]>();
  for (const part of parts) {
    bySession.set(part.session_id, [...(bySession.get(part.session_id) ?? []), part]);
  }
  return bySession;
}

export interface StoredPart extends PartRow {
  prepared: PreparedSignature;
}

/** One at a time: each holds the drawing of its stamp. */
export async function readPart(
  db: Db | Tx,
  { agency_id, id }: Pick<PartRow, 'agency_id' | 'id'>,
): Promise<{ prepared: PreparedSignature; signature: Buffer | null } | undefined> {
  return signingTables(db)
    .selectFrom('signing_part')
    .select(['prepared', 'signature'])
    .where('agency_id', '=', agency_id)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function insertParts(tx: Tx, parts: readonly StoredPart[]): Promise<void> {
  if (parts.length > 0) {
    await signingTables(tx)
      .insertInto('signing_part')
      .values(parts.map((part) => ({ ...part, prepared: JSON.stringify(part.prepared), signature: null })))
      .execute();
  }
}

export async function dropParts(tx: Tx, agencyId: string, sessionIds: readonly string[]): Promise<void> {
  await rawQuery(tx, 'delete from signing_part where agency_id = $1 and session_id = any ($2)', [agencyId, sessionIds]);
}

/** Signatures that came before the last one of their document: of the document itself and of its attachments, by item. */
export async function keepSignatures(
  tx: Tx,
  agencyId: string,
  signatures: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const given = [agencyId, [...signatures.keys()], [...signatures.values()].map((bytes) => Buffer.from(bytes))];
  for (const table of ['signing_session', 'signing_part']) {
    await rawQuery(
      tx,
      `update ${table} kept set signature = fresh.signature
       from unnest($2::uuid[], $3::bytea[]) as fresh (id, signature)
       where kept.agency_id = $1 and kept.id = fresh.id`,
      given,
    );
  }
}

/** Of the documents themselves: which have their signature while attachments are awaited. */
export async function listKeptSessions(db: Db | Tx, agencyId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await rawQuery<{ id: string }>(
    db,
    'select id from signing_session where agency_id = $1 and id = any ($2) and signature is not null',
    [agencyId, ids],
  );
  return new Set(rows.map(({ id }) => id));
}
