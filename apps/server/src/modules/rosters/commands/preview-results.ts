import type { LineResult, ResultPreview } from '@congvu/contracts';
import {
  type FormTable,
  itemKeys,
  nameKey,
  type ReadResultTable,
  type RosterResultRow,
  readResultTable,
} from '@congvu/forms';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { readTable } from '../../../platform/tables/read-table.ts';
import { readBatch, withinBatch } from '../batch-access.ts';
import { findLines } from '../queries/list-lines.ts';
import { batchPolicies } from '../rosters.policy.ts';
import type { RosterLineRow } from '../rosters.presenter.ts';
import type { BatchRow } from '../rosters.tables.ts';

const MAX_BYTES = 30 * 1024 * 1024;
const KEYS = ['identity', 'serial', 'token', 'account', 'mailbox', 'taxCode', 'budgetCode'] as const;

async function readBytes(files: AsyncIterable<UploadedFile>): Promise<{ name: string; bytes: Buffer }> {
  for await (const { name, stream } of files) {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > MAX_BYTES) {
        throw invalid('tables.too_large', 'Tệp kết quả lớn hơn 30 MB. Chia nhỏ rồi tải lên từng tệp.');
      }
      chunks.push(bytes);
    }
    return { name, bytes: Buffer.concat(chunks) };
  }
  throw invalid('tables.unreadable', 'Chưa chọn tệp kết quả. Chọn tệp XLSX hoặc CSV theo mẫu kết quả rồi tải lên.');
}

/** Namesakes of one agency are told apart by where they stand: in its own list, else in the merged one. */
function isThatNumber(row: RosterLineRow, { agencyName, originalNo, stt }: RosterResultRow): boolean {
  return agencyName !== '' && originalNo !== null ? row.no === originalNo : row.stt === stt;
}

/** The lines of the batch by everything that may name one of them. */
class Lines {
  private readonly by = new Map<string, RosterLineRow[]>();
  private readonly kind: BatchRow['kind'];

  constructor(kind: BatchRow['kind'], rows: readonly RosterLineRow[]) {
    this.kind = kind;
    for (const row of rows) {
      for (const key of this.keysOf(row.cells)) {
        const known = this.by.get(key);
        if (known === undefined) {
          this.by.set(key, [row]);
        } else {
          known.push(row);
        }
      }
    }
  }

  private keysOf(cells: Readonly<Record<string, unknown>>): string[] {
    // The keys read what this kind of form has and nothing else.
    const keys = itemKeys(this.kind, cells as Parameters<typeof itemKeys>[1]);
    const strong = KEYS.flatMap((key) => (keys[key] === undefined ? [] : [`${key}|${keys[key]}`]));
    return keys.name === '' ? strong : [...strong, `name|${keys.name}`];
  }

  /** The one line a row can only mean: by number, account or address first, then by name with agency and STT. */
  find(result: RosterResultRow): RosterLineRow | undefined {
    const keys = this.keysOf(result.values);
    const strong = keys.filter((key) => !key.startsWith('name|'));
    const names = keys.filter((key) => key.startsWith('name|'));
    for (const key of strong) {
      const found = this.by.get(key) ?? [];
      if (found.length > 0) {
        return this.single(found, result, names);
      }
    }
    // A number that is nobody's is a mistake, not a reason to go by the name.
    return strong.length > 0
      ? undefined
      : this.single(
          names.flatMap((key) => this.by.get(key) ?? []),
          result,
          [],
        );
  }

  private single(
    found: readonly RosterLineRow[],
    result: RosterResultRow,
    names: readonly string[],
  ): RosterLineRow | undefined {
    const steps: ((row: RosterLineRow) => boolean)[] = [
      (row) => names.length === 0 || this.keysOf(row.cells).some((key) => names.includes(key)),
      (row) => result.agencyName === '' || nameKey(row.agency_name) === nameKey(result.agencyName),
    ];
    const left = found.filter((row) => steps.every((fits) => fits(row)));
    const [first, second] = left.length > 1 ? left.filter((row) => isThatNumber(row, result)) : left;
    return second === undefined ? first : undefined;
  }
}

const ANSWERS = [
  'reason',
  'serial',
  'validFrom',
  'validTo',
  'tokenSerial',
  'revokedOn',
  'accountName',
  'address',
  'effectiveOn',
] as const;

function asResult(line: RosterLineRow, result: RosterResultRow): LineResult {
  const answer = Object.fromEntries(ANSWERS.flatMap((key) => (result[key] === undefined ? [] : [[key, result[key]]])));
  return { lineId: line.id, outcome: result.outcome, ...answer };
}

/** Sheets of one workbook together; sheets that are no results are named only when there is nothing else. */
function readAll(kind: BatchRow['kind'], tables: readonly FormTable[], from1904: boolean): ReadResultTable {
  const read = tables.map((table) => readResultTable(kind, table, from1904));
  const isHeadless = ({ findings }: ReadResultTable) =>
    findings.some(({ code }) => code === 'requests.table_no_heading');
  const good = read.filter((one) => !isHeadless(one));
  const shown = good.length === 0 ? read.slice(0, 1) : good;
  return { results: shown.flatMap(({ results }) => results), findings: shown.flatMap(({ findings }) => findings) };
}

function describe(result: RosterResultRow): string {
  return [result.agencyName, ...Object.values(result.values)]
    .filter((text) => text !== '')
    .join(' · ')
    .slice(0, 300);
}

/**
 * Reads a sheet of results and matches it with the lines; nothing is stored. What matches no line, or more than one, stays a list to be
 * worked through by hand. @throws AppError 422 `tables.unreadable`, 413 `tables.too_large`
 */
export async function previewResults(
  context: ActingContext,
  id: string,
  files: AsyncIterable<UploadedFile>,
): Promise<z.infer<typeof ResultPreview>> {
  const { row: batch, facts } = await readBatch(context, id);
  batchPolicies.authorize('requests.roster_record', context.subject, facts);
  const workbook = await readTable(await readBytes(files));
  const { results, findings } = readAll(batch.kind, workbook.tables, workbook.from1904);
  const rows = await withinBatch(batch, () => findLines(context.db, batch, { limit: null, offset: 0 }));
  const lines = new Lines(batch.kind, rows);
  const preview: z.infer<typeof ResultPreview> = { results: [], matched: 0, findings: [...findings], unmatched: [] };
  const taken = new Map<string, number>();
  for (const result of results) {
    const line = lines.find(result);
    const before = line === undefined ? undefined : taken.get(line.id);
    if (line === undefined) {
      preview.unmatched.push({ row: result.row, text: describe(result) });
    } else if (before !== undefined) {
      const message = `Dòng ${result.row} và dòng ${before} của tệp là kết quả của cùng một đề nghị. Giữ một dòng.`;
      const where = { row: result.row, column: '', label: 'Kết quả' };
      preview.findings.push({ code: 'requests.duplicate_item', severity: 'error', ...where, message });
    } else {
      taken.set(line.id, result.row);
      preview.results.push(asResult(line, result));
    }
  }
  return { ...preview, matched: preview.results.length };
}
