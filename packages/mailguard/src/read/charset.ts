/* Vietnamese text that came in an encoding of the nineties, declared wrongly or not at all. */

/** TCVN 5712:1993 (ABC), lower-case set and the capitals it has; the byte is the index from 0xA1 on. */
const TCVN3: ReadonlyMap<number, string> = new Map(
  (
    'A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ B5à B6ả B7ã B8á B9ạ BBằ BCẳ BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ CAấ CBậ ' +
    'CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ D7ì D8ỉ DCĩ DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố E9ộ EAờ EBở ECỡ EDớ EEợ ' +
    'EFù F1ủ F2ũ F3ú F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ'
  )
    .split(' ')
    .map((pair) => [Number.parseInt(pair.slice(0, 2), 16), pair.slice(2)]),
);

const SYLLABLE = /^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?$/;
const NON_ASCII_WORD = /[\p{L}\p{M}\u0080-\u00ff]{1,40}/gu;
/** Words looked at to tell an encoding. */
const SAMPLE_CHARACTERS = 20_000;
const SAMPLE_WORDS = 200;

function plain(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

/** Vietnamese syllables among the words that are not ASCII: 0…1, and how many there are. */
function vietnameseShare(text: string): { share: number; count: number } {
  let [good, count] = [0, 0];
  for (const [word] of text.slice(0, SAMPLE_CHARACTERS).matchAll(NON_ASCII_WORD)) {
    if (/^[\0-\x7f]*$/.test(word)) {
      continue;
    }
    count += 1;
    good += SYLLABLE.test(plain(word)) ? 1 : 0;
    if (count >= SAMPLE_WORDS) {
      break;
    }
  }
  return { share: count === 0 ? 0 : good / count, count };
}

function decode(label: string, bytes: Uint8Array, fatal = false): string | undefined {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes);
  } catch {
    return undefined;
  }
}

function fromTcvn3(bytes: Uint8Array): string {
  const latin = decode('latin1', bytes) ?? '';
  return latin.replace(/[\u00a1-\u00fe]/g, (letter) => TCVN3.get(letter.charCodeAt(0)) ?? letter);
}

const NAMED_TCVN = /tcvn|viet|abc/i;

export interface DecodedText {
  text: string;
  /** The declared encoding was not what the bytes are. */
  isRepaired: boolean;
}

function hasHighBytes(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte > 0x7f);
}

/** ISO-2022 and UTF-7 are ASCII bytes; what is not known is read as it is. */
function decodeAscii(bytes: Uint8Array, label: string): string {
  return decode(label === '' ? 'utf-8' : label, bytes) ?? decode('utf-8', bytes) ?? '';
}

/** UTF-8 with a few broken bytes is UTF-8 all the same. */
function mostlyUtf8(bytes: Uint8Array): string | undefined {
  const text = decode('utf-8', bytes) ?? '';
  const broken = text.split('\ufffd').length - 1;
  const whole = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  return whole > 3 * broken ? text : undefined;
}

/** Of the declared encoding, when there is one, and the old Vietnamese ones: the text with the most Vietnamese syllables. */
function decodeLegacy(bytes: Uint8Array, declared: string | undefined): DecodedText {
  const latin = decode('windows-1252', bytes) ?? '';
  const first = declared ?? latin;
  const candidates = [fromTcvn3(bytes), decode('windows-1258', bytes) ?? ''].map((text) => {
    const normal = text.normalize('NFC');
    return { text: normal, ...vietnameseShare(normal) };
  });
  const best = candidates.toSorted((left, right) => right.share - left.share)[0];
  const own = vietnameseShare(first.normalize('NFC')).share;
  const isBetter = best !== undefined && best.share >= 0.7 && best.count >= 2 && best.share > own + 0.2;
  return isBetter
    ? { text: best.text, isRepaired: true }
    : { text: first.normalize('NFC'), isRepaired: declared === undefined };
}

/**
 * Text of bytes whose declared encoding may be wrong or absent: UTF-8 when it is valid, else the encoding that gives the most
 * Vietnamese syllables among the declared one, TCVN3 and windows-1258. The result is NFC.
 */
export function decodeText(bytes: Uint8Array, declared: string): DecodedText {
  const label = declared.trim().toLowerCase();
  const isUnicode = label === '' || /^(?:utf-?8|us-ascii|ascii|unknown-8bit|x-unknown)$/.test(label);
  if (!hasHighBytes(bytes)) {
    return { text: decodeAscii(bytes, isUnicode ? '' : label).normalize('NFC'), isRepaired: false };
  }
  const utf8 = isUnicode ? (decode('utf-8', bytes, true) ?? mostlyUtf8(bytes)) : undefined;
  if (utf8 !== undefined) {
    return { text: utf8.normalize('NFC'), isRepaired: false };
  }
  return decodeLegacy(bytes, isUnicode || NAMED_TCVN.test(label) ? undefined : decode(label, bytes));
}
