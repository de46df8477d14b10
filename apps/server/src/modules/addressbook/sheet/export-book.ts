import { PassThrough } from 'node:stream';
import ExcelJS from 'exceljs';
import { record } from '#modules/audit';
import { isTopAgency } from '#modules/org';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { EXAMPLE_MARK } from '../../../platform/tables/register-sheet.ts';
import { writeTemplate, xlsxAnswer } from '../../../platform/tables/write-sheet.ts';
import { ANYWHERE, bookPolicies } from '../addressbook.policy.ts';
import type { ListedRow } from '../addressbook.store.ts';
import { type BookFilter, readBook } from '../queries/list-book.ts';
import { BOOK_COLUMNS } from './book-columns.ts';

const COLUMNS = [
  ['Mã theo Quyết định 20/2020', 26],
  ['Mã theo QCVN 102', 22],
  ['Tên cơ quan', 60],
  ['Cơ quan cấp trên', 60],
  ['Thư công vụ', 34],
  ['Tình trạng', 18],
] as const;
const PIECE = 1_000;
/** A cell that starts so would be run as a formula once the sheet is saved as CSV (CWE-1236). */
const FORMULA_START = /^[=+\-@\t\r]/;

export async function bookTemplate(context: ActingContext): Promise<FileAnswer> {
  const { db, subject } = context;
  bookPolicies.authorize('addressbook.import', subject, { top: await isTopAgency(db, subject.agencyId) });
  return xlsxAnswer('mau-so-dia-chi.xlsx', await writeTemplate('Sổ địa chỉ', BOOK_COLUMNS, EXAMPLE_MARK));
}

function cellsOf(row: ListedRow): string[] {
  return [
    row.code_qd20 ?? (row.code_qcvn102 === null ? row.code : ''),
    row.code_qcvn102 ?? '',
    row.name,
    row.path,
    row.mail,
    row.closed ? 'Đã đóng' : 'Đang hoạt động',
  ].map((text) => (FORMULA_START.test(text) ? `'${text}` : text));
}

/** Piece by piece: the whole book is a hundred thousand rows. */
async function writeRows(context: ActingContext, filter: BookFilter, target: PassThrough): Promise<void> {
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: target, useStyles: true, useSharedStrings: false });
  const sheet = workbook.addWorksheet('Sổ địa chỉ', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = COLUMNS.map(([header, width]) => ({ header, width }));
  sheet.getRow(1).font = { bold: true };
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const { rows, next } = await readBook(context.db, filter, { cursor, limit: PIECE });
    for (const row of rows) {
      sheet.addRow(cellsOf(row)).commit();
    }
    cursor = next;
  }
  sheet.commit();
  await workbook.commit();
}

/** The book as it is filtered, in its order. */
export async function exportBook(context: ActingContext, filter: BookFilter): Promise<FileAnswer> {
  const { subject } = context;
  bookPolicies.authorize('addressbook.read', subject, ANYWHERE);
  await command({ ...context, idempotency: undefined }, async (tx) => {
    await record(tx, context, {
      action: 'addressbook.exported',
      agencyId: subject.agencyId,
      objectKind: 'address_book',
      objectId: subject.agencyId,
      detail: { ...filter },
    });
    return null;
  });
  const stream = new PassThrough();
  writeRows(context, filter, stream).catch((error: Error) => stream.destroy(error));
  return { ...xlsxAnswer('so-dia-chi.xlsx', Buffer.alloc(0)), stream };
}
