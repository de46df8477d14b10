import type { BatchLinePage, BatchLineQuery, RosterLineView } from '@congvu/contracts';
import { nameKey } from '@congvu/forms';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { readBatch, withinBatch } from '../batch-access.ts';
import { presentLine, type RosterLineRow } from '../rosters.presenter.ts';
import type { BatchRow } from '../rosters.tables.ts';
import { proposeAddresses } from './propose-addresses.ts';

const FIRST = 200;

// Of Mẫu 10 the units come before the people; other lists have one part.
const LINES = `
  select item.id, item.request_id, item.agency_id, item.part, item.no, item.cells, item.state, item.reason, item.result,
    item.recorded_at, request.agency_name, request.late, line.stt
  from request_batch_line line
  join request_item item on item.agency_id = line.item_agency_id and item.id = line.item_id
  join request on request.agency_id = item.agency_id and request.id = item.request_id
  where line.agency_id = $1 and line.batch_id = $2 and line.removed_at is null
    and ($3::uuid is null or item.agency_id = $3::uuid)
    and ($4::text is null or item.state = $4::text)
    and ($5::text is null or item.name_key like $5::text or item.account_key like $5::text or item.mailbox_key like $5::text)
  order by line.part desc nulls first, line.stt, item.id limit $6 offset $7`;

interface Filter {
  agencyId?: string | undefined;
  state?: string | undefined;
  q?: string | undefined;
  limit: number | null;
  offset: number;
}

export function findLines(
  db: Db | Tx,
  batch: Pick<BatchRow, 'agency_id' | 'id'>,
  filter: Filter,
): Promise<RosterLineRow[]> {
  const words = nameKey(filter.q ?? '').replace(/[\\%_]/g, '\\$&');
  return rawQuery<RosterLineRow>(db, LINES, [
    batch.agency_id,
    batch.id,
    filter.agencyId ?? null,
    filter.state ?? null,
    words === '' ? null : `%${words}%`,
    filter.limit,
    filter.offset,
  ]);
}

async function page(db: Db | Tx, batch: BatchRow, filter: Filter & { limit: number }) {
  const rows = await findLines(db, batch, { ...filter, limit: filter.limit + 1 });
  const shown = rows.slice(0, filter.limit);
  const proposed = batch.kind === 'mailbox.new' ? await proposeAddresses(db, batch.agency_id, shown) : undefined;
  const items = shown.map((row): RosterLineView => {
    const proposedAddress = proposed?.get(row.id);
    return { ...presentLine(batch, row), ...(proposedAddress !== undefined && { proposedAddress }) };
  });
  return { items, nextCursor: rows.length > filter.limit ? writeCursor([String(filter.offset + filter.limit)]) : null };
}

export function firstLines(db: Db | Tx, batch: BatchRow) {
  return page(db, batch, { limit: FIRST, offset: 0 });
}

export async function listLines(
  context: ActingContext,
  id: string,
  query: z.output<typeof BatchLineQuery>,
): Promise<z.infer<typeof BatchLinePage>> {
  const { row } = await readBatch(context, id);
  const { agencyId, state, q, limit } = query;
  const [offset = '0'] = readCursor(query.cursor, ['integer']) ?? [];
  const filter = { agencyId, state, q, limit, offset: Math.max(0, Number(offset)) };
  return withinBatch(row, () => page(context.db, row, filter));
}
