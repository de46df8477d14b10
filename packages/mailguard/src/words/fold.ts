import { foldAccents } from '@congvu/vntext';
import { ANY_LETTER, skeletonOf } from '../hosts/skeleton.ts';

/** Words longer than a whole page are no message. */
const MAX_TEXT = 20_000;
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}|\u034f|[\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;
/** An invisible sign between two letters of one word. */
const CUT_WORD = /\p{L}(?:\p{Cf}|\u034f)+\p{L}/u;
const FOREIGN_WORD =
  /[\p{L}\p{M}\p{N}]{0,40}[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}][\p{L}\p{M}\p{N}]{0,40}/gu;
const HAS_FOREIGN = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
const HAS_LATIN = /\p{Script=Latin}/u;
/** `m ậ t k h ẩ u`, `P.A.S.S.W.O.R.D`: five single letters and more. */
const SPACED = /(?<![\p{L}\p{N}])(?:\p{L}\p{M}{0,3}[ .\-_*]){4,40}\p{L}\p{M}{0,3}(?![\p{L}\p{N}])/gu;
/** Letters with digits and signs in between: `p@ssw0rd`, `acc0unt`. */
const LEET =
  /(?<![\p{L}\p{N}@.])(?=[\p{L}@$013457]{4,20}(?![\p{L}\p{N}@.]))(?=[^\p{L}]{0,3}\p{L})[\p{L}@$013457]{4,20}/gu;

/** Words worth hiding from a filter, without blanks, and how they are written. */
const GUARDED: readonly [string, string][] = [
  ['matkhau', 'mat khau'],
  ['taikhoan', 'tai khoan'],
  ['xacminh', 'xac minh'],
  ['xacthuc', 'xac thuc'],
  ['dangnhap', 'dang nhap'],
  ['hopthu', 'hop thu'],
  ['dungluong', 'dung luong'],
  ['hethan', 'het han'],
  ['nangcap', 'nang cap'],
  ['chuyenkhoan', 'chuyen khoan'],
  ['hoanthue', 'hoan thue'],
  ['dinhchi', 'dinh chi'],
  ['maotp', 'ma otp'],
  ['password', 'password'],
  ['account', 'account'],
  ['verify', 'verify'],
  ['mailbox', 'mailbox'],
  ['suspended', 'suspended'],
  ['security', 'security'],
  ['microsoft', 'microsoft'],
  ['paypal', 'paypal'],
  ['office', 'office'],
  ['outlook', 'outlook'],
  ['bitcoin', 'bitcoin'],
  ['wallet', 'wallet'],
  ['payment', 'payment'],
  ['invoice', 'invoice'],
  ['netflix', 'netflix'],
  ['amazon', 'amazon'],
  ['support', 'support'],
  ['update', 'update'],
  ['login', 'login'],
];
const GUARDED_WORDS = new Set(GUARDED.map(([word]) => word));
const GUARDED_LOOKS = GUARDED.map(([word]) => [skeletonOf(word), word] as const);

export interface FoldedText {
  /** Lower case without marks, punctuation as one blank, a blank at both ends. */
  words: string;
  /** The first word that was written to pass a filter, as it stood. */
  hidden?: string;
}

function spacedBack(run: string): string {
  const compact = run.replace(/[ .\-_*]/g, '');
  const folded = foldAccents(compact);
  return GUARDED.reduce((text, [word, written]) => text.replace(word, ` ${written} `), folded);
}

function guardedInside(word: string): string | undefined {
  const looks = skeletonOf(word);
  return GUARDED_LOOKS.find(([wanted]) => looks === wanted || (wanted.length > 6 && looks.includes(wanted)))?.[1];
}

class Folder {
  hidden: string | undefined;

