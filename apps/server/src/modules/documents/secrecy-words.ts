import { bareCapitals, isCapitals } from './secrecy-readings.ts';

/** Levels of state secrets (Law on Protection of State Secrets Art. 8), the longer names first, without spaces. */
const LEVELS: ReadonlySet<string> = new Set(['TUYỆTMẬT', 'TỐIMẬT', 'MẬT']);
const BARE_LEVELS: ReadonlySet<string> = new Set(['TUYETMAT', 'TOIMAT']);
const EDGE = String.raw`[\s[\](){}<>|*_=~.:;,"'«»“”‘’\-–—+#/\\!]`;
const DECORATION = new RegExp(`^${EDGE}+|${EDGE}+$`, 'gu');

const URGENCY = 'hỏa tốc hẹn giờ|hoả tốc hẹn giờ|hỏa tốc|hoả tốc|thượng khẩn|khẩn';
const COPY = String.raw`bản số\s{0,3}:?\s{0,3}\d{0,4}`;
/** What is printed beside a stamp in the same frame (Circular 24/2020/TT-BCA), and what clerks write before it. */
const BEFORE = new RegExp(`^(?:(?:${URGENCY}|${COPY})${EDGE}{1,8}|\\d{1,2}[.)]\\s{0,4})`, 'iu');
const AFTER = new RegExp(`${EDGE}{1,8}(?:${URGENCY}|${COPY})$`, 'iu');
const NOUN = /^(?:tài liệu|văn bản|hồ sơ)\s+/iu;
const ENTRY =
  /^(?:đóng dấu|dấu mật|dấu|mât|phân loại tài liệu|phân loại văn bản|phân loại|mức mật|cấp mật)\s{0,5}:\s{0,5}/iu;
const GIVEN_TO_ONE = /CHI NGUOI CO TEN MOI DUOC BOC BI(?!\p{L})/u;

export const LEVEL_WORDS = String.raw`(?:tuyệt\s{1,20}mật|tối\s{1,20}mật|mật)`;
export const LEVEL_LABEL = new RegExp(
  String.raw`(?:mức\s{1,20}|cấp\s{1,20})?độ\s{1,20}(?:bảo\s{1,20})?mật\s{0,100}(?:[:=\-–]|là)?\s{0,100}["“(['«]{0,5}\s{0,20}` +
    String.raw`(?:${LEVEL_WORDS}(?![\p{L}])(?!\s{1,20}(?:khẩu|độ|mã|thư)(?![\p{L}]))|t\s(?:ố\si|u\sy\sệ\st)\s{1,5}m\sậ\st|m\sậ\st(?!\p{L}))`,
  'iu',
);
/** The envelope carries a letter instead of the word: A, B, C. */
export const LETTER_LABEL = /độ\s{1,20}mật\s{0,20}[:=]\s{0,20}["“(]?[ABC](?![\p{L}\d])/iu;
/** The same label as a scanner without accents writes it, at the beginning of its line or column. */
const BARE_LABEL = /^(?:MUC )?DO (?:BAO )?MAT\s{0,20}[:=]\s{0,20}["“([]?(?:TUYET MAT|TOI MAT|MAT)(?![\p{L}\d])/u;

export function isBareLabel(line: string): boolean {
  return BARE_LABEL.test(bareCapitals(line.slice(0, 200)).replace(/\s+/gu, ' ').trim());
}

function trimEdges(line: string): string {
  return line.replace(DECORATION, '').replace(/\s+/gu, ' ');
}

/** A stamp without what stands in its frame beside it. */
function stripCompany(line: string): string {
  let bare = trimEdges(line);
  for (const company of [BEFORE, AFTER, BEFORE]) {
    bare = trimEdges(bare.replace(company, ''));
  }
  return bare;
}

/** "T U Y Ệ T   M Ậ T", "M.Ậ.T", "TỐ I MẬ T" and "TỐI/MẬT" are the words they look like. */
function glue(line: string): string {
  return line.replace(/[\s._\-–/]+/gu, '').toUpperCase();
}

/**
 * A line that is nothing but the stamp, with the urgency, the number of the copy or "tài liệu" beside it. "Mật" alone counts unless
 * it is written small.
 */
export function isStampLine(line: string): boolean {
  if (line.length > 200) {
    return false;
  }
  const bare = stripCompany(line).replace(ENTRY, '');
  if (bare === '' || bare === 'mật') {
    return false;
  }
  const level = glue(bare);
  if (LEVELS.has(level) || (isCapitals(bare) && BARE_LEVELS.has(bare.replaceAll(' ', '')))) {
    return true;
  }
  const named = bare.replace(NOUN, '');
  return named !== bare && LEVELS.has(glue(named)) && (glue(named) !== 'MẬT' || isCapitals(bare));
}

/** The stamp of envelopes that only the addressee opens. */
export function isForOneReader(line: string): boolean {
  return GIVEN_TO_ONE.test(bareCapitals(line.slice(0, 2_000)).replace(/\s+/gu, ' '));
}
