import type { OutgoingRegisterQuery, OutgoingRegisterRow } from '@congvu/contracts';
import { printedCheckpoint, record } from '#modules/audit';
import {
  type RegisterBook,
  type RegisterColumn,
  type RegisterCover,
  renderRegisterPdf,
  renderRegisterXlsx,
} from '#modules/documents';
import { type Agency, getAgency } from '#modules/org';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { printDay, printMoment } from '../../../platform/print-dates.ts';
import { outgoingAgencyPolicies } from '../outgoing.policy.ts';
import { findRegister, type RegisterHead, readLines } from './register-rows.ts';

/** As many as one print takes (documents.renderRegisterPdf). */
const MAX_LINES = 20_000;

const COLUMNS: RegisterColumn[] = [
  { title: 'Số, ký hiệu văn bản', widthMm: 30, align: 'left' },
  { title: 'Ngày tháng văn bản', widthMm: 22, align: 'center' },
  { title: 'Tên loại và trích yếu nội dung văn bản', align: 'left' },
  { title: 'Người ký', widthMm: 28, align: 'left' },
  { title: 'Nơi nhận văn bản', widthMm: 42, align: 'left' },
  { title: 'Đơn vị, người nhận bản lưu', widthMm: 22, align: 'left' },
  { title: 'Số lượng bản', widthMm: 14, align: 'center' },
  { title: 'Ngày chuyển', widthMm: 22, align: 'center' },
  { title: 'Ký nhận', widthMm: 18, align: 'left' },
  { title: 'Ghi chú', widthMm: 26, align: 'left' },
];

function cells(line: OutgoingRegisterRow): string[] {
  return [
    line.numberSymbol,
    printDay(line.issuedOn ?? ''),
    `${line.typeName}: ${line.abstract}`,
    line.signatory,
    line.recipients,
    line.filedCopyHolder,
    String(line.copies),
    printDay(line.sentOn ?? ''),
    // Left blank for ink.
    '',
    line.note,
  ];
}

function coverOf(agency: Agency, register: RegisterHead, lines: readonly OutgoingRegisterRow[]): RegisterCover {
  const [first, last] = [lines[0], lines.at(-1)];
  return {
    governingName: agency.governing_name.replace(/\s*\n\s*/gu, ' '),
    agencyName: agency.heading_name.replace(/\s*\n\s*/gu, ' '),
    year: register.year,
    fromDate: printDay(first?.issuedOn ?? ''),
    toDate: printDay(last?.issuedOn ?? ''),
    ...(first !== undefined && { fromNumber: String(first.number) }),
    ...(last !== undefined && { toNumber: String(last.number) }),
    volume: 1,
  };
}

async function composeBook(context: ActingContext, query: OutgoingRegisterQuery): Promise<RegisterBook> {
  const { subject } = context;
  outgoingAgencyPolicies.authorize('outgoing.print_register', subject, subject);
  const register = await findRegister(context, query);
  const [agency, lines] = await Promise.all([
    getAgency(context.db, subject.agencyId),
    readLines(context, register, query, { order: 'asc', limit: MAX_LINES + 1 }),
  ]);
  if (lines.length > MAX_LINES) {
    throw invalid(
      'outgoing.print_too_large',
      `Phần cần in có hơn ${MAX_LINES} dòng. Thu hẹp khoảng số hoặc khoảng ngày rồi in từng quyển.`,
    );
  }
  const [first, last] = [lines[0], lines.at(-1)];
  const range =
    first === undefined || last === undefined ? 'chưa có văn bản' : `từ số ${first.number} đến số ${last.number}`;
  return {
    title: register.name.toLocaleUpperCase('vi'),
    subtitle: `Năm ${register.year}, ${range}`,
    cover: coverOf(agency, register, lines),
    columns: COLUMNS,
    rows: lines.map(cells),
    struck: lines.flatMap((line, index) => (line.cancelled ? [index] : [])),
    printedBy: subject.displayName,
    printedAt: printMoment(context.clock.now()),
  };
}

/** Every print and export of the register is on record (Decree 30/2020 Annex VI, 6l). */
async function recordPrint(context: ActingContext, book: RegisterBook, format: 'pdf' | 'xlsx'): Promise<void> {
  const { agencyId } = context.subject;
  await command(context, (tx) =>
    record(tx, context, {
      action: 'outgoing.register_printed',
      agencyId,
      objectKind: 'register',
      objectId: agencyId,
      detail: { format, subtitle: book.subtitle, rows: book.rows.length },
    }),
  );
}

function download(bytes: Buffer, mediaType: string, name: string): FileAnswer {
  return {
    stream: bytes,
    headers: {
      'content-type': mediaType,
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'cache-control': 'private, no-store',
    },
  };
}

export async function printRegister(context: ActingContext, query: OutgoingRegisterQuery): Promise<FileAnswer> {
  const book = await composeBook(context, query);
  const bytes = await renderRegisterPdf({ ...book, checkpoint: await printedCheckpoint(context.db) });
  await recordPrint(context, book, 'pdf');
  return download(bytes, 'application/pdf', `${book.title}, ${book.subtitle}.pdf`);
}

export async function exportRegister(context: ActingContext, query: OutgoingRegisterQuery): Promise<FileAnswer> {
  const book = await composeBook(context, query);
  const bytes = await renderRegisterXlsx(book);
  await recordPrint(context, book, 'xlsx');
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return download(bytes, type, `${book.title}, ${book.subtitle}.xlsx`);
}