  #note(seen: string): void {
    this.hidden ??= seen.trim().slice(0, 60);
  }

  withoutInvisible(text: string): string {
    const cut = CUT_WORD.exec(text)?.index;
    const bare = text.replace(INVISIBLE, '');
    if (cut !== undefined) {
      const around = text.slice(Math.max(0, cut - 20), cut + 40);
      const plain = foldAccents(around.replace(INVISIBLE, '')).replace(/[^a-z]/g, '');
      const isCut =
        !GUARDED.some(([word]) => foldAccents(around).includes(word)) &&
        [...GUARDED_WORDS].some((word) => plain.includes(word));
      if (isCut) {
        this.#note(around.replace(INVISIBLE, ''));
      }
    }
    return bare;
  }

  withLatin(text: string): string {
    if (!HAS_FOREIGN.test(text)) {
      return text;
    }
    const isMostlyLatin = (text.match(/\p{Script=Latin}/gu)?.length ?? 0) > text.length / 3;
    return text.replace(FOREIGN_WORD, (word) => {
      const looks = skeletonOf(word);
      if (looks.includes(ANY_LETTER) || !(HAS_LATIN.test(word) || isMostlyLatin)) {
        return word;
      }
      const guarded = guardedInside(word);
      if (guarded !== undefined || (HAS_LATIN.test(word) && word.length > 5)) {
        this.#note(word);
      }
      return guarded ?? looks;
    });
  }

  withoutSpacing(text: string): string {
    return text.replace(SPACED, (run) => {
      const back = spacedBack(run);
      if (back.includes(' ')) {
        this.#note(run);
      }
      return back;
    });
  }

  withoutLeet(text: string): string {
    return text.replace(LEET, (word) => {
      if (!/[@$013457]/.test(word)) {
        return word;
      }
      const guarded = guardedInside(word.replaceAll('@', 'a').replaceAll('$', 's').replaceAll('7', 't'));
      if (guarded === undefined) {
        return word;
      }
      this.#note(word);
      return guarded;
    });
  }
}

/** The words of a text as a reader takes them, however they are drawn, spaced or cut: accents and case do not count. */
export function foldWords(text: string): FoldedText {
  const folder = new Folder();
  const bare = folder.withoutInvisible(text.slice(0, MAX_TEXT).normalize('NFKC'));
  const read = folder.withoutLeet(folder.withoutSpacing(folder.withLatin(bare)));
  const words = ` ${foldAccents(read)
    .replace(/[^\p{L}\p{N}$€£@%]+/gu, ' ')
    .trim()} `;
  return folder.hidden === undefined ? { words } : { words, hidden: folder.hidden };
}

const WORD = /[\p{L}\p{M}\p{N}$€£@%]{1,60}/gu;
const MOST_WORDS = 4_000;

/** Words that may lie between those of a span: advice that was left out, for one. */
const MOST_BETWEEN = 10;

/** Where the wanted words stand in their order, others in between. */
function spread(plain: readonly string[], wanted: readonly string[]): [number, number] | undefined {
  for (let start = plain.indexOf(wanted[0] ?? ''); start !== -1; start = plain.indexOf(wanted[0] ?? '', start + 1)) {
    let [at, next] = [start, 1];
    while (next < wanted.length && at < start + wanted.length + MOST_BETWEEN && at < plain.length) {
      at += 1;
      next += plain[at] === wanted[next] ? 1 : 0;
    }
    if (next === wanted.length) {
      return [start, at];
    }
  }
  return undefined;
}

/** Folded words as they stand in a text, with their marks and capitals; the folded ones when they were written in some other way. */
export function asWritten(text: string, folded: string): string {
  const written = text.normalize('NFC');
  const words = [...written.matchAll(WORD)].slice(0, MOST_WORDS);
  const plain = words.map(([word]) => foldAccents(word.normalize('NFKC')));
  const [start, end] = spread(plain, folded.trim().split(' ')) ?? [-1, -1];
  const [first, last] = [words[start], words[end]];
  return first === undefined || last === undefined
    ? folded.trim()
    : written.slice(first.index, last.index + last[0].length);
}
