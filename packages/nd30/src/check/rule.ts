import type { Letter } from '../letter.ts';
import { editText, listTexts, readText, replaceRange } from '../text-places.ts';

/** Answers a letter with one thing put right; the letter given is left alone. */
export type LetterFix = (letter: Letter) => Letter;

export interface CheckOptions {
  /** Misspelt → right, in small letters: the dictionary of the agency, laid over the one that comes with the package. */
  dictionary?: Readonly<Record<string, string>>;
  /** Abbreviation of the drafting unit for "Lưu: VT, …"; a công văn tells it by its symbol. */
  draftingUnit?: string;
}

/** What a rule looks for. `error` is against the decree, `warning` is doubtful or against good practice. */
export interface LetterRule {
  code: string;
  severity: 'error' | 'warning';
  title: string;
  /** Where it is laid down, e.g. "Nghị định 30/2020, Phụ lục I, mục II.3". */
  clause: string;
}

export interface Hit {
  /** Field as in JSON: `symbol`, `legalBases[1]`, `body[3].text`. */
  place: string;
  /** What stands there; empty when something is missing. */
  found: string;
  /** What should stand there; empty when only a person can tell. */
  expected: string;
  /** Where `found` stands in the text of the place, in UTF-16 units of the NFC text. */
  range?: { start: number; end: number };
  fix?: LetterFix;
}

export interface RuleWithSearch extends LetterRule {
  find: (letter: Letter, options: CheckOptions) => Hit[];
}

export interface TextHit {
  start: number;
  end: number;
  expected: string;
}

export const DECREE = 'Nghị định 30/2020';

/** Rules that read one text at a time. The fix searches the text anew, so fixes can be applied one after the other. */
export function textRule(
  rule: LetterRule & {
    search: (text: string, options: CheckOptions) => TextHit[];
    reads?: (path: string, letter: Letter) => boolean;
  },
): RuleWithSearch {
  const { search, reads = () => true, ...facts } = rule;
  return {
    ...facts,
    find: (letter, options) =>
      listTexts(letter)
        .filter(({ path }) => reads(path, letter))
        .flatMap(({ path, text }) =>
          search(text, options).map(({ start, end, expected }) => ({
            place: path,
            found: text.slice(start, end),
            expected,
            range: { start, end },
            fix: fixText(path, text.slice(start, end), (other) => search(other, options)),
          })),
        ),
  };
}

function fixText(path: string, found: string, search: (text: string) => TextHit[]): LetterFix {
  return (letter) =>
    editText(letter, path, (text) => {
      const plain = readText(text);
      const hit = search(plain).find(({ start, end }) => plain.slice(start, end) === found);
      return hit === undefined ? text : replaceRange(text, hit.start, hit.end, hit.expected);
    });
}

/** All matches of a pattern, each with what should stand in its place; the same text means nothing is off. */
export function matches(text: string, pattern: RegExp, correct: (match: RegExpExecArray) => string): TextHit[] {
  return [...text.matchAll(pattern)]
    .map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      expected: correct(match),
      was: match[0],
    }))
    .filter((hit) => hit.expected !== hit.was)
    .map(({ start, end, expected }) => ({ start, end, expected }));
}
