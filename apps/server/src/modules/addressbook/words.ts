import { foldAccents } from '@congvu/vntext';

/*
 * Words of names as people type them: without accents, abbreviated, half. Names and questions become the same sequence of plain words;
 * beside every word its neighbour (`tam_duong`) and the initials from there on (`~tttt`) are found.
 */

type Dictionary = ReadonlyMap<string, readonly string[]>;

function dictionary(entries: Readonly<Record<string, string>>): Dictionary {
  return new Map(Object.entries(entries).map(([short, whole]) => [short, whole.split(' ')]));
}

/** Abbreviations offices write and type, by the sounds that are looked for. */
const ABBREVIATIONS = dictionary({
  ubnd: 'uy ban nhan dan',
  hdnd: 'hoi dong nhan dan',
  ubmttq: 'uy ban mat tran to quoc',
  mttq: 'mat tran to quoc',
  ttg: 'thu tuong',
  vp: 'van phong',
  vpcp: 'van phong chinh phu',
  tttt: 'thong tin truyen thong',
  khcn: 'khoa hoc cong nghe',
  khdt: 'ke hoach dau tu',
  gddt: 'giao duc dao tao',
  gtvt: 'giao thong van tai',
  tnmt: 'tai nguyen moi truong',
  nnmt: 'nong nghiep moi truong',
  nnptnt: 'nong nghiep phat trien nong thon',
  ptnt: 'phat trien nong thon',
  ldtbxh: 'lao dong thuong binh xa hoi',
  ldtb: 'lao dong thuong binh',
  vhttdl: 'van hoa the thao du lich',
  vhtt: 'van hoa thong tin',
  vhxh: 'van hoa xa hoi',
  bhxh: 'bao hiem xa hoi',
  kbnn: 'kho bac nha nuoc',
  nhnn: 'ngan hang nha nuoc',
  vksnd: 'vien kiem sat nhan dan',
  tand: 'toa an nhan dan',
  tp: 'thanh pho',
  tx: 'thi xa',
  bql: 'ban quan ly',
  ptth: 'pho thong trung hoc',
  thpt: 'trung hoc pho thong',
  thcs: 'trung hoc co so',
});
/** One letter before a name of a place, in questions only: in a name it may be anything. */
const LEVELS = dictionary({ h: 'huyen', x: 'xa', p: 'phuong', t: 'tinh', q: 'quan', tt: 'thi tran' });
/** In questions both. */
const KNOWN = new Map([...ABBREVIATIONS, ...LEVELS]);
const JOINING = new Set(['va']);
const MAX_WORDS = 80;
const MAX_ASKED = 12;
const MAX_WORD = 40;
const INITIALS = 10;

function rawWords(text: string): string[] {
  return wordsOfFolded(foldAccents(text));
}

function wordsOfFolded(folded: string): string[] {
  // "TT&TT" and "GD&ĐT" are one abbreviation.
  return (folded.replace(/([a-z])\s?&\s?([a-z])/g, '$1$2').match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    word.length > MAX_WORD ? Array.from(word).slice(0, MAX_WORD).join('') : word,
  );
}

function expand(words: readonly string[], known: Dictionary): string[] {
  const expanded: string[] = [];
  for (const word of words) {
    const whole = known.get(word);
    if (whole !== undefined) {
      expanded.push(...whole);
    } else if (!JOINING.has(word)) {
      expanded.push(word);
    }
  }
  return expanded;
}

function pairsOf(words: readonly string[]): string[] {
  return words.slice(1).map((word, at) => `${words[at]}_${word}`);
}

/** Initials from every word on: `sở thông tin truyền thông` → `~sttt`, `~ttt`, `~tt`. */
function initialsOf(words: readonly string[]): string[] {
  // Whole characters: half of one is no text.
  const initials = words.map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0));
  return words.slice(0, -1).map((_, at) => `~${initials.slice(at, at + INITIALS).join('')}`);
}

let lastPath = { path: '', words: '' };

/** Bodies side by side in a list lie below the same one. */
function wordsAbove(path: string): string {
  if (lastPath.path !== path) {
    lastPath = { path, words: expand(rawWords(path).slice(0, MAX_WORDS), ABBREVIATIONS).join(' ') };
  }
  return lastPath.words;
}

/** What a body is found by, as text for tsvector: its name, without accents, and the words of the bodies above it. */
export function bookTokens(folded: string, path: string): string {
  const raw = wordsOfFolded(folded).slice(0, MAX_WORDS);
  const words = expand(raw, ABBREVIATIONS);
  // The abbreviations themselves too.
  const short = words.length === raw.length ? [] : raw;
  return [...words, ...short, ...pairsOf(words), ...initialsOf(words), wordsAbove(path)].join(' ');
}

export interface BookQuestion {
  /** The words side by side as typed. */
  precise: string;
  /** Every word somewhere: beginning of a word, initials, or an abbreviation written out. */
  loose: string;
  /** Neighbours of the question: more of them found is better. */
  pairs: string[];
}

function term(token: string, prefix: boolean): string {
  // Only letters, digits, `_` and `~` come out of the folding; quoted, they are no operators of tsquery.
  return prefix ? `'${token}':*` : `'${token}'`;
}

function looseTerm(word: string): string {
  const whole = KNOWN.get(word);
  const alternatives = [
    term(word, true),
    ...(word.length > 1 ? [term(`~${word}`, true)] : []),
    ...(whole === undefined ? [] : [`(${whole.map((part) => term(part, false)).join(' & ')})`]),
  ];
  return `(${alternatives.join(' | ')})`;
}

/** One letter fits nearly every name: beside longer words it only costs time. */
function tellingWords(words: readonly string[]): readonly string[] {
  const longer = words.filter((word) => word.length > 1 || /\d/.test(word));
  return longer.length === 0 ? words : longer;
}

/** Undefined when nothing to look for was typed. The last word may be half typed: it is no abbreviation of a level yet. */
export function askBook(typed: string): BookQuestion | undefined {
  const raw = rawWords(typed)
    .filter((word) => !JOINING.has(word))
    .slice(0, MAX_ASKED);
  if (raw.length === 0) {
    return undefined;
  }
  const words = [...expand(raw.slice(0, -1), KNOWN), ...expand(raw.slice(-1), ABBREVIATIONS)];
  const pairs = pairsOf(words);
  const precise =
    pairs.length === 0
      ? term(words[0] ?? '', true)
      : pairs.map((pair, at) => term(pair, at === pairs.length - 1)).join(' & ');
  return { precise, loose: tellingWords(raw).map(looseTerm).join(' & '), pairs };
}

/** True for two spellings of one name: accents, abbreviations and remarks in brackets ("(mã cũ)", "(qd20)") aside. */
export function sameName(one: string, other: string): boolean {
  const plain = (name: string): string => expand(rawWords(name.replace(/\([^)]*\)/gu, ' ')), ABBREVIATIONS).join(' ');
  return one === other || plain(one) === plain(other);
}
