import { tidy } from '../compose/rich-text.ts';
import type { FieldProblem } from '../error.ts';
import type { Letter } from '../letter.ts';
import { listTexts } from '../text-places.ts';

const NO_LEVEL = new Set(['', '0', 'none', 'normal', 'thường', 'không', 'không mật', 'bình thường']);
/** A line that is nothing but the stamp, also with letters set apart: "T Ố I   M Ậ T". "mật" in small letters is a word. */
const STAMP = /^(?:TUYỆTMẬT|TỐIMẬT|MẬT)$/u;
const LABEL =
  /độ\s{1,20}(?:bảo\s{1,20})?mật\s{0,100}[:=\-–]\s{0,100}["“(['«]{0,5}\s{0,20}(?:tuyệt\s{1,20}mật|tối\s{1,20}mật|mật)(?!\p{L})/iu;
const DECORATION = /[\s[\](){}<>|*_=~.:;,"'«»“”‘’\-–—+#/\\]+/gu;

function isMark(text: string): boolean {
  const clean = tidy(text);
  if (LABEL.test(clean)) {
    return true;
  }
  const bare = clean.replace(DECORATION, '');
  return bare.length <= 8 && bare !== 'mật' && STAMP.test(bare.toLocaleUpperCase('vi'));
}

/** Marks of state secrets: a declared level, a stamp set as a line of its own, the label "Độ mật: …". Never the text itself. */
export function findSecretMarks(letter: Letter): FieldProblem[] {
  const marks: FieldProblem[] = [];
  if (!NO_LEVEL.has(tidy(letter.secrecy ?? '').toLocaleLowerCase('vi'))) {
    marks.push({ path: 'secrecy', message: 'văn bản được khai là có độ mật' });
  }
  for (const { path, text } of listTexts(letter)) {
    if (marks.length < 20 && text.split(/[\n\r\u2028\u2029]/u).some(isMark)) {
      marks.push({ path, message: 'có dấu chỉ độ mật' });
    }
  }
  return marks;
}
