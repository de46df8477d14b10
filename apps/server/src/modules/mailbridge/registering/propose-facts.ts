import type { ProposedFacts } from '@congvu/contracts';
import { findDocumentTypeByName, parseNumberSymbol } from '@congvu/nd30';

/** A page as `extractPdfText` writes it: three spaces between two columns, a tab before an indented row. */
interface Row {
  left: string;
  right: string;
}

const HEAD_ROWS = 30;
const NUMBER = /^Số\s*[:.]?\s*(\d{1,6}\s*\/\s*\S(?:[^\n]{0,60}\S)?)$/iu;
const DAY = /ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})/iu;
const STATE_NAME = /CỘNG\s+(?:HÒA|HOÀ)\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM/u;
const MOTTO = /^Độc\s+lập\s*[-–]\s*Tự\s+do/iu;
const ADDRESSED = /^Kính\s+gửi/iu;
const SUBJECT_MARK = /^V\/v\s*:?\s*/iu;
const BODY_STARTS = /^(?:Kính\s+gửi|Căn\s+cứ|Thực\s+hiện|Điều\s+\d|[IVX]+\.\s|\d+\.\s|Theo\s+đề\s+nghị)/iu;
/** The first line of a name that the next one ends: "ỦY BAN NHÂN DÂN" above "HUYỆN TAM ĐƯỜNG". */
const OPEN_NAME = /^(?:ỦY|UỶ)\s+BAN\s+NHÂN\s+DÂN$|^HỘI\s+ĐỒNG\s+NHÂN\s+DÂN$/u;
const URGENCIES: readonly (readonly [RegExp, ProposedFacts['urgency']])[] = [
  [/^(?:HỎA|HOẢ)\s+TỐC$/u, 'express'],
  [/^THƯỢNG\s+KHẨN$/u, 'very_urgent'],
  [/^KHẨN$/u, 'urgent'],
];

function rowsOf(page: string): Row[] {
  return page
    .normalize('NFC')
    .split('\n')
    .slice(0, HEAD_ROWS)
    .map((line) => {
      const [left = '', ...others] = line.split(/ {3,}/u).map((part) => part.trim());
      return { left, right: others.join(' ') };
    });
}

function isUpper(text: string): boolean {
  return /\p{Lu}/u.test(text) && text === text.toLocaleUpperCase('vi');
}

function joined(lines: readonly string[]): string {
  return lines.join(' ').replace(/\s+/gu, ' ').trim();
}

function readDay(rows: readonly Row[]): string | null {
  for (const { left, right } of rows) {
    const [, day = '', month = '', year = ''] = DAY.exec(`${left} ${right}`) ?? [];
    const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (year !== '' && !Number.isNaN(Date.parse(written)) && new Date(written).toISOString().startsWith(written)) {
      return written;
    }
  }
  return null;
}

/** The number as printed, with the row it stands in; the head of the letter ends there. */
function readNumber(rows: readonly Row[]): { at: number; numberSymbol: string } {
  for (const [at, { left }] of rows.entries()) {
    const written = NUMBER.exec(left)?.[1];
    const parsed = written === undefined ? undefined : parseNumberSymbol(written);
    if (written !== undefined && parsed !== undefined) {
      return { at, numberSymbol: written.replace(/\s*([/–-])\s*/gu, '$1').replace(/[.,;]+$/u, '') };
    }
  }
  return { at: -1, numberSymbol: '' };
}

/** Above the number on the left: the governing body, then whoever issues. */
function readIssuer(rows: readonly Row[], numberAt: number): string {
  const names = rows
    .slice(0, Math.max(numberAt, 0))
    .map(({ left }) => left)
    .filter((text) => text !== '' && isUpper(text) && !STATE_NAME.test(text) && !MOTTO.test(text));
  const last = names.at(-1) ?? '';
  const before = names.at(-2) ?? '';
  return joined(OPEN_NAME.test(before) ? [before, last] : [last]);
}

/** Ô 5b of a công văn, under its number; in the left column, or in the right one when a writer set it there. */
function readSubject(rows: readonly Row[], numberAt: number): string {
  const start = rows.findIndex(({ left }, at) => at > numberAt && SUBJECT_MARK.test(left));
  if (numberAt < 0 || start < 0) {
    return '';
  }
  const below = rows.slice(start).map(({ left }) => left);
  const end = below.findIndex((text, at) => at > 0 && (text === '' || BODY_STARTS.test(text)));
  return joined(below.slice(0, end < 0 ? 4 : end)).replace(SUBJECT_MARK, '');
}

/** Ô 5a of a named type: its name alone on a row, then what it is about. */
function readTitle(rows: readonly Row[], numberAt: number): { documentType: string; abstract: string } | undefined {
  for (const [at, { left }] of rows.entries()) {
    const type = at > numberAt && isUpper(left) ? findDocumentTypeByName(left) : undefined;
    if (type !== undefined) {
      const below = rows.slice(at + 1).map(({ left: text }) => text);
      const end = below.findIndex((text) => text === '' || BODY_STARTS.test(text) || /[.;:]$/u.test(text));
      return { documentType: type.code, abstract: joined(below.slice(0, end < 0 ? 3 : end)) };
    }
  }
  return undefined;
}

function readUrgency(rows: readonly Row[]): ProposedFacts['urgency'] {
  const words = rows.flatMap(({ left, right }) => [left, right]);
  return URGENCIES.find(([stamp]) => words.some((word) => stamp.test(word)))?.[1] ?? 'normal';
}

type ReadFacts = Pick<
  ProposedFacts,
  'numberSymbol' | 'issuedOn' | 'issuingAgencyName' | 'documentType' | 'abstract' | 'urgency'
>;

/**
 * The facts the head of a page tells (Decree 30/2020 Annex I, ô 2–5 and 10b), for a clerk to look through; undefined when there are no
 * words, or words of something else.
 */
export function proposeFacts(page: string): ReadFacts | undefined {
  const rows = rowsOf(page);
  const { at, numberSymbol } = readNumber(rows);
  const title = readTitle(rows, at);
  const isLetter = rows.some(({ left, right }) => STATE_NAME.test(`${left} ${right}`) || ADDRESSED.test(left));
  if (at < 0 && (title === undefined || !isLetter)) {
    return undefined;
  }
  return {
    numberSymbol,
    issuedOn: readDay(rows),
    issuingAgencyName: readIssuer(rows, at),
    documentType: title?.documentType ?? 'official_letter',
    abstract: title?.abstract ?? readSubject(rows, at),
    urgency: readUrgency(rows),
  };
}
