import type { Db, Tx } from '../../../platform/db.ts';
import { beyondOwnAgency } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { InboxRow } from '../interchange.tables.ts';

export interface ForgottenEnvelope {
  sha256: string;
  size: number;
}

/**
 * The envelopes that brought a document which was recalled and destroyed: their bytes are no longer ours to keep, their hashes stay as
 * proof (Decree 30/2020 Annex VI 8b). The caller erases the bytes after its transaction when nobody else holds them.
 */
export async function forgetBytes(tx: Tx, agencyId: string, documentId: string): Promise<ForgottenEnvelope[]> {
  const envelopes = await rawQuery<ForgottenEnvelope & { id: string }>(
    tx,
    `update interchange_inbox set content = null, forgotten_at = now()
     where agency_id = $1 and document_id = $2 and kind = 'document' and forgotten_at is null returning id, sha256, size`,
    [agencyId, documentId],
  );
  await rawQuery(
    tx,
    `update interchange_file set name = '' where agency_id = $1 and direction = 'received' and message_id = any($2::uuid[])`,
    [agencyId, envelopes.map(({ id }) => id)],
  );
  const known = new Map(envelopes.map(({ sha256, size }) => [sha256, { sha256, size }]));
  return [...known.values()];
}

/** What was recalled and destroyed, brought once more: its bytes are not kept a second time. True when it was such a letter. */
export async function forgetRepetition(
  tx: Tx,
  { agency_id: agencyId, id }: Pick<InboxRow, 'agency_id' | 'id'>,
  documentId: string,
): Promise<boolean> {
  const rows = await rawQuery(
    tx,
    `update interchange_inbox set content = null, forgotten_at = now()
     where agency_id = $1 and id = $2 and exists (select 1 from interchange_inbox earlier
       where earlier.agency_id = $1 and earlier.document_id = $3 and earlier.id <> $2 and earlier.forgotten_at is not null)
     returning 1 as forgotten`,
    [agencyId, id, documentId],
  );
  return rows.length > 0;
}

/** Of these hashes, those that are the bytes of a message somebody here sent, or received and did not have to destroy. */
export async function listHeldMessages(db: Db | Tx, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await beyondOwnAgency('bytes', () =>
    rawQuery<{ sha256: string }>(
      db,
      `select sha256 from interchange_message where sha256 = any($1::text[])
       union select sha256 from interchange_inbox where sha256 = any($1::text[]) and forgotten_at is null`,
      [hashes],
    ),
  );
  return new Set(rows.map((row) => row.sha256));
}

/** True while one of these envelopes is still to be read for somebody: its files are about to become somebody's. */
export async function isBeingRead(db: Db | Tx, hashes: readonly string[]): Promise<boolean> {
  const [row] = await beyondOwnAgency('bytes', () =>
    rawQuery<{ some: boolean }>(
      db,
      `select exists (select 1 from interchange_inbox
         where sha256 = any($1::text[]) and state in ('stored', 'waiting')) as some`,
      [hashes],
    ),
  );
  return row?.some === true;
}
