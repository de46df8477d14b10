import { bareCapitals, isCapitals, readable } from './secrecy-readings.ts';
import { isBareLabel, isForOneReader, isStampLine, LETTER_LABEL, LEVEL_LABEL, LEVEL_WORDS } from './secrecy-words.ts';

const HEADING_NEXT = 'CỘNG|SỐ|Số|ỦY|UỶ|UBND|ĐỘC|Độc|HỎA|HOẢ|KHẨN|THƯỢNG|BỘ|TỈNH|HUYỆN|[-–:|]';
/** Two columns of a page read as one line: the stamp stands before or after the head of the letter. */
const STAMP_BESIDE_HEADING = new RegExp(
  `^\\W{0,3}(?:TUYỆT MẬT|TỐI MẬT|MẬT)(?:\\s{2,}|\\t|\\s*(?=(?:${HEADING_NEXT})))|(?:\\s{2,}|\\t)(?:TUYỆT MẬT|TỐI MẬT|MẬT)\\W{0,3}$`,
  'u',
);
const LABEL_ALONE = /độ\s+(?:bảo\s+)?mật\s*:?\s*$/iu;
/** A level alone in brackets, as clerks mark titles: "(Mật)", "[TỐI MẬT]", "(tài liệu mật)", "[TOI MAT]". */
const BRACKETED = new RegExp(
  String.raw`[([{<«]\s{0,9}(?:(?:tài liệu|văn bản|hồ sơ)\s)?(?:${LEVEL_WORDS}|m\sậ\st)\s{0,9}[)\]}>»]`,
  'iu',
);
const BARE_BRACKETED = /[([{<]\s{0,9}(?:TUYET MAT|TOI MAT|MAT)\s{0,9}[)\]}>]/u;
/** Levels side by side are a list of levels, not the level of this text. */
const LISTED = new RegExp(
  String.raw`(?:tuyệt|tối)\s{1,9}mật["”»'’)]?(?:\s{0,9}(?:[,;:/–-]|\d{1,6}|hoặc|hay|và|["“«'‘(]|[a-c]\)|độ)){0,6}\s{0,9}${LEVEL_WORDS}(?!\p{L})`,
  'iu',
);
const REPLIES = String.raw`^[\s*([{<"]{0,4}(?:(?:re|fwd?|trả lời|chuyển tiếp)\s{0,3}:\s{0,3}){0,4}[*([{<"]{0,2}\s{0,3}`;
/** "MẬT: …", "Tối mật - …", "*MẬT* …" before words, never before a figure. */
const SET_OFF_FIRST = new RegExp(
  `${REPLIES}(?:(?:TUYỆT|Tuyệt) (?:MẬT|mật)|(?:TỐI|Tối) (?:MẬT|mật)|MẬT|Mật|TUYET MAT|TOI MAT)\\s{0,3}[-–—:.!*/|\\])}>]{1,3}\\s{0,3}(?=\\p{L})`,
  'u',
);
const SET_OFF_LAST =
  /[-–—/|]\s{0,3}(?:(?:tài liệu|văn bản|hồ sơ)\s(?:tuyệt mật|tối mật)|TUYỆT MẬT|TỐI MẬT|MẬT|Tuyệt mật|Tối mật|Mật|TUYET MAT|TOI MAT)[\s.!)\]]{0,3}$/u;
/** Capitals in a sentence that is not in capitals: "Gửi kèm văn bản TỐI MẬT của tỉnh". In quotes they are spoken of. */
const SHOUTED = /(?<![\p{L}"“«'‘])(?:TUYỆT|TỐI)\s{1,3}MẬT(?![\p{L}"”»'’])/u;
const STAMPED = /đóng dấu\s{0,3}["“«]?(?:TUYỆT MẬT|TỐI MẬT|MẬT)(?!\p{L})/u;
const SPOKEN_OF = /(?:mẫu dấu|con dấu|khắc dấu|dấu chỉ độ mật|dấu chỉ)\s{1,3}["“«]?(?:TUYỆT|TỐI)\s{1,3}MẬT/iu;
/** In the number itself: "05 MẬT/KH". */
const IN_NUMBER = /\d\s{0,2}[/-]?\s{0,2}MẬT\s{0,2}[/-]\s{0,2}\p{Lu}/u;

type Mark = 'label' | 'stamp';

function isSetOff(line: string): boolean {
  if (SET_OFF_FIRST.test(line) || IN_NUMBER.test(line)) {
    return true;
  }
  return (
    SET_OFF_LAST.test(line) &&
    !(isCapitals(line) && / MẬT\W*$/u.test(line) && /[-–—/|]\s*[^-–—/|\s]+ MẬT\W*$/u.test(line))
  );
}

function isShouted(line: string): boolean {
  if (isCapitals(line) || SPOKEN_OF.test(line)) {
    return false;
  }
  return SHOUTED.test(line) || STAMPED.test(line);
}

/** The mark of one line of typed text; a row of a page is judged more strictly. */
export function markOfLine(line: string, previous: string): Mark | undefined {
  if (isStampLine(line)) {
    return LABEL_ALONE.test(previous) ? 'label' : 'stamp';
  }
  if (isForOneReader(line)) {
    return 'stamp';
  }
  if (LISTED.test(line)) {
    return undefined;
  }
  if (LEVEL_LABEL.test(line) || LETTER_LABEL.test(line) || isBareLabel(line)) {
    return 'label';
  }
  const isMarked = STAMP_BESIDE_HEADING.test(line) || isBracketed(line) || isSetOff(line) || isShouted(line);
  return isMarked ? 'stamp' : undefined;
}

export function isBracketed(line: string): boolean {
  return BRACKETED.test(line) || BARE_BRACKETED.test(line);
}

const ENUMERATED = /^\s*(?:\d{1,2}[.)]|[a-d][.)])\s/iu;

/** Every mark of a typed text. A numbered list of all levels (a lesson, a circular) is none. */
export function findInText(text: string): Mark[] {
  const lines = readable(text).split(/\r?\n|\u2028|\u2029|\f/u);
  const found: { mark: Mark; line: string }[] = [];
  let previous = '';
  for (const line of lines) {
    const mark = markOfLine(line, previous);
    if (mark !== undefined) {
      found.push({ mark, line });
    }
    previous = line;
  }
  const listed = found.filter(({ line }) => ENUMERATED.test(line));
  const isLesson = new Set(listed.map(({ line }) => bareCapitals(line).replace(/[^A-Z]+/gu, ''))).size >= 3;
  return found.filter((one) => !isLesson || !listed.includes(one)).map(({ mark }) => mark);
}
