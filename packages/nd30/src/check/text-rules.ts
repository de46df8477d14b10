import { DECREE, matches, type RuleWithSearch, textRule } from './rule.ts';
import { findSlips } from './spelling.ts';

const GROUP = '\\p{Lu}[\\p{L}\\p{N}&]{0,14}';
const MORE = '\\p{Lu}[\\p{Lu}\\p{N}&]{1,14}';
/** A number and symbol inside a sentence, spaces allowed where they must not stand: "315/ STTTT-BCVTCNTT", "12/QĐ - UBND". */
const CITATION = new RegExp(
  `(?<![\\p{L}\\p{N}/.,-])\\d{1,6}\\s{0,3}/\\s{0,3}(?:(?:19|20)\\d{2}\\s{0,3}/\\s{0,3})?(?:${GROUP}\\s{0,3}[-–]\\s{0,3}${MORE}(?:-${MORE})*|\\p{Lu}{2,15})(?![\\p{L}\\p{N}])`,
  'gu',
);
const ENDING = /\s*\.\/\.?|\s*\/\.(?!\d)/gu;
/** Control characters, lone halves of pairs, marks that turn the reading direction: they print as nothing or as something else. */
const UNPRINTABLE = /[\p{Cc}\p{Co}\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFFF9-\uFFFB\uFFFE\uFFFF]+|\p{Cs}+/gu;
const ALLOWED_CONTROL = /^[\t\n\r]+$/u;

function isRunningText(path: string): boolean {
  return /^(?:body|legalBases|proposal|appendices|promulgated|abstract|details)/.test(path);
}

const citationSpacing = textRule({
  code: 'citation.spacing',
  severity: 'error',
  title: 'Thừa dấu cách trong số, ký hiệu',
  clause: `${DECREE}, Phụ lục I, mục II.3`,
  search: (text) => matches(text, CITATION, ([found]) => found.replace(/\s+/gu, '').replace(/–/gu, '-')),
});

const spelling = textRule({
  code: 'text.spelling',
  severity: 'error',
  title: 'Sai chính tả',
  clause: 'Từ điển chính tả của cơ quan',
  search: (text, options) => findSlips(text, options.dictionary),
});

const spaceBeforeMark = textRule({
  code: 'text.space_before_mark',
  severity: 'warning',
  title: 'Thừa dấu cách trước dấu câu',
  clause: 'Quy ước soạn thảo văn bản',
  reads: isRunningText,
  search: (text) => matches(text, /(?<=[\p{L}\p{N})])[ \u00A0]{1,40}(?=[,;:.](?![./]))/gu, () => ''),
});

const unprintable = textRule({
  code: 'text.unprintable',
  severity: 'warning',
  title: 'Có ký tự không in được',
  clause: `${DECREE}, Phụ lục I, mục I.2`,
  search: (text) => matches(text, UNPRINTABLE, ([found]) => (ALLOWED_CONTROL.test(found) ? found : '')),
});

const citedArticle = textRule({
  code: 'text.article_capital',
  severity: 'warning',
  title: 'Viện dẫn "Điều" phải viết hoa',
  clause: `${DECREE}, Phụ lục II, mục V.5`,
  reads: isRunningText,
  search: (text) =>
    matches(text, /(?<=(?:khoản|điểm)\s\S{1,4}\s|(?:tại|theo|của|và)\s)điều(?=\s\d{1,3}(?![\d\p{L}]))/gu, () => 'Điều'),
});

const citedClause = textRule({
  code: 'text.clause_capital',
  severity: 'warning',
  title: 'Viện dẫn khoản, điểm không viết hoa',
  clause: `${DECREE}, Phụ lục II, mục V.5`,
  reads: isRunningText,
  search: (text) =>
    matches(text, /(?<=[\p{Ll},;]\s)(?:Khoản\s(?=\d{1,2}(?![\d\p{L}]))|Điểm\s(?=\p{Ll}(?!\p{L})))/gu, ([found]) =>
      found.toLocaleLowerCase('vi'),
    ),
});

const endingInside = textRule({
  code: 'body.ending_inside',
  severity: 'error',
  title: 'Dấu kết thúc "./." nằm giữa nội dung',
  clause: `${DECREE}, Phụ lục III, các mẫu trình bày văn bản`,
  reads: (path, letter) =>
    /^(?:legalBases|proposal)/.test(path) ||
    (path.startsWith('body[') &&
      letter.details === undefined &&
      Number(/\d+/.exec(path)?.[0]) < letter.body.length - 1),
  search: (text) => matches(text, ENDING, () => '.'),
});

export const TEXT_RULES: readonly RuleWithSearch[] = [
  citationSpacing,
  spelling,
  spaceBeforeMark,
  unprintable,
  citedArticle,
  citedClause,
  endingInside,
];
