import { isBracketed } from './secrecy-lines.ts';
import { bareCapitals, isCapitals, readable } from './secrecy-readings.ts';
import { isStampLine } from './secrecy-words.ts';

/** Second syllables that make "mật" (or "mat" of a name without accents) an everyday word: mật khẩu, mặt bằng, mất điện… */
const ORDINARY_AFTER: ReadonlySet<string> = new Set(
  'KHAU DO MA ONG DANH VU THAM LENH THU DAM HIEU UOC NGHI THIET TONG MIA GAU NGOT BANG TRUOC SAU CAT DIEN NUOC TRAN HOA SON HANG'.split(
    ' ',
  ),
);
/** First ones: bảo mật, bí mật, gặp mặt, tiền mặt… and the middle names of people called Mật. */
const ORDINARY_BEFORE: ReadonlySet<string> = new Set(
  'BAO BI CO THAN NOI GAP TIEN VANG BE HOP GIAI GAN TUI LAY MIA DO DAU BAN THON XA THI VAN DINH LO HOANG TRAN RA CHONG LAM BAO'.split(
    ' ',
  ),
);
/** "Tôi mất thẻ" without its accents. */
const LOST: ReadonlySet<string> = new Set(
  'THE CCCD CMND GIAY XE VI DIEN TIEN KHOA CHIA SO BANG SIM TAI USB TOKEN MAY'.split(' '),
);
const GLUED: ReadonlySet<string> = new Set(['TUYETMAT', 'TOIMAT', 'VANBANMAT', 'TAILIEUMAT', 'HOSOMAT']);
const HELD = /^(?:VAN BAN|TAI LIEU|HO SO) (?:TUYET |TOI )?MAT(?: |$)/u;
const EVERYDAY_TAIL = /(?:bí|bảo|cơ|thân|nội)[\s_]*mật$/iu;

/** "tuyệt mật" and "tối mật" anywhere, also without accents unless somebody lost something. */
function namesLevel(words: readonly string[]): boolean {
  const bare = words.map(bareCapitals);
  return bare.some((word, index) => {
    if (GLUED.has(word)) {
      return true;
    }
    if (word !== 'MAT') {
      return false;
    }
    const before = bare[index - 1];
    const hasAccents = words[index]?.toLowerCase() === 'mật';
    const mayBeMat = hasAccents || words[index]?.toLowerCase() === 'mat';
    return mayBeMat && (before === 'TUYET' || (before === 'TOI' && (hasAccents || !LOST.has(bare[index + 1] ?? ''))));
  });
}

/** "MẬT - …", "MAT_KH_05", "KH_05_MAT", "Phụ lục 1 - Mật". */
function isSetOff(stem: string, words: readonly string[]): boolean {
  const [first = '', second = ''] = words;
  const last = words.at(-1) ?? '';
  const isFirst =
    words.length > 1 &&
    (/^\s*m\u1eadt\s*[-–_.]/iu.test(stem) || /^\s*MAT\s?[_ -]/u.test(stem)) &&
    (first.toUpperCase() === 'MẬT' || first === 'MAT') &&
    (/^\s*\S+\s+[-–]\s/u.test(stem) || !ORDINARY_AFTER.has(bareCapitals(second)));
  const isLast = /[-–_]\s*m\u1eadt\s*$/iu.test(stem)
    ? !EVERYDAY_TAIL.test(words.join(' '))
    : /[-–_]\s*MAT\s*$/u.test(stem) && last === 'MAT' && !ORDINARY_BEFORE.has(bareCapitals(words.at(-2) ?? ''));
  return isFirst || isLast;
}

/** Names have no lines: a two-word level anywhere, the one-word level alone, in brackets or set off at an end. */
export function isSecretName(name: string): boolean {
  const stem = readable(name).replace(/\.[\p{L}\d]{1,5}$/u, '');
  const apart = stem.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ');
  const words = apart.split(/[\s_.,;\-–()[\]]+/u).filter((word) => word !== '');
  if (isStampLine(stem) || isBracketed(stem) || HELD.test(bareCapitals(words.join(' ')))) {
    return true;
  }
  const isBareShort = words.length === 2 && isCapitals(stem) && words.join('') === 'TOIMAT';
  return isBareShort || namesLevel(words) || isSetOff(stem, words);
}
