import { tidy } from '../compose/rich-text.ts';
import type { Block } from '../letter.ts';
import type { PageItem, PageLine } from './page-item.ts';

const GROUPS = [
  { kind: 'part', pattern: /^Phần\s+([IVXLC]+|\d+)$/iu },
  { kind: 'chapter', pattern: /^Chương\s+([IVXLC]+|\d+)$/iu },
  { kind: 'subsection', pattern: /^Tiểu mục\s+(\d+)$/iu },
  { kind: 'section', pattern: /^Mục\s+(\d+)$/iu },
] as const;

function isUpper(text: string): boolean {
  return text !== '' && text === text.toLocaleUpperCase('vi') && /\p{Lu}/u.test(text);
}

function toTable(rows: string[][]): Block | undefined {
  const [titles = [], ...rest] = rows;
  const width = titles.length;
  return width === 0 || rest.some((row) => row.length !== width)
    ? undefined
    : { kind: 'table', columns: titles.map((title) => ({ title: tidy(title) })), rows: rest };
}

function toBlock(line: PageLine): Block {
  const text = tidy(line.text);
  const article = /^Điều\s+(\d{1,4})\.\s*(.*)$/su.exec(text);
  if (article !== null) {
    const words = article[2] ?? '';
    return {
      kind: 'article',
      number: Number(article[1]),
      ...(line.bold === true && words !== '' ? { title: words } : { text: words }),
    };
  }
  const clause = /^(\d{1,3})\.\s+(\D.*)$/su.exec(text);
  if (clause !== null) {
    const words = clause[2] ?? '';
    return { kind: 'clause', number: Number(clause[1]), ...(line.bold === true ? { title: words } : { text: words }) };
  }
  const point = /^(\p{Ll})\)\s+(.*)$/su.exec(text);
  if (point !== null) {
    return { kind: 'point', mark: point[1] ?? '', text: point[2] ?? '' };
  }
  if (/^[-–—]\s/u.test(text)) {
    return { kind: 'bullet', text: text.replace(/^[-–—]\s+/u, '') };
  }
  return { kind: line.italic === true && text.startsWith('(') ? 'note' : 'paragraph', text };
}

/** "Chương I" with its title on the next line. */
function toGroup(line: PageLine, next: PageItem | undefined): Block | undefined {
  const text = tidy(line.text);
  const group = GROUPS.find(({ pattern }) => pattern.test(text));
  if (group === undefined || next?.kind !== 'line' || !isUpper(tidy(next.text))) {
    return undefined;
  }
  return { kind: group.kind, number: group.pattern.exec(text)?.[1] ?? '', title: tidy(next.text) };
}

/** Ô 6, from paragraphs and tables. A heading and the title below it are one block. */
export function readBody(items: PageItem[]): Block[] {
  const blocks: (Block | undefined)[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (item?.kind === 'table') {
      blocks.push(toTable(item.rows));
    } else if (item !== undefined && tidy(item.text) !== '') {
      const group = toGroup(item, items[index + 1]);
      blocks.push(group ?? toBlock(item));
      index += group === undefined ? 0 : 1;
    }
  }
  return blocks.filter((block) => block !== undefined);
}
