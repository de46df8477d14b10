import type { VerdictView } from '@congvu/contracts';
import type { StoredBlob } from '#modules/files';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { InboxRow, Origin } from '../interchange.tables.ts';

export interface IntakeEntry {
  contentHash: string;
  documentId: string;
}

/** The keys of one letter, claimed under its row of the inbox as a placeholder. */
export interface Claim {
  row: Pick<InboxRow, 'agency_id' | 'id'>;
  keys: readonly string[];
  contentHash: string;
}

/**
 * Takes the keys of letters for this transaction under placeholders; whoever comes second with the same key waits here until the
 * first commits and then sees it. Answers what stood there before by id of the inbox row; letters whose keys were free are left out.
 */
export async function claimKeys(tx: Tx, claims: readonly Claim[]): Promise<Map<string, IntakeEntry[]>> {
  const wanted = claims.flatMap(({ row, keys, contentHash }) =>
    keys.map((key) => ({ agencyId: row.agency_id, id: row.id, key, contentHash })),
  );
  const parameters = [
    wanted.map(({ agencyId }) => agencyId),
    wanted.map(({ key }) => key),
    wanted.map(({ contentHash }) => contentHash),
    wanted.map(({ id }) => id),
  ];
  const claimed = await rawQuery<{ document_id: string }>(
    tx,
    `insert into interchange_intake (agency_id, business_key, version, content_hash, document_id)
     select agency_id, key, 1, content_hash, id from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[])
       as wanted(agency_id, key, content_hash, id) order by agency_id, key
     on conflict (agency_id, business_key, version) do nothing returning document_id`,
    parameters,
  );
  if (claimed.length === wanted.length) {
    return new Map();
  }
  const rows = await rawQuery<{ id: string; content_hash: string; document_id: string }>(
    tx,
    `select wanted.id, intake.content_hash, intake.document_id
     from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) as wanted(agency_id, key, content_hash, id)
     join interchange_intake intake on intake.agency_id = wanted.agency_id and intake.business_key = wanted.key
     where intake.document_id <> wanted.id`,
    parameters,
  );
  return new Map(
    [...Map.groupBy(rows, (row) => row.id)].map(([id, own]) => [
      id,
      own.map((row) => ({ contentHash: row.content_hash, documentId: row.document_id })),
    ]),
  );
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
  row: Pick<InboxRow, 'agency_id' | 'id'>;
  documentId: string;
  keys: readonly string[];
  origin: Origin;
  verdict: VerdictView;
  files: readonly StoredBlob[];
}

/** The letters are in: their keys name the documents, their origins are known, their messages are done. */
export async function finishTakenIn(tx: Tx, taken: readonly TakenIn[], at: Date): Promise<void> {
  const origin = (key: keyof Origin): unknown[] => taken.map((one) => one.origin[key]);
  const keys = taken.flatMap((one) => one.keys.map((key) => ({ ...one, key })));
  await rawQuery(
    tx,
    `with taken as (
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[],
         $10::text[], $11::text[], $12::text[], $18::text[], $19::timestamptz[]) as taken(agency_id, inbox_id, document_id, carrier,
         connection_id, sender_agency_id, sender_code, receiver_code, envelope_document_id, number_symbol, issued_on, verdict,
         sender_name, received_at)
     ), named as (
       update interchange_intake intake set document_id = claim.document_id
       from unnest($13::uuid[], $14::uuid[], $15::uuid[], $16::text[]) as claim(agency_id, inbox_id, document_id, key)
       where intake.agency_id = claim.agency_id and intake.business_key = claim.key and intake.document_id = claim.inbox_id
     ), done as (
       update interchange_inbox inbox set state = 'done', document_id = taken.document_id, done_at = $17, leased_until = null,
         error_code = '', error_text = '', awaits = '' from taken where inbox.agency_id = taken.agency_id and inbox.id = taken.inbox_id
     )
     insert into interchange_origin (agency_id, document_id, carrier, connection_id, sender_agency_id, sender_code, receiver_code,
       envelope_document_id, number_symbol, issued_on, inbox_id, verdict, sender_name, received_at)
     select agency_id, document_id, carrier, connection_id, sender_agency_id, sender_code, receiver_code, envelope_document_id,
       number_symbol, issued_on, inbox_id, verdict::jsonb, sender_name, received_at from taken on conflict do nothing`,
    [
      taken.map(({ row }) => row.agency_id),
      taken.map(({ row }) => row.id),
      taken.map(({ documentId }) => documentId),
      origin('carrier'),
      origin('connection_id'),
      origin('sender_agency_id'),
      origin('sender_code'),
      origin('receiver_code'),
      origin('envelope_document_id'),
      origin('number_symbol'),
      origin('issued_on'),
      taken.map(({ verdict }) => JSON.stringify(verdict)),
      keys.map(({ row }) => row.agency_id),
      keys.map(({ row }) => row.id),
      keys.map(({ documentId }) => documentId),
      keys.map(({ key }) => key),
      at,
      origin('sender_name'),
      origin('received_at'),
    ],
  );
}

/** Which files the messages carried, by the hash of what is kept. */
export async function insertReceivedFiles(tx: Tx, taken: readonly TakenIn[]): Promise<void> {
  const files = taken.flatMap(({ row, files: own }) => own.map((file, position) => ({ row, file, position })));
  if (files.length === 0) {
    return;
  }
  await rawQuery(
    tx,
    `insert into interchange_file (agency_id, message_id, direction, position, name, media_type, size, sha256)
     select agency_id, message_id, 'received', position, name, media_type, size, sha256
     from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::bigint[], $7::text[])
       as file(agency_id, message_id, position, name, media_type, size, sha256) on conflict do nothing`,
    [
      files.map(({ row }) => row.agency_id),
      files.map(({ row }) => row.id),
      files.map(({ position }) => position),
      files.map(({ file }) => file.name),
      files.map(({ file }) => file.mediaType),
      files.map(({ file }) => file.size),
      files.map(({ file }) => file.sha256),
    ],
  );
}

/** What waited for one of these letters is looked at now. Answers whether anything did. */
export async function wakeWaitingFor(tx: Tx, taken: readonly TakenIn[], at: Date): Promise<boolean> {
  const keys = taken.flatMap(({ row, keys: own }) => own.map((key) => ({ agencyId: row.agency_id, key })));
  const rows = await rawQuery(
    tx,
    `update interchange_inbox inbox set next_at = least(inbox.next_at, $3)
     from unnest($1::uuid[], $2::text[]) as came(agency_id, key)
     where inbox.agency_id = came.agency_id and inbox.awaits = came.key and inbox.state = 'waiting' returning inbox.id`,
    [keys.map(({ agencyId }) => agencyId), keys.map(({ key }) => key), at],
  );
  return rows.length > 0;
}
