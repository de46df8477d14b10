import { foldAccents } from '@congvu/vntext';
import { isOfficialDomain } from './mail/official.ts';

/* How values are compared: what was typed stays as it is, these say whether two of them mean the same thing. */

const BLANKS = /\s+/g;

/** Ways to write the apostrophe of names like H’Hen. */
export const APOSTROPHES = /['’‘ʼ′`´]/g;
/** Hyphens and dashes that a text program puts in place of the plain one. */
export const DASHES = /[‐‑–—−]/g;

/** @example nameKey('Lò  Thị MAI') // 'lo thi mai' */
export function nameKey(fullName: string): string {
  return foldAccents(fullName).replace(APOSTROPHES, "'").replace(DASHES, '-').replace(BLANKS, ' ').trim();
}

/** Accents kept; case, doubled blanks, ways of writing apostrophe and hyphen do not count. */
export function plainWords(text: string): string {
  return text.normalize('NFC').replace(APOSTROPHES, "'").replace(DASHES, '-').replace(BLANKS, ' ').trim().toLowerCase();
}

/**
 * Serial of a certificate: hexadecimal, compared as a number; case, separators and leading zeros do not count. Empty when it is none.
 * @example serialKey('00:5A 7F') === serialKey('5a7f') // true
 */
export function serialKey(text: string): string {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s:.\-_]/g, '')
    .toLowerCase()
    .replace(/^0x/, '');
  // A serial has at most 20 octets (RFC 5280 §4.1.2.2).
  return /^[0-9a-f]{1,40}$/.test(digits) ? digits.replace(/^0+/, '') : '';
}

/** As engraved, without case and blanks. */
export function tokenKey(text: string): string {
  return text.normalize('NFKC').replace(BLANKS, '').toLowerCase();
}

export function accountKey(text: string): string {
  return text.normalize('NFKC').replace(BLANKS, '').toLowerCase();
}

/**
 * Address of a mailbox. Forms leave out the official domain, so it does not count; another domain does.
 * @example mailboxKey('Khoasa.sonbinh@laichau.gov.vn') // 'khoasa.sonbinh'
 */
export function mailboxKey(text: string, officialDomains?: readonly string[]): string {
  const address = accountKey(text);
  const at = address.lastIndexOf('@');
  return at > 0 && isOfficialDomain(address.slice(at + 1), officialDomains) ? address.slice(0, at) : address;
}

/** Digits of a number of an identity paper, upper case. */
export function identityKey(text: string): string {
  return text
    .normalize('NFKC')
    .replace(DASHES, '-')
    .replace(/[\s.-]/g, '')
    .toUpperCase();
}

export function phoneKey(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(DASHES, '-')
    .replace(/[\s.\-()]/g, '');
  return plain.replace(/^(?:\+84|0084|84(?=\d{9}$))/, '0');
}
