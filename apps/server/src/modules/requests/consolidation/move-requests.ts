import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { pluggedPorts } from '../plugged-ports.ts';
import { asMoved } from '../queries/for-others.ts';
import { requestLink } from '../requests.links.ts';
import { announce } from '../requests.notices.ts';
import { REQUEST_TRANSITIONS, type RequestAct } from '../requests.states.ts';
import type { RequestChange } from '../requests.store.ts';
import { type RequestRow, requestTables } from '../requests.tables.ts';

const PORTION = 1_000;

function portions<T>(all: readonly T[]): T[][] {
  const cut: T[][] = [];
  for (let from = 0; from < all.length; from += PORTION) {
    cut.push(all.slice(from, from + PORTION));
  }
  return cut;
}

interface Move {
  act: RequestAct;
  set?: RequestChange;
  /** The line in the history of each request. */
  movement: { kind: string; text: (row: RequestRow) => string };
  /** What the unit is told; nobody is when left out. */
  notice?: { kind: string; text: (row: RequestRow) => string; reason: string };
  audit: { action: string; detail: Record<string, unknown> };
}

async function addMovements(tx: Tx, context: Context, rows: readonly RequestRow[], move: Move): Promise<void> {
  const at = context.clock.now();
  await requestTables(tx)
    .insertInto('request_movement')
    .values(
      rows.map((row) => ({
        agency_id: row.agency_id,
        id: newId(at.getTime()),
        request_id: row.id,
        at,
        actor_name: context.subject?.displayName ?? 'Hệ thống',
        kind: move.movement.kind,
        text: move.movement.text(row),
      })),
    )
    .execute();
}

/** Whoever made it and whoever declared it. */
export async function tellUnit(
  tx: Tx,
  context: Context,
  row: RequestRow,
  notice: { kind: string; text: string; reason: string },
): Promise<void> {
  const personIds = [row.prepared_by, ...(row.declarant_person_id === null ? [] : [row.declarant_person_id])];
  await notify(tx, context, { agencyId: row.agency_id, personIds, link: requestLink(row.id), ...notice });
}

/** So many are found again at once with their new step; of more the search shows it from their next step on. */
const SEARCHED = 2_000;

/** One leaf and one event for each agency whose requests moved. */
async function trace(tx: Tx, context: Context, rows: readonly RequestRow[], move: Move): Promise<void> {
  for (const [agencyId, own] of Map.groupBy(rows, (row) => row.agency_id)) {
    const [first] = own;
    await record(tx, context, {
      action: move.audit.action,
      agencyId,
      objectKind: 'request',
      objectId: first?.id ?? '',
      detail: { ...move.audit.detail, requests: own.map((row) => row.id) },
    });
    await publish(tx, { topic: 'requests', agencyId, ids: own.map((row) => row.id) });
  }
  for (const row of rows.length <= SEARCHED ? rows : []) {
    await announce(tx, row);
  }
}

/**
 * Moves many requests of many agencies in one go. Those that are not where the act starts stay where they are: the caller has locked
 * what it counts on. Answers the rows that moved.
 */
export async function moveRequests(
  tx: Tx,
  context: Context,
  ids: readonly string[],
  move: Move,
): Promise<RequestRow[]> {
  const { from, to } = REQUEST_TRANSITIONS[move.act];
  const all: RequestRow[] = [];
  for (const portion of portions(ids)) {
    const rows = await requestTables(tx)
      .updateTable('request')
      .set({ ...move.set, state: to, updated_at: context.clock.now() })
      .where('id', 'in', portion)
      .where('state', 'in', from)
      .returningAll()
      .execute();
    if (rows.length > 0) {
      await addMovements(tx, context, rows, move);
    }
    for (const row of rows) {
      await pluggedPorts().moved(tx, context, asMoved(row));
      if (move.notice !== undefined) {
        await tellUnit(tx, context, row, { ...move.notice, text: move.notice.text(row) });
      }
    }
    all.push(...rows);
  }
  await trace(tx, context, all, move);
  return all;
}
