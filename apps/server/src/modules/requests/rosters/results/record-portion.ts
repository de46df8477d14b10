import type { LineResult } from '@congvu/contracts';
import { mailboxFacts } from '#modules/mail';
import { vietnamDate } from '../../../../platform/clock.ts';
import type { Context } from '../../../../platform/context.ts';
import type { Tx } from '../../../../platform/db.ts';
import { AppError } from '../../../../platform/errors.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { type ItemRow, type RequestRow, requestTables } from '../../requests.tables.ts';
import { placeAgencies } from '../roster-lines.ts';
import { resultText } from '../rosters.presenter.ts';
import type { BatchRow } from '../rosters.tables.ts';
import { type LineToRecord, recordLine, releaseLine } from './apply-line.ts';
import { incomplete } from './needed-fields.ts';

export interface Failed {
  lineId: string;
  code: string;
  message: string;
}

export interface Portion {
  granted: number;
  refused: number;
  returned: number;
  failed: Failed[];
  /** Lines that changed, with what the person they are about is told. */
  changed: { item: ItemRow; request: RequestRow; outcome: LineResult['outcome']; told: string }[];
}

interface Known {
  items: Map<string, ItemRow>;
  requests: Map<string, RequestRow>;
  /** Agency → who took it over. */
  heirs: Map<string, string>;
  /** Names of people of an agency whose mailbox is asked for and not there yet (C9). */
  waiting: Set<string>;
}

/** Lines and their requests locked in one order. */
async function load(tx: Tx, context: Context, batch: BatchRow, ids: readonly string[]): Promise<Known> {
  const items = await requestTables(tx)
    .selectFrom('request_item')
    .selectAll()
    .where('batch_id', '=', batch.id)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  const requestIds = [...new Set(items.map((item) => item.request_id))];
  const requests =
    requestIds.length === 0
      ? []
      : await requestTables(tx)
          .selectFrom('request')
          .selectAll()
          .where('id', 'in', requestIds)
          .orderBy('id')
          .forUpdate()
          .execute();
  const agencyIds = items.map((item) => item.agency_id);
  const placed = await placeAgencies(tx, agencyIds, vietnamDate(context.clock.now()));
  return {
    items: new Map(items.map((item) => [item.id, item])),
    requests: new Map(requests.map((request) => [request.id, request])),
    heirs: new Map(
      [...placed].flatMap(([id, { successor }]) => (successor === undefined ? [] : [[id, successor.successorId]])),
    ),
    waiting: batch.kind === 'cert.issue.person' ? await namesWaiting(tx, items) : new Set(),
  };
}

const ASKED_MAILBOXES = `
  select distinct agency_id || '|' || name_key as key from request_item
  where kind = 'mailbox.new' and live and state in ('open', 'granted') and agency_id = any ($1::uuid[]) and name_key = any ($2::text[])`;

/** C9: Mẫu 01 waits until the mailbox of Mẫu 10 is recorded. */
async function namesWaiting(tx: Tx, items: readonly ItemRow[]): Promise<Set<string>> {
  const emails = items.map((item) => String(item.cells['email'] ?? '').toLowerCase());
  const known = await mailboxFacts(tx, { addresses: emails.filter((email) => email !== '') });
  const without = items.filter((_item, index) => known.byAddress.get(emails[index] ?? '')?.state !== 'active');
  const rows = await rawQuery<{ key: string }>(tx, ASKED_MAILBOXES, [
    without.map((item) => item.agency_id),
    without.map((item) => item.name_key),
  ]);
  const asked = new Set(rows.map((row) => row.key));
  return new Set(without.filter((item) => asked.has(`${item.agency_id}|${item.name_key}`)).map((item) => item.id));
}

const FINAL: Partial<Record<ItemRow['state'], LineResult['outcome']>> = {
  recorded: 'granted',
  refused: 'refused',
  returned: 'returned',
};

const KEPT = [
  'serial',
  'validFrom',
  'validTo',
  'tokenSerial',
  'revokedOn',
  'accountName',
  'address',
  'effectiveOn',
] as const;

function keptResult(result: LineResult): Record<string, string> {
  return Object.fromEntries(KEPT.flatMap((key) => (result[key] === undefined ? [] : [[key, result[key]]])));
}

