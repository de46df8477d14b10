/* What a name looks like, for hosts only: Vietnamese text with its marks would be flagged throughout. */

/** Letters of other scripts drawn like a Latin one: `x` stands before all that look like it. */
const DRAWN_LIKE = [
  'aаɑαᴀꭺꓮａӓ',
  'bЬƄɓʙᏏꓐ',
  'cсϲᴄⅽꮯꓚҫℂ',
  'dԁɗɖᴅⅾꓒժᏧ',
  'eеҽєɛεᴇꓰӗ℮ҿ',
  'fſϝꓝքғƒ',
  'gɡցɢǥƍꓖԍ',
  'hһհʜհᏂꓧњ',
  'iіɩιıɪӏ1l|!ⅰⅼǀןוꓲꓡʟӀ∣│ІΙﺍا',
  'jјϳյᴊꓙ',
  'kкκᴋқҝꓗĸ',
  'mмᴍⅿꓟʍ',
  'nпոɴηпꓠռиոπ',
  'oоοօᴏ0ഠဝסهەоഃꓳө〇०੦૦௦౦೦๐໐ჿ',
  'pрρᴘⲣꓑþƿ',
  'qԛգզ',
  'rгʀꮁᴦꭇꓣɾ',
  'sѕꜱꓢƽ5ʂ',
  'tтτᴛꓔŧʈ',
  'uυսᴜꓴʋцꭎ',
  'vνѵᴠⅴꓦט',
  'wԝѡաᴡшꓪɯω',
  'xхχҳⅹꓫ×',
  'yуүγʏꓬұỿყ',
  'zᴢʐƶꓜ',
];

const LATIN_OF: ReadonlyMap<string, string> = new Map(
  DRAWN_LIKE.flatMap((row) => {
    const [latin = '', ...others] = [...row];
    return others.map((other): [string, string] => [other, latin]);
  }),
);

/** A letter that no table knows: it may stand for any letter. */
export const ANY_LETTER = '?';

function latinOf(letter: string): string {
  const found = LATIN_OF.get(letter);
  if (found !== undefined) {
    return found;
  }
  return letter.charCodeAt(0) < 0x80 ? letter : ANY_LETTER;
}

const PAIRS: readonly [string, string][] = [
  ['rn', 'm'],
  ['vv', 'w'],
  ['cl', 'd'],
];

/**
 * One form for all names that look the same: marks dropped, other scripts, digits and pairs of letters read as the Latin letter they
 * are drawn like, no hyphens.
 * @example skeletonOf('tаm-du0ng') // 'tamduong'
 */
export function skeletonOf(name: string): string {
  const bare = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replaceAll('ł', 'i')
    .replaceAll('ø', 'o');
  const latin = [...bare].map(latinOf).join('').replaceAll('3', 'e').replaceAll('4', 'a').replace(/[-_]/g, '');
  // After the digits, as 'r' + 'n' may come from other scripts.
  return PAIRS.reduce((text, [pair, letter]) => text.replaceAll(pair, letter), latin);
}

/** Equal, where a letter of an unknown script stands for any; at least half of the letters have to be known. */
export function looksEqual(skeleton: string, token: string): boolean {
  if (skeleton.length !== token.length) {
    return false;
  }
  let unknown = 0;
  for (let at = 0; at < token.length; at += 1) {
    if (skeleton[at] === ANY_LETTER) {
      unknown += 1;
    } else if (skeleton[at] !== token[at]) {
      return false;
    }
  }
  return unknown * 2 <= token.length;
}

interface Rows {
  before: number[];
  previous: number[];
}

/** One row of the table of optimal string alignment. */
function nextRow(left: string, right: string, row: number, { before, previous }: Rows): number[] {
  const current = [row];
  for (let column = 1; column <= right.length; column += 1) {
    const isSame = left[row - 1] === right[column - 1];
    const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
    current[column] = Math.min(
      (previous[column] ?? 0) + 1,
      (current[column - 1] ?? 0) + 1,
      (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
      row > 1 && column > 1 && isSwap ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
    );
  }
  return current;
}

/** Letters dropped, added, changed or swapped with their neighbour, counted no further than `most`. */
export function slipsBetween(left: string, right: string, most: number): number {
  if (Math.abs(left.length - right.length) > most) {
    return most + 1;
  }
  let rows: Rows = { before: [], previous: Array.from({ length: right.length + 1 }, (_, index) => index) };
  for (let row = 1; row <= left.length; row += 1) {
    const current = nextRow(left, right, row, rows);
    if (Math.min(...current) > most) {
      return most + 1;
    }
    rows = { before: rows.previous, previous: current };
  }
  return rows.previous[right.length] ?? most + 1;
}
