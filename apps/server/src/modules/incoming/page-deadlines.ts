import { findDueDates } from '@congvu/vntext';

/** A deadline as the page words it, without the date it comes to: that depends on the day the letter was written. */
export interface PageDeadline {
  /** `Mẫu số 09, 10`; empty when the passage names no form. */
  forms: string;
  /** What has to be done or sent by then, in the letter's words. */
  subject: string;
  /** `trước ngày 02/4/2021` */
  found: string;
  /** The clause it stands in. */
  quote: string;
  /** `Mục 3. Hệ thống quản lý văn bản và điều hành`; empty outside numbered parts. */
  section: string;
  page: number;
}

interface Paragraph {
  text: string;
  page: number;
  section: string;
}

/** One letter asks for a handful of things; a book of forms is not turned into a list. */
const MAX_FOUND = 20;
const MAX_SUBJECT = 160;
const MAX_QUOTE = 400;
/** A heading that stands alone, or opens its paragraph before a colon. */
const SECTION = /^(?:(?<number>\d{1,2})\.|(?<roman>[IVX]{1,5})\.)\s+(?<title>.+)$/u;
const LONGEST_TITLE = 90;
const PARAGRAPH_MARK = /^(?:[-–•*+]\s|\(\p{Lu}|\d{1,2}\.\s|[IVX]{1,5}\.\s|\p{Ll}\)\s)/u;
const NUMBERS = '\\d{1,2}(?:\\s*(?:,|và|đến|-|–)\\s*(?:mẫu\\s+(?:số\\s+)?)?\\d{1,2})*';
const FORMS = new RegExp(`mẫu\\s+(?:biểu\\s+)?(?:(?:từ\\s+)?số|từ|số)?\\s*(${NUMBERS})(?![\\d/])`, 'giu');
/** "(Có mẫu số 08 kèm theo)" behind the sentence it belongs to. */
const NOTE_BEHIND = /^[\s.;]*\((?=[^()]{0,40}mẫu)[^()]*\)/iu;
/** Where the object of the duty ends and the way of sending begins. */
const SENDING =
  /\s{0,9}(?:\(|[,;]?\s{1,9}(?:theo\s{1,9}(?:biểu\s{1,9}|các\s{1,9})?mẫu|theo\s{1,9}phụ\s{1,9}lục|(?:và\s{1,9})?gửi(?:\s|$)))/iu;
const LIST_OF = /^.*?lập\s+(?:các\s+)?danh\s+sách\s+(?:đề\s+nghị\s+)?/iu;

function isPageNumber(line: string): boolean {
  return /^\d{1,3}$/.test(line.trim());
}

function join(before: string, line: string): string {
  // A symbol cut at its hyphen ("QĐ-" / "UBND") goes together without a space.
  return /\p{Lu}-$/u.test(before) ? before + line : `${before} ${line}`;
}

function sectionOf(text: string): string | undefined {
  const { number, roman, title = '' } = SECTION.exec(text)?.groups ?? {};
  if (number === undefined && roman === undefined) {
    return undefined;
  }
  const name = title.split(/[:.]/u)[0]?.trim() ?? '';
  const label = number === undefined ? `Phần ${roman}` : `Mục ${number}`;
  return name === '' || name.length > LONGEST_TITLE ? label : `${label}. ${name}`;
}

/** Rows of the pages as running paragraphs, each with the page it begins on and the part it stands in. */
function paragraphsOf(pages: readonly string[]): Paragraph[] {
  const found: Paragraph[] = [];
  let section = '';
  for (const [index, page] of pages.entries()) {
    for (const row of page.split('\n').filter((candidate) => !isPageNumber(candidate))) {
      const line = row.replace(/\s+/gu, ' ').trim();
      const last = found.at(-1);
      if (last !== undefined && !row.startsWith('\t') && !PARAGRAPH_MARK.test(line)) {
        last.text = join(last.text, line);
      } else {
        section = sectionOf(line) ?? section;
        found.push({ text: line, page: index + 1, section });
      }
    }
  }
  // A heading that ran over two rows is whole only now.
  return found.map((paragraph) => {
    const own = sectionOf(paragraph.text);
    return own === undefined ? paragraph : { ...paragraph, section: own };
  });
}

/** The clause around a place: between semicolons and sentence ends. */
function clauseAround(text: string, index: number, length: number): { start: number; end: number } {
  const borders = [...text.matchAll(/;\s|\.\s+(?=\p{Lu}|\()/gu)].map(({ index: at }) => at);
  const before = borders.filter((at) => at < index).at(-1);
  const after = borders.find((at) => at >= index + length);
  return { start: before === undefined ? 0 : before + 1, end: after ?? text.length };
}

function formsIn(text: string): string | undefined {
  const last = [...text.matchAll(FORMS)].at(-1)?.[1];
  return last === undefined ? undefined : `Mẫu số ${last.replace(/mẫu\s+(?:số\s+)?/giu, '').replace(/\s+/gu, ' ')}`;
}

/** The forms named before the date in its clause, else anywhere in it, else in the note behind it. */
function formsOf(clause: string, at: number, behind: string): string {
  return formsIn(clause.slice(0, at)) ?? formsIn(clause) ?? formsIn(NOTE_BEHIND.exec(behind)?.[0] ?? '') ?? '';
}

function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/\s+\S*$/u, '')}…`;
}

function bare(text: string): string {
  return text.replace(/^(?:[-–•*+]|\d{1,2}\.|[IVX]{1,5}\.|\p{Ll}\))\s*/u, '').replace(/[\s,:;]+$/u, '');
}

/** What the clause wants: without its actor and its way of sending where it asks for a list, the whole of it otherwise. */
function subjectOf(clause: string, at: number, found: string): string {
  const before = clause.slice(0, at).trim();
  const words = bare(before === '' ? clause.slice(at + found.length).replace(/^[\s,]+/u, '') : before);
  const object = words.slice(0, SENDING.exec(words)?.index ?? words.length);
  const list = object.replace(LIST_OF, '');
  return shorten(list !== object && list.length > 3 ? list : bare(object.length < 12 ? words : object), MAX_SUBJECT);
}

/** A note that stands as a paragraph of its own right behind. */
function noteBehind(paragraphs: readonly Paragraph[], index: number, rest: string): string {
  return rest.replace(/[\s.;]+$/u, '') === '' ? (paragraphs[index + 1]?.text ?? '') : rest;
}

function readParagraph(paragraphs: readonly Paragraph[], index: number, writtenOn: string): PageDeadline[] {
  const paragraph = paragraphs[index];
  if (paragraph === undefined) {
    return [];
  }
  const text = paragraph.text.normalize('NFC');
  return findDueDates(text, writtenOn).map((due) => {
    const { start, end } = clauseAround(text, due.index, due.found.length);
    const clause = text.slice(start, end);
    const at = due.index - start;
    return {
      forms: formsOf(clause, at, noteBehind(paragraphs, index, text.slice(end))),
      subject: subjectOf(clause, at, due.found),
      found: due.found,
      quote: shorten(clause.trim(), MAX_QUOTE),
      section: paragraph.section,
      page: paragraph.page,
    };
  });
}

/** Deadlines in the words of a letter's pages (rows a line, a tab before the first row of a paragraph), in reading order. */
export function readPageDeadlines(pages: readonly string[], writtenOn: string): PageDeadline[] {
  const paragraphs = paragraphsOf(pages);
  return paragraphs.flatMap((_, index) => readParagraph(paragraphs, index, writtenOn)).slice(0, MAX_FOUND);
}
