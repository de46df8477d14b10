import type { FormFindingView, ImportedRows, RequestKind } from '@congvu/contracts';
import {
  emptyForm,
  type FormDefinition,
  formByKind,
  isListForm,
  type ReadFormTables,
  readFormTables,
} from '@congvu/forms';
import { renderFormXlsx } from '@congvu/forms/render';
import type { z } from 'zod';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import type { FileAnswer, UploadedFile } from '../../../platform/http/route.ts';
import { readTable } from '../../../platform/tables/read-table.ts';
import { checkRequest } from '../engine/check.ts';
import { asDownload } from '../queries/read-files.ts';
import { requestDeskPolicies } from '../requests.policy.ts';

type Answer = z.infer<typeof ImportedRows>;

/** Ten thousand lines of the widest form. */
const MAX_BYTES = 20 * 1024 * 1024;

async function readOne(files: AsyncIterable<UploadedFile>): Promise<{ name: string; bytes: Buffer }> {
  for await (const file of files) {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const part of file.stream) {
      const chunk = typeof part === 'string' ? Buffer.from(part) : part;
      size += chunk.length;
      if (size > MAX_BYTES) {
        throw new AppError('tables.too_large', 413, 'Tệp quá 20 MB. Chia nhỏ danh sách rồi tải lên từng tệp.');
      }
      chunks.push(chunk);
    }
    return { name: file.name, bytes: Buffer.concat(chunks) };
  }
  throw invalid('tables.unreadable', 'Chưa chọn tệp. Chọn một tệp Excel hoặc CSV rồi tải lên.');
}

function listForm(context: ActingContext, kind: RequestKind): FormDefinition {
  const form = formByKind(kind, vietnamDate(context.clock.now()));
  if (!isListForm(form)) {
    throw invalid(
      'requests.import_errors',
      `${form.label} điền từng mục, không nhập từ bảng tính. Chỉ Mẫu số 06 đến 10 nhập được danh sách.`,
    );
  }
  return form;
}

function partKey(row: { part?: string }): string {
  return row.part ?? '';
}

/** Indexes of the rows an error speaks of: the rules count within the part, the sheet counts its own rows. */
function badRows(read: ReadFormTables, rules: readonly FormFindingView[]): Set<number> {
  const bad = new Set<number>();
  const places = new Map(read.sheetRows.map((row, index) => [`${read.rowSheets[index]}|${row}`, index]));
  for (const { severity, sheet, row } of read.findings) {
    const index = places.get(`${sheet}|${row}`);
    if (severity === 'error' && index !== undefined) {
      bad.add(index);
    }
  }
  const numbered = new Map<string, number>();
  const counted = new Map<string, number>();
  for (const [index, row] of read.rows.entries()) {
    const no = (counted.get(partKey(row)) ?? 0) + 1;
    counted.set(partKey(row), no);
    numbered.set(`${partKey(row)}|${no}`, index);
  }
  for (const { severity, row, part } of rules) {
    const index = row === null ? undefined : numbered.get(`${part ?? ''}|${row}`);
    if (severity === 'error' && index !== undefined) {
      bad.add(index);
    }
  }
  return bad;
}

/**
 * A spreadsheet read into rows with everything the reader and the rules have to say of them; nothing is stored. The page keeps
 * the good ones, or all.
 */
export async function previewRows(
  context: ActingContext,
  kind: RequestKind,
  files: AsyncIterable<UploadedFile>,
): Promise<Answer> {
  requestDeskPolicies.authorize('requests.create', context.subject, { own: false });
  const form = listForm(context, kind);
  const { tables, from1904 } = await readTable(await readOne(files));
  const read = readFormTables(form.code, tables, from1904);
  const rules = await checkRequest(context.db, context, {
    agency_id: context.subject.agencyId,
    content: { form: form.code, set: form.set, rows: read.rows },
    nil: read.rows.length === 0,
    declarant_person_id: null,
    signs_regularly: false,
    kind,
  });
  const bad = badRows(read, rules);
  return {
    rows: read.rows.map((row) => ({ ...row })),
    sheetRows: [...read.sheetRows],
    findings: read.findings.map((finding) => ({ ...finding })),
    rules,
    ignoredColumns: [...read.ignoredColumns],
    good: read.rows.length - bad.size,
  };
}

/** The empty list to fill in and bring back. */
export async function downloadTemplate(context: ActingContext, kind: RequestKind): Promise<FileAnswer> {
  const form = listForm(context, kind);
  const bytes = await renderFormXlsx(emptyForm(form.code, form.set));
  return asDownload(bytes, `${form.label} - ${form.shortTitle}.xlsx`, 'xlsx');
}
