import { foldWords } from '../words/fold.ts';

/*
 * What anybody writes under a letter and nobody means: thanks, wishes, the date, where the house is. It costs nothing to add, so it may
 * not speak for a letter: words are read without it.
 */

/** A line is no longer than this many words when it is only polite or only an address. */
const [LONGEST_COURTESY, LONGEST_CONTACT] = [16, 30];

const COURTESY =
  /^ (?:(?:xin |rat |toi |em |chung toi |chung em |con |chau |ben em )*(?:tran trong|chan thanh|kinh thu|than ai|than men|kinh bao|cam on|cam ta|tri an|kinh chuc|chuc)(?: [^ ]+){0,12}|tran trong|kinh thu|(?:best|kind|warm|with (?:best|kind)) (?:regards|wishes)|regards|sincerely|yours (?:sincerely|faithfully|truly)|thanks?(?: you)?(?: [^ ]+){0,6}|many thanks|(?:rat )?mong (?:[^ ]+ ){0,4}(?:thong cam|hop tac|quan tam)(?: [^ ]+){0,4}) $/;
/** Thanks that also ask for something are no mere thanks. */
const ASKS =
  / (?:gui|tra loi|phan hoi|chuyen|bam|mo|nhan|nap|dang nhap|xac nhan|dien(?! thoai)|tai|goi|please|send|reply|click|open|transfer|call|mat khau|tai khoan|zalo)(?= )/;
/** "Lai Châu, ngày 12 tháng 5 năm 2026". */
const DATED = /^(?: [^ 0-9]+){0,5} ?(?:ngay )?[0-9]{1,2}(?: thang)? [0-9]{1,2}(?: nam)? [0-9]{4} $/;
const LABEL =
  /^ (?:dia chi|dc|tru so|dien thoai|dt|tel|phone|hotline|fax|email|e mail|mail|website|web|www|mst|ma so thue)(?= )/;

function isCourtesy(line: string): boolean {
  const { words } = foldWords(line);
  const count = words.split(' ').filter((word) => word !== '').length;
  if (count === 0 || count > LONGEST_CONTACT) {
    return false;
  }
  const isPolite = count <= LONGEST_COURTESY && COURTESY.test(words) && !ASKS.test(words);
  return isPolite || DATED.test(words) || (LABEL.test(words) && !ASKS.test(words));
}

/**
 * A text without its polite lines, datelines and lines of contact; a text that is nothing else stays as it is.
 * @example withoutCourtesy('Họp lúc 8h.\nTrân trọng.') // 'Họp lúc 8h.'
 */
export function withoutCourtesy(text: string): string {
  const lines = text.split('\n');
  const kept = lines.filter((line) => !isCourtesy(line));
  return kept.length === lines.length || kept.every((line) => line.trim() === '') ? text : kept.join('\n');
}
