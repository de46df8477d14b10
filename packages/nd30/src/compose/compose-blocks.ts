import type { Block } from '../letter.ts';
import { endWith, tidy, toRuns, upper } from './rich-text.ts';
import type { Run, SheetBlock } from './sheet.ts';

const GROUP_WORD = {
  part: 'Phần',
  chapter: 'Chương',
  section: 'Mục',
  subsection: 'Tiểu mục',
} as const;
/** Phần and chương take Roman numbers, mục and tiểu mục Arabic ones (Annex I part II section 6d). */
const IS_ROMAN = {
  part: true,
  chapter: true,
  section: false,
  subsection: false,
} as const;

const ROMAN: readonly [number, string][] = [
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

/** @example toRoman(14) // 'XIV' */
export function toRoman(value: number): string {
  let rest = value;
  let text = '';
  for (const [amount, letters] of ROMAN) {
    while (rest >= amount) {
      text += letters;
      rest -= amount;
    }
  }
  return text;
}

function groupNumber(kind: keyof typeof GROUP_WORD, number: string | number): string {
  return IS_ROMAN[kind] && typeof number === 'number' ? toRoman(number) : tidy(String(number));
}

function par(runs: Run[], sticky = false): SheetBlock {
  return sticky ? { k: 'par', runs, indent: true, sticky: true } : { k: 'par', runs, indent: true };
}

function composeGroup(block: Extract<Block, { kind: 'part' | 'chapter' | 'section' | 'subsection' }>): SheetBlock[] {
  const label = `${GROUP_WORD[block.kind]} ${groupNumber(block.kind, block.number)}`;
  return [
    { k: 'center', runs: [{ t: label, b: true }], sticky: true, gap: 'wide' },
    {
      k: 'center',
      runs: [{ t: upper(block.title), b: true }],
      sticky: true,
      gap: 'none',
    },
  ];
}

function composeArticle(block: Extract<Block, { kind: 'article' }>): SheetBlock[] {
  const label = `Điều ${tidy(String(block.number))}.`;
  const text = block.text === undefined ? [] : toRuns(block.text);
  if (block.title === undefined) {
    return [par([{ t: `${label} `, b: true }, ...text])];
  }
  const title = par([{ t: `${label} ${tidy(block.title)}`, b: true }], true);
  return text.length === 0 ? [title] : [title, par(text)];
}

function composeClause(block: Extract<Block, { kind: 'clause' }>): SheetBlock[] {
  const label = block.number === undefined ? '' : `${tidy(String(block.number)).replace(/\.$/, '')}. `;
  const text = block.text === undefined ? [] : toRuns(block.text);
  if (block.title === undefined) {
    return [par(label === '' ? text : [{ t: label }, ...text])];
  }
  const title = par([{ t: `${label}${tidy(block.title)}`, b: true }], true);
  return text.length === 0 ? [title] : [title, par(text)];
}

function composeMarked(mark: string, text: Run[]): SheetBlock {
  const [first, ...rest] = text;
  if (first === undefined) {
    return par([{ t: mark }]);
  }
  return par([{ ...first, t: `${mark} ${first.t}` }, ...rest]);
}

function withoutDash(runs: Run[]): Run[] {
  const [first, ...rest] = runs;
  return first === undefined ? runs : [{ ...first, t: first.t.replace(/^[-–—]\s*/u, '') }, ...rest];
}

/** One block of a letter as lines of the page. */
export function composeBlock(block: Block): SheetBlock[] {
  switch (block.kind) {
    case 'paragraph':
      return [par(toRuns(block.text))];
    case 'note':
      return [par(toRuns(block.text, { italic: true }))];
    case 'bullet':
      return [composeMarked('-', withoutDash(toRuns(block.text)))];
    case 'point':
      return [
        block.mark === undefined
          ? par(toRuns(block.text))
          : composeMarked(`${tidy(block.mark).replace(/\)$/, '')})`, toRuns(block.text)),
      ];
    case 'article':
      return composeArticle(block);
    case 'clause':
      return composeClause(block);
    case 'table':
      return [
        {
          k: 'table',
          columns: block.columns.map((column) => ({
            title: tidy(column.title),
            width: column.width ?? 1,
            align: column.align ?? 'left',
          })),
          rows: block.rows.map((row) => row.map(tidy)),
        },
      ];
    default:
      return composeGroup(block);
  }
}

/** Sets `./.` behind the last sentence, once (Annex I part II section 6). A table at the end gets a line of its own. */
export function closeText(blocks: SheetBlock[]): SheetBlock[] {
  const last = blocks.at(-1);
  if (last === undefined || last.k === 'table') {
    return last === undefined ? blocks : [...blocks, { k: 'par', runs: [{ t: './.' }], indent: false }];
  }
  return [...blocks.slice(0, -1), { ...last, runs: endWith(last.runs, './.') }];
}
