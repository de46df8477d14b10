import { isBracketed } from './secrecy-lines.ts';
import { bareCapitals, isCapitals, readable } from './secrecy-readings.ts';
import { isBareLabel, isForOneReader, isStampLine, LETTER_LABEL, LEVEL_LABEL } from './secrecy-words.ts';

/** Everyday words that end in "mật", as a heading in capitals may break them: "BẢO VỆ BÍ / MẬT". */
const BROKEN_WORD = /(?:BÍ|BẢO|CƠ|THÂN|NỘI|HỎA|HOẢ|ĐỘ|DẤU|MÍA|GIẢI|TÚI|GAN|LẤY|LIỆU|DƯA|RỈ|TRĂNG)$/u;
const BARE_BROKEN_WORD =
  /(?:^| )(?:BI|BAO|CO|THAN|NOI|HOA|DO|DAU|MIA|GIAI|TUI|GAN|LAY|LIEU|GAP|TIEN|VANG|BE|HOP|RA|CHONG)$/u;
/** "Mức độ mật: Tối mật" as a line or a cell of its own, not in a sentence about levels. */
const LONGEST_LABEL = 40;
const LONGEST_NUMBER = 60;
/** What stands in the head of a letter, read without accents. */
const HEAD =
  /^(?:CONG HOA XA HOI|DANG CONG SAN|DOC LAP|SO\s?:|UBND|UY BAN|CONG AN|BAN CHI HUY|BO |HUYEN UY|DANG UY|BAN SO|HOA TOC|KHAN|THUONG KHAN)/u;
/** Rows in which the head of a page can stand. */
const HEAD_ROWS = 15;
/** "MẬT" as scanners misread it. Words of their own (MẶT, MẮT, MÁT, MẤT) are not among them. */
const MISREAD: ReadonlySet<string> = new Set([
  'MÂT',
  'MẬI',
  'MÂI',
  'MẠT',
  'MẦT',
  'MẪT',
  'MẨT',
  'MÀT',
  'MAT',
  'MẬL',
  'MẬF',
]);
const LOOKS_LIKE: Record<string, string> = { 0: 'O', 1: 'I', 4: 'A', 7: 'T', '|': 'I' };

/** Letters apart would fall into columns of their own. */
const APART = /(?<!\p{L})T\s(Ố\sI|U\sY\sỆ\sT)\s{1,6}M\sẬ\sT(?!\p{L})/gu;

type Mark = 'label' | 'stamp';

function isStamp(text: string): boolean {
  return (isCapitals(text) || /^\W*(?:Tối|Tuyệt) Mật\W*$/u.test(text)) && isStampLine(text);
}

/** At most one letter put in the place of another, of words of the same length. */
function differsByOne(word: string, other: string): boolean {
  return word.length === other.length && [...word].filter((letter, index) => letter !== other[index]).length <= 1;
}

/** TỐI MẬT and TUYỆT MẬT through the eyes of a bad scanner: accents lost, figures for letters, the frame read as strokes. */
function isMisreadStamp(cell: string): boolean {
  if (!isCapitals(cell) || cell.length > 40) {
    return false;
  }
  const inner = cell.trim().replace(/^[I|l[\]]\s+|\s+[I|l[\]]$/gu, '');
  const letters = bareCapitals(inner.replace(/[0147|]/gu, (sign) => LOOKS_LIKE[sign] ?? sign)).replace(/[^A-Z]/gu, '');
  return letters === 'TOIMAT' || letters === 'TOIMAI' || letters === 'TOLMAT' || differsByOne(letters, 'TUYETMAT');
}

interface Row {
  text: string;
  cells: string[];
  index: number;
}

function isHead(cell: string | undefined): boolean {
  return cell !== undefined && HEAD.test(bareCapitals(cell).replace(/\s+/gu, ' ').trim());
}

function continuesWord(above: string): boolean {
  const last = above.trim();
  return BROKEN_WORD.test(last) || (isCapitals(last) && BARE_BROKEN_WORD.test(bareCapitals(last)));
}

/** The one-word stamp misread, only where a stamp stands: in the head of a page, alone in its row or beside a part of the head. */
function isMisreadInHead(row: Row, rows: readonly Row[]): boolean {
  if (row.index >= HEAD_ROWS) {
    return false;
  }
  const at = row.cells.find((cell) => MISREAD.has(cell.replace(/[^\p{L}]/gu, '').toUpperCase()) && isCapitals(cell));
  if (at === undefined) {
    return false;
  }
  const others = row.cells.filter((cell) => cell !== at);
  if (others.length > 0) {
    return others.every(isHead);
  }
  const near = rows.slice(Math.max(0, row.index - 3), row.index).some(({ cells }) => cells.some(isHead));
  const next = rows[row.index + 1]?.text.trim() ?? '';
  return near && next !== '' && isCapitals(next);
}

/** "Mật" in small letters alone is somebody's name or a word, unless the number of the letter is its neighbour. */
function isBesideNumber(row: Row, rows: readonly Row[]): boolean {
  const beside = [rows[row.index - 1], rows[row.index + 1]];
  return row.text.trim() === 'Mật' && beside.some((one) => /^\s*Số\s?:/u.test(one?.text ?? ''));
}

function isStampRow(row: Row): boolean {
  if (isStamp(row.text.replace(/\s+/gu, ' '))) {
    return true;
  }
  const stamps = row.cells.filter((cell) => isStamp(cell) || isMisreadStamp(cell));
  const [first, last] = [row.cells[0], row.cells.at(-1)];
  const [stamp] = stamps;
  // A head of a table names several levels side by side; a stamp is one, at an edge of its row.
  if (stamp === undefined || stamps.length > 1 || (stamp !== first && stamp !== last)) {
    return false;
  }
  const others = row.cells.filter((cell) => cell !== stamp);
  // In a table "MẬT" is the given name or the honey of its row; beside a head it is the stamp.
  const isShort = stamp.replace(/\P{L}/gu, '').length <= 3;
  return !isShort || others.every(isHead);
}

function markOf(row: Row, rows: readonly Row[]): Mark | undefined {
  const { cells, text } = row;
  if (
    cells.some(
      (cell) =>
        cell.length <= LONGEST_LABEL && (LEVEL_LABEL.test(cell) || LETTER_LABEL.test(cell) || isBareLabel(cell)),
    )
  ) {
    return 'label';
  }
  if (isForOneReader(text)) {
    return 'stamp';
  }
  const isNumber = cells.some((cell) => cell.length <= LONGEST_NUMBER && /^\s*Số/u.test(cell) && isBracketed(cell));
  if (isNumber || isBesideNumber(row, rows)) {
    return 'stamp';
  }
  const isOne = isStampRow(row) || isMisreadInHead(row, rows);
  return isOne && !continuesWord(rows[row.index - 1]?.text ?? '') ? 'stamp' : undefined;
}

/**
 * Marks on a page: the stamp TUYỆT MẬT, TỐI MẬT or MẬT in capitals on a row or in a column of its own (Circular 24/2020/TT-BCA),
 * also as a scanner misreads it, and the label with a level. Stricter than for typed text: a page also holds prose, tables and broken
 * headings.
 */
export function findInPage(page: string): Mark[] {
  const rows = readable(page)
    .replace(APART, (_whole, level: string) => (level.startsWith('Ố') ? 'TỐI MẬT' : 'TUYỆT MẬT'))
    .split('\n')
    .map((text, index): Row => ({ text, index, cells: text.split(/\t|\s{3,}/u).filter((cell) => cell.trim() !== '') }));
  return rows.flatMap((row) => markOf(row, rows) ?? []);
}
