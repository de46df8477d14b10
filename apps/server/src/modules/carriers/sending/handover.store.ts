import type { Context } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { Parcel } from '../carrier.ts';
import type { HandoverRow } from '../carriers.tables.ts';

/** What is known of earlier attempts, by outbox row. */
export async function findHandovers(context: Context, parcels: readonly Parcel[]): Promise<Map<string, HandoverRow>> {
  const rows = await rawQuery<HandoverRow>(
    context.db,
    'select * from carriers_handover where outbox_id = any($1::uuid[]) and agency_id = any($2::uuid[])',
    [parcels.map(({ outboxId }) => outboxId), [...new Set(parcels.map(({ senderAgencyId }) => senderAgencyId))]],
  );
  return new Map(rows.map((row) => [row.outbox_id, row]));
}

/**
 * Committed before the first byte leaves: whoever finds a row without a name knows that the attempt may have arrived. A new round
 * (sent again on purpose) begins anew.
 */
export async function beginHandovers(
  context: Context,
  connectionId: string,
  parcels: readonly Parcel[],
): Promise<void> {
  await rawQuery(
    context.db,
    `insert into carriers_handover (agency_id, outbox_id, connection_id, receiver_code, sha256, started_at)
     select agency, outbox, $3, receiver, sha256, $6
     from unnest($1::uuid[], $2::uuid[], $4::text[], $5::text[]) as parcel(agency, outbox, receiver, sha256)
     on conflict (agency_id, outbox_id) do update set connection_id = excluded.connection_id,
       receiver_code = excluded.receiver_code, sha256 = excluded.sha256,
       started_at = case when carriers_handover.doc_id is null then carriers_handover.started_at else excluded.started_at end,
       doc_id = null, done_at = null`,
    [
      parcels.map(({ senderAgencyId }) => senderAgencyId),
      parcels.map(({ outboxId }) => outboxId),
      connectionId,
      parcels.map(({ receiverCode }) => receiverCode),
      parcels.map(({ sha256 }) => sha256),
      context.clock.now(),
    ],
  );
}

export async function finishHandovers(context: Context, parcels: readonly Parcel[], docId: string): Promise<void> {
  await rawQuery(
    context.db,
    `update carriers_handover set doc_id = $3, done_at = $4
     where outbox_id = any($1::uuid[]) and agency_id = any($2::uuid[])`,
    [
      parcels.map(({ outboxId }) => outboxId),
      [...new Set(parcels.map(({ senderAgencyId }) => senderAgencyId))],
      docId,
      context.clock.now(),
    ],
  );
}

/** Nothing of these left: the next attempt begins without doubt. */
export async function dropHandovers(context: Context, parcels: readonly Parcel[]): Promise<void> {
  await rawQuery(
    context.db,
    'delete from carriers_handover where doc_id is null and outbox_id = any($1::uuid[]) and agency_id = any($2::uuid[])',
    [parcels.map(({ outboxId }) => outboxId), [...new Set(parcels.map(({ senderAgencyId }) => senderAgencyId))]],
  );
}

/** Names of the axis that belong to other messages: what looks like ours there may be an earlier version of the letter. */
export async function namesOfOthers(
  context: Context,
  connectionId: string,
  docIds: readonly string[],
  sha256: string,
): Promise<Set<string>> {
  const rows = await rawQuery<{ doc_id: string }>(
    context.db,
    `select doc_id from carriers_handover
     where connection_id = $1 and doc_id = any($2::text[]) and sha256 <> $3`,
    [connectionId, docIds, sha256],
  );
  return new Set(rows.map((row) => row.doc_id));
}