async function writeItem(tx: Tx, context: Context, line: LineToRecord, state: ItemRow['state']): Promise<ItemRow> {
  const now = context.clock.now();
  return requestTables(tx)
    .updateTable('request_item')
    .set({
      state,
      reason: line.result.reason ?? '',
      result: JSON.stringify(keptResult(line.result)) as unknown as ItemRow['result'],
      result_at: now,
      recorded_at: state === 'recorded' ? now : null,
    })
    .where('agency_id', '=', line.item.agency_id)
    .where('id', '=', line.item.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What the register refuses leaves no trace in it; everything else of the portion stands. */
async function inSavepoint(tx: Tx, work: () => Promise<void>): Promise<AppError | undefined> {
  await rawQuery(tx, 'savepoint line', []);
  try {
    await work();
    await rawQuery(tx, 'release savepoint line', []);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    await rawQuery(tx, 'rollback to savepoint line', []);
    return error;
  }
}

const MAILBOX_FIRST: Omit<Failed, 'lineId'> = {
  code: 'requests.mailbox_first',
  message:
    'Hộp thư công vụ của người này còn đang đề nghị cấp (Mẫu số 10). Kết quả đã lưu; chứng thư số vào sổ ngay khi hộp thư được ghi nhận.',
};

/** A granted line enters its register; when that refuses, the result is kept and the line stays to be recorded. */
async function grant(
  tx: Tx,
  context: Context,
  line: LineToRecord,
  waits: boolean,
): Promise<{ item: ItemRow; failed?: Omit<Failed, 'lineId'> }> {
  if (waits) {
    return { item: await writeItem(tx, context, line, 'granted'), failed: MAILBOX_FIRST };
  }
  const refusal = await inSavepoint(tx, () => recordLine(tx, context, line));
  if (refusal === undefined) {
    return { item: await writeItem(tx, context, line, 'recorded') };
  }
  return {
    item: await writeItem(tx, context, line, 'granted'),
    failed: { code: refusal.code, message: `Kết quả đã lưu nhưng chưa vào sổ: ${refusal.message}` },
  };
}

function toldOf(line: LineToRecord, item: ItemRow): string {
  switch (line.result.outcome) {
    case 'granted':
      return `được đồng ý${resultText(item.result) === '' ? '' : ` (${resultText(item.result)})`}`;
    case 'refused':
      return `bị từ chối: ${item.reason}`;
    case 'returned':
      return `bị trả lại: ${item.reason}. Lập đề nghị mới nếu còn cần`;
  }
}

/** Why nothing is to be done with this line; `done` when the very same was recorded before. */
function standing(line: ItemRow, result: LineResult): 'done' | Omit<Failed, 'lineId'> | undefined {
  const before = FINAL[line.state];
  if (before === result.outcome) {
    return 'done';
  }
  if (before !== undefined) {
    const message = 'Dòng này đã có kết quả khác và đã vào sổ. Muốn đổi thì lập đề nghị mới.';
    return { code: 'requests.result_recorded', message };
  }
  if (line.state === 'granted' && result.outcome !== 'granted') {
    const message = 'Dòng này đã có kết quả đồng ý, đang chờ vào sổ. Gửi lại kết quả đồng ý với thông tin đúng.';
    return { code: 'requests.result_recorded', message };
  }
  const missing = incomplete(line.kind, line.cells, result);
  return missing === undefined ? undefined : { code: 'requests.result_incomplete', message: missing };
}

async function recordOne(tx: Tx, context: Context, known: Known, result: LineResult, portion: Portion): Promise<void> {
  const item = known.items.get(result.lineId);
  const request = item === undefined ? undefined : known.requests.get(item.request_id);
  if (item === undefined || request === undefined) {
    const message = 'Dòng này không thuộc danh sách. Tải lại trang rồi ghi lại.';
    portion.failed.push({ lineId: result.lineId, code: 'requests.item_not_found', message });
    return;
  }
  const before = standing(item, result);
  if (before !== undefined && before !== 'done') {
    portion.failed.push({ lineId: item.id, ...before });
    return;
  }
  portion[result.outcome] += 1;
  if (before === 'done') {
    return;
  }
  const line = { item, request, result, agencyId: known.heirs.get(item.agency_id) ?? item.agency_id };
  let written: ItemRow;
  if (result.outcome === 'granted') {
    const granted = await grant(tx, context, line, known.waiting.has(item.id));
    written = granted.item;
    if (granted.failed !== undefined) {
      portion.failed.push({ lineId: item.id, ...granted.failed });
    }
  } else {
    // What is in no register has nothing to be released; the answer counts all the same.
    await inSavepoint(tx, () => releaseLine(tx, context, line));
    written = await writeItem(tx, context, line, result.outcome);
  }
  known.items.set(item.id, written);
  portion.changed.push({ item: written, request, outcome: result.outcome, told: toldOf(line, written) });
}

/**
 * Results of some lines of one batch in the caller's transaction, which holds the lock of the batch. A line is recorded once: asked
 * again with the same outcome it counts and changes nothing.
 */
export async function recordPortion(
  tx: Tx,
  context: Context,
  batch: BatchRow,
  results: readonly LineResult[],
): Promise<Portion> {
  const portion: Portion = { granted: 0, refused: 0, returned: 0, failed: [], changed: [] };
  const known = await load(
    tx,
    context,
    batch,
    results.map((result) => result.lineId),
  );
  for (const result of results) {
    await recordOne(tx, context, known, result, portion);
  }
  return portion;
}

/** The name of whom a line is about, for a sentence. */
export function nameOf(item: ItemRow): string {
  const cells = item.cells;
  for (const key of ['fullName', 'organisationName', 'unitName', 'subject.name']) {
    const value = cells[key];
    if (typeof value === 'string' && value !== '') {
      return value;
    }
  }
  return `dòng ${item.no}`;
}
