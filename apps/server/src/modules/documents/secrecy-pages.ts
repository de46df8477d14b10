import { isStampLine, LEVEL_LABEL, readable } from './secrecy-words.ts';

/** Everyday words that end in "mật", as a heading in capitals may break them: "BẢO VỆ BÍ / MẬT". */
const BROKEN_WORD = /(?:BÍ|BẢO|CƠ|THÂN|NỘI|HỎA|HOẢ)$/u;
/** "Mức độ mật: Tối mật" as a line or a cell of its own, not in a sentence about levels. */
const LONGEST_LABEL = 40;

function isStamp(text: string): boolean {
  return text === text.toUpperCase() && isStampLine(text);
}

function markOf(row: string, above: string): 'label' | 'stamp' | undefined {
  const cells = row.split(/\t|\s{3,}/u).filter((cell) => cell !== '');
  if (cells.some((cell) => cell.length <= LONGEST_LABEL && LEVEL_LABEL.test(cell))) {
    return 'label';
  }
  const stamps = cells.filter(isStamp);
  // A head of a table names several levels side by side; a stamp is one, at an edge of its row.
  const atEdge = [cells[0], cells.at(-1)].some((cell) => cell !== undefined && isStamp(cell));
  const isOne = isStamp(row.replace(/\s+/gu, ' ')) || (stamps.length === 1 && atEdge);
  return isOne && !BROKEN_WORD.test(above.trim()) ? 'stamp' : undefined;
}

/**
 * Marks on a page: the stamp TUYỆT MẬT, TỐI MẬT or MẬT in capitals on a row or in a column of its own (Circular 24/2020/TT-BCA),
 * and the label with a level. Stricter than for typed text: a page also holds prose, tables and broken headings.
 */
export function findInPage(page: string): ('label' | 'stamp')[] {
  const rows = readable(page).split('\n');
  return rows.flatMap((row, index) => markOf(row, rows[index - 1] ?? '') ?? []);
}
