import { tidy } from '../compose/rich-text.ts';
import type { Block, Letter } from '../letter.ts';
import { listTexts } from '../text-places.ts';
import { DECREE, type Hit, type RuleWithSearch } from './rule.ts';

/** Annex I part II section 6: points take the letters of the Vietnamese alphabet. */
const POINT_MARKS = [
  'a',
  'b',
  'c',
  'd',
  'đ',
  'e',
  'g',
  'h',
  'i',
  'k',
  'l',
  'm',
  'n',
  'o',
  'p',
  'q',
  'r',
  's',
  't',
  'u',
  'v',
  'x',
  'y',
];
const GROUPS = new Set(['part', 'chapter', 'section', 'subsection', 'article']);

type NumberedBlock = Extract<Block, { kind: 'article' | 'clause' }>;

function isNumbered(block: Block, kind: 'article' | 'clause'): block is NumberedBlock {
  return block.kind === kind && block.number !== undefined && /^\d+\.?$/.test(String(block.number).trim());
}

function numberOf(block: NumberedBlock): number {
  return Number.parseInt(String(block.number), 10);
}

function renumber(index: number, expected: number): (letter: Letter) => Letter {
  return (letter) => ({
    ...letter,
    body: letter.body.map((block, at) =>
      at === index && (block.kind === 'article' || block.kind === 'clause') ? { ...block, number: expected } : block,
    ),
  });
}

function orderHits(letter: Letter, kind: 'article' | 'clause'): Hit[] {
  const hits: Hit[] = [];
  let expected = 1;
  for (const [index, block] of letter.body.entries()) {
    if (kind === 'clause' && GROUPS.has(block.kind)) {
      expected = 1;
    }
    if (isNumbered(block, kind)) {
      if (numberOf(block) !== expected) {
        hits.push({
          place: `body[${index}].number`,
          found: tidy(String(block.number)),
          expected: String(expected),
          fix: renumber(index, expected),
        });
      }
      expected += 1;
    }
  }
  return hits;
}

const bodyEmpty: RuleWithSearch = {
  code: 'body.missing',
  severity: 'error',
  title: 'Chưa có nội dung',
  clause: `${DECREE}, Phụ lục I, mục II.6`,
  find: (letter) =>
    letter.details !== undefined ||
    listTexts(letter).some(({ path, text }) => path.startsWith('body[') && tidy(text) !== '')
      ? []
      : [{ place: 'body', found: '', expected: 'Nội dung văn bản' }],
};

const articleOrder: RuleWithSearch = {
  code: 'body.article_order',
  severity: 'error',
  title: 'Số thứ tự Điều không liên tục',
  clause: `${DECREE}, Phụ lục I, mục II.6`,
  find: (letter) => orderHits(letter, 'article'),
};

const clauseOrder: RuleWithSearch = {
  code: 'body.clause_order',
  severity: 'error',
  title: 'Số thứ tự khoản không liên tục',
  clause: `${DECREE}, Phụ lục I, mục II.6`,
  find: (letter) => orderHits(letter, 'clause'),
};

function remark(index: number, expected: string): (letter: Letter) => Letter {
  return (letter) => ({
    ...letter,
    body: letter.body.map((block, at) =>
      at === index && block.kind === 'point' ? { ...block, mark: expected } : block,
    ),
  });
}

const pointOrder: RuleWithSearch = {
  code: 'body.point_order',
  severity: 'error',
  title: 'Điểm không theo bảng chữ cái tiếng Việt',
  clause: `${DECREE}, Phụ lục I, mục II.6`,
  find: (letter) => {
    const hits: Hit[] = [];
    let next = 0;
    for (const [index, block] of letter.body.entries()) {
      if (block.kind === 'point' && block.mark !== undefined) {
        const mark = tidy(block.mark).replace(/\)$/u, '');
        const expected = POINT_MARKS[next] ?? '';
        if (mark !== expected && expected !== '') {
          hits.push({
            place: `body[${index}].mark`,
            found: mark,
            expected,
            fix: remark(index, expected),
          });
        }
        next += 1;
      } else if (block.kind !== 'bullet' && block.kind !== 'note' && block.kind !== 'table') {
        next = 0;
      }
    }
    return hits;
  },
};

const appendixMention: RuleWithSearch = {
  code: 'appendix.mention',
  severity: 'warning',
  title: 'Nội dung chưa chỉ dẫn phụ lục kèm theo',
  clause: `${DECREE}, Phụ lục I, mục III.1`,
  find: (letter) => {
    const isMentioned = listTexts(letter).some(
      ({ path, text }) => path.startsWith('body[') && /phụ\s+lục|kèm\s+theo|biểu\s+mẫu|mẫu\s+số/iu.test(text),
    );
    return (letter.appendices ?? []).length === 0 || isMentioned
      ? []
      : [{ place: 'appendices', found: '', expected: '(Phụ lục kèm theo)' }];
  },
};

export const BODY_RULES: readonly RuleWithSearch[] = [
  bodyEmpty,
  articleOrder,
  clauseOrder,
  pointOrder,
  appendixMention,
];
