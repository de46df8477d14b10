import { COPY_SYMBOLS, type CopyKind, type DocumentTypeCode, findDocumentType } from './document-types.ts';
import { Nd30Error } from './error.ts';

/** Ô 3 in parts: `15/QĐ-BNV` is number 15, symbol `QĐ-BNV`. */
export interface NumberSymbol {
  /** Absent before a number is allotted. */
  number?: number;
  /** Only where the text carries it: `10/2019/QĐ-UBND`, as legal documents are numbered. */
  year?: number;
  symbol: string;
}

/** Room left where the number is filled in later, as in `Số:        /UBND-VHTT`. */
const BLANK_NUMBER = ' '.repeat(8);
const MAX_NUMBER = 999_999_999;
const GROUP = '[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}&.]{0,29}';
const SYMBOL = new RegExp(`^${GROUP}(?:[-/]${GROUP}){0,5}$`, 'u');
const PARTS = /^(\d{0,9})\/(?:((?:19|20)\d{2})\/)?(.+)$/su;
const LEAD = /^(?:văn\s+bản\s+)?số\s*[:.]?\s*/iu;

function isSymbol(text: string): boolean {
  return text.length <= 60 && SYMBOL.test(text) && !text.endsWith('.') && /\p{L}/u.test(text);
}

/**
 * Reads number and symbol as people write them: "Số:" before it, spaces around "/" and "-", long dashes, a full stop behind it.
 * Letters stay as they stand (`QD-UBND` is not made `QĐ-UBND`). Answers undefined when it is no number and symbol.
 * @example parseNumberSymbol('Số: 315/ STTTT-BCVTCNTT ') // { number: 315, symbol: 'STTTT-BCVTCNTT' }
 */
export function parseNumberSymbol(text: string): NumberSymbol | undefined {
  if (text.length > 400) {
    return undefined;
  }
  const bare = text
    .normalize('NFC')
    .trim()
    .replace(LEAD, '')
    .replace(/[‐‑‒–—−]/gu, '-')
    .replace(/\s*([/-])\s*/gu, '$1')
    .replace(/[\s.,;]+$/u, '');
  const [, digits = '', year, symbol = ''] = PARTS.exec(bare) ?? [];
  if (!isSymbol(symbol) || (digits !== '' && Number(digits) === 0)) {
    return undefined;
  }
  return {
    ...(digits === '' ? {} : { number: Number(digits) }),
    ...(year === undefined ? {} : { year: Number(year) }),
    symbol,
  };
}

/**
 * Arabic digits, below 10 with a leading 0 (Annex I part II section 3).
 * @throws Nd30Error `nd30.invalid_number_symbol`
 * @example formatNumber(7) // '07'
 */
export function formatNumber(value: number): string {
  if (!Number.isInteger(value) || value < 1 || value > MAX_NUMBER) {
    throw new Nd30Error('nd30.invalid_number_symbol', `Số văn bản phải là số nguyên từ 1, đang là ${value}.`);
  }
  return value < 10 ? `0${value}` : String(value);
}

/**
 * Writes ô 3 without "Số:", strictly: no spaces, "/" behind the number, "-" between groups. Without a number, room is left.
 * @throws Nd30Error `nd30.invalid_number_symbol`
 * @example formatNumberSymbol({ number: 3, symbol: 'SY-UBND' }) // '03/SY-UBND'
 */
export function formatNumberSymbol({ number, year, symbol }: NumberSymbol): string {
  if (!isSymbol(symbol) || symbol !== symbol.normalize('NFC')) {
    throw new Nd30Error(
      'nd30.invalid_number_symbol',
      `Ký hiệu "${symbol}" không đúng: các nhóm chữ viết tắt cách nhau bằng "-", không có dấu cách (Phụ lục I, mục II.3).`,
    );
  }
  if (year !== undefined && (!Number.isInteger(year) || year < 1900 || year > 2099)) {
    throw new Nd30Error('nd30.invalid_number_symbol', `Năm ${year} trong số, ký hiệu không đúng.`);
  }
  const digits = number === undefined ? BLANK_NUMBER : formatNumber(number);
  return year === undefined ? `${digits}/${symbol}` : `${digits}/${year}/${symbol}`;
}

/** What a symbol is made of; abbreviations of agencies and units are set by the head of the agency (Annex I part II section 3). */
export interface SymbolParts {
  type: DocumentTypeCode;
  /** Abbreviation of the issuing agency, e.g. `UBND`. */
  agency: string;
  /** Drafting unit or field, e.g. `VHTT`: in the symbol of a công văn only. */
  unit?: string;
  /** A copy carries the symbol of its kind in place of the type's. */
  copy?: CopyKind;
}

/**
 * The symbol of a document: `QĐ-UBND` for a named type, `UBND-VHTT` for a công văn (never "CV"), `SY-UBND` for a copy.
 * @throws Nd30Error `nd30.invalid_number_symbol` when an abbreviation holds spaces or marks
 * @example symbolFor({ type: 'official_letter', agency: 'UBND', unit: 'VHTT' }) // 'UBND-VHTT'
 */
export function symbolFor({ type, agency, unit, copy }: SymbolParts): string {
  const own = copy === undefined ? (findDocumentType(type)?.symbol ?? '') : COPY_SYMBOLS[copy];
  const groups = own === '' ? [agency, unit ?? ''] : [own, agency];
  const symbol = groups
    .map((group) => group.normalize('NFC').trim())
    .filter((group) => group !== '')
    .join('-');
  if (!isSymbol(symbol)) {
    throw new Nd30Error('nd30.invalid_number_symbol', `Chữ viết tắt "${symbol}" không dùng được trong ký hiệu.`);
  }
  return symbol;
}

/** Whether a text is a symbol as the decree writes it. @example isStrictSymbol('UBND- VHTT') // false */
export function isStrictSymbol(text: string): boolean {
  return isSymbol(text) && text === text.normalize('NFC');
}
