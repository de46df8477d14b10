import { returnLines, unbatchLines } from '#modules/requests';
import type { ActingContext } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { rosterTables } from './rosters.tables.ts';

export interface Dropped {
  officeId: string;
  itemIds: readonly string[];
  reason: string;
  /** `unit`: the line goes back to who sent it. `pool`: it stays accepted and joins a later batch. */
  back: 'unit' | 'pool';
}

// A decision may send back a line of another kind that stands in no batch.
const TAKE_OUT = `
  with gone as (
    update request_batch_line line set removed_at = $3::timestamptz, removed_reason = $4::text
    from request_batch batch
    where line.agency_id = $1 and line.item_id = any ($2::uuid[]) and line.removed_at is null
      and batch.agency_id = line.agency_id and batch.id = line.batch_id
      and (batch.state = 'collecting' or (batch.state = 'letter_drafted' and batch.document_id is null))
    returning line.item_id
  )
  select item_id as id from gone
  union
  select id from request_item where id = any ($2::uuid[]) and batch_id is null`;

/**
 * Lines leave whatever open batch of the office they stand in; those of a batch that has left stay where they are. Answers how many
 * left. The caller locks the batches and puts the lists together again.
 */
export async function dropLines(tx: Tx, context: ActingContext, dropped: Dropped): Promise<number> {
  const { officeId, itemIds, reason, back } = dropped;
  const free = await rawQuery<{ id: string }>(tx, TAKE_OUT, [officeId, itemIds, context.clock.now(), reason]);
  const leaving = { officeId, itemIds: free.map((row) => row.id), reason };
  return back === 'unit' ? returnLines(tx, context, leaving) : unbatchLines(tx, context, leaving);
}

/** All lines that stand in a batch. */
export async function itemsIn(tx: Tx, batch: { agency_id: string; id: string }): Promise<string[]> {
  const rows = await rosterTables(tx)
    .selectFrom('request_batch_line')
    .select('item_id')
    .where('agency_id', '=', batch.agency_id)
    .where('batch_id', '=', batch.id)
    .where('removed_at', 'is', null)
    .execute();
  return rows.map((row) => row.item_id);
}
