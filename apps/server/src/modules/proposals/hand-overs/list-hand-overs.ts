import type { HandOverList, HandOverQuery, HandOverView } from '@congvu/contracts';
import type { z } from 'zod';
import { hasRole } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { todayOf } from '../people.ts';
import { handOverDeskPolicies } from './hand-overs.policy.ts';
import { countOpen, itemsOf, presentHandOver, presentSummary } from './hand-overs.presenter.ts';
import { getHandOver, type HandOverRow } from './hand-overs.store.ts';

const LIST = `
  select * from hand_over
  where agency_id = $1 and ($2 or person_id = $3) and ($4::text is null or state = $4)
    and ($5::timestamptz is null or (started_at, id) < ($5, $6::uuid))
  order by started_at desc, id desc limit $7`;

export async function listHandOvers(
  context: ActingContext,
  query: HandOverQuery,
): Promise<z.input<typeof HandOverList>> {
  const { db, subject } = context;
  const after = readCursor(query.cursor, ['instant', 'uuid']);
  const seesAll = hasRole(subject, 'leader', 'clerk', 'administrator', 'unit_head', 'auditor');
  const rows = await rawQuery<HandOverRow>(db, LIST, [
    subject.agencyId,
    seesAll,
    subject.personId,
    query.state ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
  ]);
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  const today = todayOf(context);
  const items = [];
  for (const row of shown) {
    const open = row.state === 'open' ? countOpen((await itemsOf(db, row, today)).items) : 0;
    items.push(await presentSummary(db, subject, row, open));
  }
  return {
    items,
    nextCursor: last === undefined ? null : writeCursor([last.started_at.toISOString(), last.id]),
    abilities: handOverDeskPolicies.abilities(subject, null),
  };
}

export async function viewHandOver(context: ActingContext, id: string): Promise<z.input<typeof HandOverView>> {
  const row = await getHandOver(context.db, context, id);
  return presentHandOver(context.db, context.subject, row, todayOf(context));
}
