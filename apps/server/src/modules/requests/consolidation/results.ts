import type { ItemState, LineResult } from '@congvu/contracts';
import { notifyEach } from '#modules/notifications';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { MY_THINGS_LINK } from '../requests.links.ts';
import { type ItemRow, type RequestRow, requestTables } from '../requests.tables.ts';
import { moveRequests, tellUnit } from './move-requests.ts';

/** Lines of one batch and their requests, locked in one order. */
export async function lockLines(
  tx: Tx,
  batchId: string,
  itemIds: readonly string[],
): Promise<{ items: ItemRow[]; requests: RequestRow[] }> {
  const items = await requestTables(tx)
    .selectFrom('request_item')
    .selectAll()
    .where('batch_id', '=', batchId)
    .where((where) => where('id', '=', where.fn.any(where.val(itemIds))))
    .orderBy('id')
    .forUpdate()
    .execute();
  const requestIds = [...new Set(items.map((item) => item.request_id))];
  const requests = await requestTables(tx)
    .selectFrom('request')
    .selectAll()
    .where((where) => where('id', '=', where.fn.any(where.val(requestIds))))
    .orderBy('id')
    .forUpdate()
    .execute();
  return { items, requests };
}

export interface WrittenResult {
  item: ItemRow;
  state: ItemState;
  reason: string;
  /** What was granted: serial, days, name of the account, address. */
  result: Record<string, string>;
}

const WRITE = `
  update request_item item set state = given.state, reason = given.reason, result = given.result, result_at = $2,
    recorded_at = case when given.state = 'recorded' then $2::timestamptz end
  from jsonb_to_recordset($1::jsonb) as given (agency_id uuid, id uuid, state text, reason text, result jsonb)
  where item.agency_id = given.agency_id and item.id = given.id
  returning item.*`;

/** The results of locked lines in one statement; answers the lines as they are now, by id. */
export async function writeResults(
  tx: Tx,
  context: Pick<Context, 'clock'>,
  results: readonly WrittenResult[],
): Promise<Map<string, ItemRow>> {
  const given = results.map(({ item, ...set }) => ({ agency_id: item.agency_id, id: item.id, ...set }));
  const rows = await rawQuery<ItemRow>(tx, WRITE, [JSON.stringify(given), context.clock.now()]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** A line that got its result, with what the person it is about is told. */
export interface SettledLine {
  item: ItemRow;
  /** As it was when the line was locked. */
  request: RequestRow;
  outcome: LineResult['outcome'];
  told: string;
}

/** "3 dòng được đồng ý, 1 dòng bị từ chối". */
export function sumUp(lines: readonly SettledLine[]): string {
  const count = (outcome: SettledLine['outcome']) => lines.filter((one) => one.outcome === outcome).length;
  const parts: [number, string][] = [
    [count('granted'), 'được đồng ý'],
    [count('refused'), 'bị từ chối'],
    [count('returned'), 'bị trả lại'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${number} dòng ${words}`)
    .join(', ');
}

/** The name of whom a line is about, for a sentence. */
function nameOf({ cells, no }: ItemRow): string {
  const names = ['fullName', 'organisationName', 'unitName', 'subject.name'].map((key) => cells[key]);
  return names.find((value): value is string => typeof value === 'string' && value !== '') ?? `dòng ${no}`;
}

/** The unit hears of its request as a whole, people of their own line: the final name may differ from what was proposed. */
async function tell(tx: Tx, context: Context, request: RequestRow, lines: readonly SettledLine[]): Promise<void> {
  const [first] = lines;
  const text =
    lines.length === 1 && first !== undefined
      ? `Đề nghị "${request.subject}": ${nameOf(first.item)} ${first.told}.`
      : `Đề nghị "${request.subject}" có kết quả: ${sumUp(lines)}.`;
  await tellUnit(tx, context, request, {
    kind: 'requests.resulted',
    text: text.slice(0, 500),
    reason: 'Người lập, người khai đề nghị',
  });
  const others = lines.filter(
    ({ item }) => item.person_id !== request.declarant_person_id && item.person_id !== request.prepared_by,
  );
  await notifyEach(
    tx,
    context,
    others.map((one) => ({
      agencyId: request.agency_id,
      personIds: one.item.person_id === null ? [] : [one.item.person_id],
      kind: 'requests.line_resulted',
      text: `${nameOf(one.item)} ${one.told}.`.slice(0, 500),
      link: MY_THINGS_LINK,
      reason: 'Đề nghị liên quan đến bạn',
    })),
  );
}

const DONE = `
  select request_id as id from request_item where request_id = any ($1::uuid[]) and live
  group by request_id having bool_and(state in ('recorded', 'refused', 'returned'))`;

/** What results of some lines mean for their requests: on to "has results", to the end with the last line, everybody told. */
export async function settleRequests(
  tx: Tx,
  context: Context,
  batchId: string,
  lines: readonly SettledLine[],
): Promise<void> {
  const byRequest = Map.groupBy(lines, ({ request }) => request.id);
  const forwarded = lines.filter(({ request }) => request.state === 'forwarded').map(({ request }) => request.id);
  await moveRequests(tx, context, [...new Set(forwarded)].sort(), {
    act: 'result',
    movement: { kind: 'resulted', text: (row) => `Ghi kết quả: ${sumUp(byRequest.get(row.id) ?? [])}` },
    audit: { action: 'requests.resulted', detail: { batch: batchId } },
  });
  const done = await rawQuery<{ id: string }>(tx, DONE, [[...byRequest.keys()]]);
  await moveRequests(tx, context, done.map((row) => row.id).sort(), {
    act: 'close',
    set: { closed_at: context.clock.now() },
    movement: { kind: 'closed', text: () => 'Ghi đủ kết quả mọi dòng, đã vào sổ' },
    audit: { action: 'requests.closed', detail: { batch: batchId } },
  });
  for (const own of byRequest.values()) {
    const [first] = own;
    if (first !== undefined) {
      await tell(tx, context, first.request, own);
    }
  }
}
