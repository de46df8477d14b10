/** As the book stores them (spec interchange §1): codes are opaque text. */
const MAX_CODE = 64;
const MAX_NAME = 500;
const MAX_MAIL = 200;

export type CodeScheme = 'qd20' | 'qcvn102' | 'other';

/** How codes are compared: trimmed, in upper case, otherwise opaque. */
export function codeKey(code: string): string {
  return code.normalize('NFC').trim().toUpperCase();
}

const LEVEL_ONE = /^[A-Z]\d{2}(?:\.|$)/;
const REVERSED = /^[\dA-Z.]*\.[A-Z]\d{2}$/;

/** Only a guess by the shape: groups of QĐ 20/2020 start with level 1, those of QCVN 102 end with it; patterns never refuse. */
export function schemeOf(code: string): CodeScheme {
  const key = codeKey(code);
  if (LEVEL_ONE.test(key)) {
    return 'qd20';
  }
  return REVERSED.test(key) ? 'qcvn102' : 'other';
}

/** How many levels a code names: empty ones are zeros. */
export function levelOf(code: string): number {
  return code.split('.').filter((group) => /[^0]/.test(group)).length;
}

/** Level 1 first whatever the scheme, so that bodies below one another stand together when sorted. */
export function treeOrder(code: string): string {
  const key = codeKey(code);
  return LEVEL_ONE.test(key) || !REVERSED.test(key) ? key : key.split('.').reverse().join('.');
}

/**
 * The code of the body above by the structure of the scheme: `H35.9.1` → `H35.9`; `000.00.15.H51` → `000.00.00.H51`. Undefined at the top
 * and for codes without a structure.
 */
export function codeAbove(code: string): string | undefined {
  const key = codeKey(code);
  const groups = key.split('.');
  if (groups.length < 2) {
    return undefined;
  }
  if (LEVEL_ONE.test(key)) {
    return groups.slice(0, -1).join('.');
  }
  if (!REVERSED.test(key)) {
    return undefined;
  }
  const lowest = groups.findIndex((group) => /[^0]/.test(group));
  if (lowest === groups.length - 1) {
    return undefined;
  }
  return groups.map((group, at) => (at === lowest ? '0'.repeat(group.length) : group)).join('.');
}

const UNPLAIN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]|^\s|\s\s|[^\S ]|\s$/u;

function plain(text: string): string {
  const composed = text.normalize('NFC');
  if (!UNPLAIN.test(composed)) {
    return composed;
  }
  return composed
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** A name of a list on one line without control and direction characters; cut where no name of an agency goes. */
export function cleanName(name: string): string {
  const clean = plain(name.slice(0, 4 * MAX_NAME));
  // By characters: half of one is no text.
  return clean.length <= MAX_NAME ? clean : Array.from(clean).slice(0, MAX_NAME).join('').trim();
}

export function cleanMail(mail: string | undefined): string | undefined {
  return mail === undefined ? undefined : plain(mail.slice(0, 4 * MAX_MAIL)).slice(0, MAX_MAIL);
}

/** Undefined when nothing usable stands there: lists write "null" and dashes for no code (spec interchange §2.4). */
export function cleanCode(code: string | undefined): string | undefined {
  const clean = plain(code ?? '');
  return clean === '' || /^(?:null|undefined|0+|-+|\.+)$/i.test(clean) || clean.length > MAX_CODE ? undefined : clean;
}
