import type { LineResult } from '@congvu/contracts';
import { mailboxFacts } from '#modules/mail';
import {
  type ItemRow,
  lockLines,
  type RequestRow,
  type SettledLine,
  type WrittenResult,
  writeResults,
} from '#modules/requests';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { placeAgencies } from '../roster-lines.ts';
import { resultText } from '../rosters.presenter.ts';
import type { BatchRow } from '../rosters.tables.ts';
import { type LineToRecord, recordLines, releaseLines } from './apply-lines.ts';
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
  changed: SettledLine[];
}

interface Known {
  items: Map<string, ItemRow>;
  requests: Map<string, RequestRow>;
  /** Agency → who took it over. */
  heirs: Map<string, string>;
  /** Lines about people whose mailbox is asked for and not there yet (C9). */
  waiting: Set<string>;
}

async function load(tx: Tx, context: Context, batch: BatchRow, ids: readonly string[]): Promise<Known> {
  const { items, requests } = await lockLines(tx, batch.id, ids);
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
  const agencies = [...new Set(without.map((item) => item.agency_id))];
  const names = without.map((item) => item.name_key);
  // Their mailbox may be asked for through another office.
  const rows = await alsoWithin('party', agencies, () =>
    rawQuery<{ key: string }>(tx, ASKED_MAILBOXES, [agencies, names]),
  );
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

const MAILBOX_FIRST: Omit<Failed, 'lineId'> = {
  code: 'requests.mailbox_first',
  message:
    'Hộp thư công vụ của người này còn đang đề nghị cấp (Mẫu số 10). Kết quả đã lưu; chứng thư số vào sổ ngay khi hộp thư được ghi nhận.',
};

function toldOf({ outcome }: LineResult, item: ItemRow): string {
  switch (outcome) {
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

/** The lines something is to be done with; what is done or cannot be is counted in the portion. */
function sift(known: Known, results: readonly LineResult[], portion: Portion): LineToRecord[] {
  return results.flatMap((result) => {
    const item = known.items.get(result.lineId);
    const request = item === undefined ? undefined : known.requests.get(item.request_id);
    if (item === undefined || request === undefined) {
      const message = 'Dòng này không thuộc danh sách. Tải lại trang rồi ghi lại.';
      portion.failed.push({ lineId: result.lineId, code: 'requests.item_not_found', message });
      return [];
    }
    const before = standing(item, result);
    if (before !== undefined && before !== 'done') {
      portion.failed.push({ lineId: item.id, ...before });
      return [];
    }
    portion[result.outcome] += 1;
    const agencyId = known.heirs.get(item.agency_id) ?? item.agency_id;
    return before === 'done' ? [] : [{ item, request, result, agencyId }];
  });
}

/** Granted lines enter their register; where that refuses, the result is kept and the line stays to be recorded. */
async function grant(
  tx: Tx,
  context: Context,
  lines: readonly LineToRecord[],
  waiting: ReadonlySet<string>,
): Promise<Map<string, Omit<Failed, 'lineId'>>> {
  const now = lines.filter(({ item }) => !waiting.has(item.id));
  const refusals = await recordLines(tx, context, now);
  return new Map([
    ...lines.filter(({ item }) => waiting.has(item.id)).map(({ item }) => [item.id, MAILBOX_FIRST] as const),
    ...[...refusals].map(
      ([id, { code, message }]) => [id, { code, message: `Kết quả đã lưu nhưng chưa vào sổ: ${message}` }] as const,
    ),
  ]);
}

function written({ item, result }: LineToRecord, isHeld: boolean): WrittenResult {
  const state = result.outcome !== 'granted' ? result.outcome : isHeld ? 'granted' : 'recorded';
  return { item, state, reason: result.reason ?? '', result: keptResult(result) };
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
  const ids = results.map((result) => result.lineId);
  const known = await load(tx, context, batch, ids);
  const lines = sift(known, results, portion);
  const granted = lines.filter(({ result }) => result.outcome === 'granted');
  const held = await grant(tx, context, granted, known.waiting);
  await releaseLines(
    tx,
    context,
    lines.filter(({ result }) => result.outcome !== 'granted'),
  );
  const rows = await writeResults(
    tx,
    context,
    lines.map((line) => written(line, held.has(line.item.id))),
  );
  for (const { item: before, request, result } of lines) {
    const item = rows.get(before.id) ?? before;
    const failed = held.get(item.id);
    if (failed !== undefined) {
      portion.failed.push({ lineId: item.id, ...failed });
    }
    portion.changed.push({ item, request, outcome: result.outcome, told: toldOf(result, item) });
  }
  return portion;
}
