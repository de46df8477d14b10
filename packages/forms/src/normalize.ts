import { foldAccents } from '@congvu/vntext';
import { readDate } from './dates.ts';
import type { FieldType, FormField } from './definition.ts';
import { APOSTROPHES, DASHES, identityKey, phoneKey } from './keys.ts';
import { parsePkiSim, printPkiSim } from './pki-sim.ts';

// Control characters, and marks that have no width or turn the reading direction: never part of what is meant.
const INVISIBLE = /[\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0]/gu;
const BLANKS = /[\s\u2800]+/gu;

/** NFC, one blank between words, nothing invisible, no half characters: the text as it is read on paper. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\u2800]/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(BLANKS, ' ')
    .trim();
}

/** One letter for those that look the same: the apostrophe of H’Hen, the hyphen, and the Icelandic Ð of old Vietnamese fonts. */
function normalLetters(name: string): string {
  return name
    .replace(/[ÐƉ]/g, 'Đ')
    .replace(/[ðɖ]/g, 'đ')
    .replace(APOSTROPHES, (mark) => (mark === "'" ? mark : '’'))
    .replace(DASHES, '-');
}

/** Names come in capitals from papers and spreadsheets; they are kept in normal case and printed in capitals by the form. */
function normalCase(typed: string): string {
  const name = normalLetters(typed);
  const isOneCase = name === name.toUpperCase() || name === name.toLowerCase();
  if (!isOneCase) {
    return name;
  }
  return name.toLowerCase().replace(/(?<![\p{L}\p{M}])\p{L}/gu, capital);
}

/** A letter whose capital is two letters (ß, ᾐ) stays: read again, the second would be taken for a capital of its own. */
function capital(letter: string): string {
  const upper = letter.toUpperCase();
  return upper.length === letter.length ? upper : letter;
}

function normalGender(text: string): string {
  const folded = foldAccents(text);
  if (folded === 'nam' || folded === 'male') {
    return 'male';
  }
  return folded === 'nu' || folded === 'female' ? 'female' : text;
}

/** Numbers of papers without blanks and dots; what is none stays as typed, so that the rules can speak of it. */
function normalNumber(text: string): string {
  const bare = identityKey(text);
  return /^[A-Z0-9]+$/.test(bare) ? bare : text;
}

/** @example normalTaxCode('0123 456 789 - 001') // '0123456789-001' */
function normalTaxCode(text: string): string {
  const digits = normalNumber(text);
  return /^\d{13}$/.test(digits) ? `${digits.slice(0, 10)}-${digits.slice(10)}` : digits;
}

function normalPhone(text: string): string {
  const digits = phoneKey(text);
  return /^\+?\d+$/.test(digits) ? digits : text;
}

/** Blanks beside the signs of an address are slips; one inside a name may stand for a letter and stays for the rules. */
function normalEmail(text: string): string {
  // A sign of its own width may come apart into a blank and its mark.
  return cleanText(text.normalize('NFKC'))
    .replace(/\s*([@.])\s*/g, '$1')
    .toLowerCase();
}

function normalPkiSim(text: string): string {
  const sim = parsePkiSim(text);
  return sim === undefined ? text : printPkiSim(sim);
}

const NORMAL: Partial<Record<FieldType, (text: string) => string>> = {
  name: normalCase,
  gender: normalGender,
  date: (text) => readDate(text) ?? text,
  identityNumber: normalNumber,
  officialEmail: normalEmail,
  taxCode: normalTaxCode,
  budgetCode: normalNumber,
  mobile: normalPhone,
  phone: normalPhone,
  pkiSim: normalPkiSim,
};

/**
 * What is kept of what was typed: the same value in its one spelling. Text that cannot be read stays as it is, for the rules to
 * speak about.
 * @example normalizeField('date', '12/3/21') // '2021-03-12'
 * @example normalizeField('mobile', '0912.345.678') // '0912345678'
 */
export function normalizeField(type: FieldType, text: string): string {
  const clean = cleanText(text);
  return (NORMAL[type] ?? ((value) => value))(clean).normalize('NFC');
}

/** The same for a field of a form: a choice may also be told by its printed label. */
export function normalizeValue({ type, options }: Pick<FormField, 'type' | 'options'>, text: string): string {
  const value = normalizeField(type, text);
  const folded = foldAccents(value);
  return options?.find((option) => option.value !== value && foldAccents(option.label) === folded)?.value ?? value;
}
