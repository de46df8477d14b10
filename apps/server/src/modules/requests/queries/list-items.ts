import type { ItemPage, ItemsQuery } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { readRequest, withinRequest } from '../engine/read-request.ts';
import { presentItem } from '../requests.presenter.ts';
import { requestTables } from '../requests.tables.ts';

function readCursor(cursor: string | undefined): { part: string; no: number } | undefined {
  const [part, no] = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .split('|');
  return part !== undefined && no !== undefined && /^\d{1,6}$/.test(no) ? { part, no: Number(no) } : undefined;
}

/** Lines of the revision as it stands, in the order of the paper; personal numbers masked. */
export async function listItems(
  context: ActingContext,
  id: string,
  query: z.output<typeof ItemsQuery>,
): Promise<z.infer<typeof ItemPage>> {
  const { row } = await readRequest(context, id);
  const after = readCursor(query.cursor);
  let wanted = requestTables(context.db)
    .selectFrom('request_item')
    .selectAll()
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .where('revision', '=', row.revision);
  if (query.state !== undefined) {
    wanted = wanted.where('state', '=', query.state);
  }
  if (after !== undefined) {
    // Lists of one part have none, and sort as the empty text.
    wanted = wanted.where((where) =>
      where.or([
        where(where.fn.coalesce('part', where.val('')), '>', after.part),
        where.and([where(where.fn.coalesce('part', where.val('')), '=', after.part), where('no', '>', after.no)]),
      ]),
    );
  }
  const ordered = wanted
    .orderBy((order) => order.fn.coalesce('part', order.val('')))
    .orderBy('no')
    .limit(query.limit + 1);
  const rows = await withinRequest(row, () => ordered.execute());
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((item) => presentItem(item, row)),
    nextCursor:
      rows.length > query.limit && last !== undefined
        ? Buffer.from(`${last.part ?? ''}|${last.no}`).toString('base64url')
        : null,
  };
}
