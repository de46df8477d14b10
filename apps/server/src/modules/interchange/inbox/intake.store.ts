import type { VerdictView } from '@congvu/contracts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { InboxRow, Origin } from '../interchange.tables.ts';

export interface IntakeEntry {
  contentHash: string;
  documentId: string;
}

/**
 * Takes the keys of a letter for this transaction under a placeholder; whoever comes second with the same key waits here until
 * the first commits and then sees it. Answers what stood there before, nothing when every key was free.
 */
export async function claimKeys(
  tx: Tx,
  agencyId: string,
  keys: readonly string[],
  entry: IntakeEntry,
): Promise<IntakeEntry[]> {
  const claimed = await rawQuery<{ business_key: string }>(
    tx,
    `insert into interchange_intake (agency_id, business_key, version, content_hash, document_id)
     select $1, key, 1, $3, $4 from unnest($2::text[]) as wanted(key) order by key
     on conflict (agency_id, business_key, version) do nothing returning business_key`,
    [agencyId, keys, entry.contentHash, entry.documentId],
  );
  if (claimed.length === keys.length) {
    return [];
  }
  const rows = await rawQuery<{ content_hash: string; document_id: string }>(
    tx,
    `select content_hash, document_id from interchange_intake
     where agency_id = $1 and business_key = any($2::text[]) and document_id <> $3`,
    [agencyId, keys, entry.documentId],
  );
  return rows.map((row) => ({ contentHash: row.content_hash, documentId: row.document_id }));
}

/** The keys taken under the placeholder now name the document. */
export async function nameDocument(
  tx: Tx,
  agencyId: string,
  keys: readonly string[],
  names: { placeholder: string; documentId: string },
): Promise<void> {
  await rawQuery(
    tx,
    `update interchange_intake set document_id = $4
     where agency_id = $1 and business_key = any($2::text[]) and document_id = $3`,
    [agencyId, keys, names.placeholder, names.documentId],
  );
}

/** A further letter under keys that an earlier one holds, taken in by decision of the clerk. */
export async function addVersion(tx: Tx, agencyId: string, keys: readonly string[], entry: IntakeEntry): Promise<void> {
  await rawQuery(
    tx,
    `insert into interchange_intake (agency_id, business_key, version, content_hash, document_id)
     select $1, business_key, max(version) + 1, $3, $4 from interchange_intake
     where agency_id = $1 and business_key = any($2::text[]) and document_id <> $4 group by business_key`,
    [agencyId, keys, entry.contentHash, entry.documentId],
  );
}

/** Gives the keys back: the letter contradicts an earlier one and waits for the clerk. */
export async function releaseKeys(
  tx: Tx,
  agencyId: string,
  keys: readonly string[],
  placeholder: string,
): Promise<void> {
  await rawQuery(
    tx,
    'delete from interchange_intake where agency_id = $1 and business_key = any($2::text[]) and document_id = $3',
    [agencyId, keys, placeholder],
  );
}

export interface TakenIn {
  keys: readonly string[];
  documentId: string;
  origin: Origin;
  verdict: VerdictView;
  at: Date;
}

/** The letter is in: its keys name the document, its origin is known, its message is done. One statement, run for every delivery. */
export async function finishTakenIn(tx: Tx, row: InboxRow, taken: TakenIn): Promise<void> {
  const { origin } = taken;
  await rawQuery(
    tx,
    `with named as (
       update interchange_intake set document_id = $3
       where agency_id = $1 and business_key = any($4::text[]) and document_id = $2
     ), done as (
       update interchange_inbox set state = 'done', document_id = $3, done_at = $5, leased_until = null, error_code = '',
         error_text = '' where agency_id = $1 and id = $2
     )
     insert into interchange_origin (agency_id, document_id, carrier, sender_agency_id, sender_code, receiver_code,
       envelope_document_id, number_symbol, issued_on, inbox_id, connection_id, verdict)
     values ($1, $3, $6, $7, $8, $9, $10, $11, $12, $2, $13, $14) on conflict do nothing`,
    [
      row.agency_id,
      row.id,
      taken.documentId,
      taken.keys,
      taken.at,
      origin.carrier,
      origin.sender_agency_id,
      origin.sender_code,
      origin.receiver_code,
      origin.envelope_document_id,
      origin.number_symbol,
      origin.issued_on,
      origin.connection_id,
      JSON.stringify(taken.verdict),
    ],
  );
}
