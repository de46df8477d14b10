import type { IncomingRegisterRow, PrintIncomingRegister } from '@congvu/contracts';
import { printedCheckpoint } from '#modules/audit';
import { type RegisterBook, type RegisterColumn, renderRegisterPdf, renderRegisterXlsx } from '#modules/documents';
import { getAgency } from '#modules/org';
import { vietnamDate, vietnamYear } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { printDay, printTime } from '../../../platform/print-dates.ts';
import { authorizeInAgency } from '../incoming.policy.ts';
import { findBookRows, presentBookRow } from './read-book.ts';

const MAX_ROWS = 20_000;
/** Every printed date carries its year. */

interface BookForm {
  title: string;
  columns: RegisterColumn[];
  cells(row: IncomingRegisterRow): string[];
  hasNumbers: boolean;
}

function printed(day: string | null): string {
  return day === null ? '' : printDay(day);
}

function titleOf(row: IncomingRegisterRow): string {
  return [row.typeName, row.abstract].filter((part) => part !== '').join('. ');
}

const center = (title: string, widthMm: number): RegisterColumn => ({ title, widthMm, align: 'center' });
const left = (title: string, widthMm: number): RegisterColumn => ({ title, widthMm, align: 'left' });

/** Decree 30/2020 Annex IV: the ten columns of the book, the seven of the follow-up. */
const FORMS: Record<PrintIncomingRegister['book'], BookForm> = {
  register: {
    title: 'SỔ ĐĂNG KÝ VĂN BẢN ĐẾN',
    hasNumbers: true,
    columns: [
      center('Ngày đến', 19),
      center('Số đến', 13),
      left('Tác giả', 36),
      left('Số, ký hiệu văn bản', 30),
      center('Ngày tháng văn bản', 19),
      { title: 'Tên loại và trích yếu nội dung văn bản', align: 'left' },
      left('Đơn vị hoặc người nhận', 38),
      center('Ngày chuyển', 19),
      left('Ký nhận', 24),
      left('Ghi chú', 22),
    ],
    cells: (row) => [
      printed(row.arrivedOn),
      String(row.arrivalNumber),
      row.author,
      row.numberSymbol,
      printed(row.issuedOn),
      titleOf(row),
      row.receiver,
      printed(row.forwardedOn),
      row.receipt,
      row.note,
    ],
  },
  follow_up: {
    title: 'SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN',
    hasNumbers: false,
    columns: [
      center('Số đến', 15),
      { title: 'Tên loại, số và ký hiệu, ngày tháng và tác giả văn bản', align: 'left' },
      left('Đơn vị hoặc người nhận', 58),
      center('Thời hạn giải quyết', 24),
      left('Tiến độ giải quyết', 38),
      left('Số, ký hiệu văn bản trả lời', 36),
      left('Ghi chú', 30),
    ],
    cells: (row) => [
      String(row.arrivalNumber),
      [[row.typeName, row.numberSymbol].filter((part) => part !== '').join(' '), printed(row.issuedOn), row.author]
        .filter((part) => part !== '')
        .join(', '),
      row.receiver,
      printed(row.dueOn),
      row.progress,
      row.replyNumberSymbol,
      row.note,
    ],
  },
};

async function buildBook(context: ActingContext, query: PrintIncomingRegister): Promise<RegisterBook> {
  authorizeInAgency(context.subject, 'incoming.print_book');
  const now = context.clock.now();
  const today = vietnamDate(now);
  const year = query.year ?? vietnamYear(now);
  const found = await findBookRows(context, year, query, { limit: MAX_ROWS + 1, ascending: true });
  if (found.length > MAX_ROWS) {
    throw invalid(
      'incoming.print_too_large',
      `Phần cần in có hơn ${MAX_ROWS} dòng, mỗi lần in được ${MAX_ROWS}. Thu hẹp khoảng số hoặc khoảng ngày rồi in từng quyển.`,
    );
  }
  const rows = found.map((row) => presentBookRow(row, today));
  const form = FORMS[query.book];
  const numbers = rows.map((row) => row.arrivalNumber);
  const days = rows.map((row) => row.arrivedOn).sort();
  const range = numbers.length === 0 ? '' : `, từ số ${numbers[0]} đến số ${numbers.at(-1)}`;
  const agency = await getAgency(context.db, context.subject.agencyId);
  return {
    title: form.title,
    subtitle: `Năm ${year}, quyển số 1${range}`,
    ...(query.cover && {
      cover: {
        governingName: agency.governing_name,
        agencyName: agency.name,
        year,
        fromDate: printed(days[0] ?? null),
        toDate: printed(days.at(-1) ?? null),
        ...(form.hasNumbers &&
          numbers.length > 0 && { fromNumber: String(numbers[0]), toNumber: String(numbers.at(-1)) }),
        volume: 1,
      },
    }),
    columns: form.columns,
    rows: rows.map(form.cells),
    struck: rows.flatMap((row, index) => (row.state === 'returned' || row.state === 'recalled' ? [index] : [])),
    printedBy: context.subject.displayName,
    printedAt: `${printTime(now)} ngày ${printed(today)}`,
  };
}

function headers(name: string, mediaType: string, size: number, inline: boolean): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-length': String(size),
    'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
    'cache-control': 'no-store',
  };
}

function fileName(query: PrintIncomingRegister, extension: string): string {
  return `${query.book === 'register' ? 'So-dang-ky-van-ban-den' : 'So-theo-doi-giai-quyet-van-ban-den'}.${extension}`;
}

/** The book as PDF/A with every legal column, to be printed, bound and signed for (Decree 30/2020 Art. 22). */
export async function printBook(context: ActingContext, query: PrintIncomingRegister): Promise<FileAnswer> {
  const [book, checkpoint] = [await buildBook(context, query), await printedCheckpoint(context.db)];
  const pdf = await renderRegisterPdf({ ...book, checkpoint });
  return { stream: pdf, headers: headers(fileName(query, 'pdf'), 'application/pdf', pdf.length, !query.download) };
}

export async function exportBook(context: ActingContext, query: PrintIncomingRegister): Promise<FileAnswer> {
  const workbook = await renderRegisterXlsx(await buildBook(context, query));
  const mediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return { stream: workbook, headers: headers(fileName(query, 'xlsx'), mediaType, workbook.length, false) };
}
