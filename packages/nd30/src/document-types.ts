import { foldAccents } from '@congvu/vntext';

/** Printed form of Annex III of Decree 30/2020 that lays the type out; `free` has no printed form there. */
export type LetterForm =
  | 'resolution'
  | 'decision'
  | 'named'
  | 'official_letter'
  | 'telegram'
  | 'invitation'
  | 'introduction'
  | 'minutes'
  | 'leave_permit'
  | 'free';

/** A document type of Decree 30/2020 Art. 7, valid between two dates (ISO, `validTo` exclusive, absent = still in force). */
export interface DocumentType {
  code: DocumentTypeCode;
  /** Name as the decree spells it, e.g. "Quyết định (cá biệt)" is "Quyết định" here. */
  name: string;
  /** Abbreviation of Annex III part I; empty for công văn and thư công, which have none. */
  symbol: string;
  /** Code of list B of the exchange standard; absent for phiếu báo. Never trust it on receipt: match the name. */
  edxmlCode?: number;
  form: LetterForm;
  validFrom: string;
  validTo?: string;
}

const ROWS = [
  ['resolution', 'Nghị quyết', 'NQ', 1, 'resolution'],
  ['decision', 'Quyết định', 'QĐ', 2, 'decision'],
  ['directive', 'Chỉ thị', 'CT', 3, 'named'],
  ['regulation', 'Quy chế', 'QC', 4, 'named'],
  ['rule', 'Quy định', 'QyĐ', 5, 'named'],
  ['communique', 'Thông cáo', 'TC', 6, 'named'],
  ['announcement', 'Thông báo', 'TB', 7, 'named'],
  ['guidance', 'Hướng dẫn', 'HD', 8, 'named'],
  ['programme', 'Chương trình', 'CTr', 9, 'named'],
  ['plan', 'Kế hoạch', 'KH', 10, 'named'],
  ['option_plan', 'Phương án', 'PA', 11, 'named'],
  ['scheme', 'Đề án', 'ĐA', 12, 'named'],
  ['project', 'Dự án', 'DA', 13, 'named'],
  ['report', 'Báo cáo', 'BC', 14, 'named'],
  ['minutes', 'Biên bản', 'BB', 15, 'minutes'],
  ['submission', 'Tờ trình', 'TTr', 16, 'named'],
  ['contract', 'Hợp đồng', 'HĐ', 17, 'free'],
  ['official_letter', 'Công văn', '', 18, 'official_letter'],
  ['telegram', 'Công điện', 'CĐ', 19, 'telegram'],
  ['memorandum', 'Bản ghi nhớ', 'BGN', 20, 'free'],
  ['agreement', 'Bản thỏa thuận', 'BTT', 22, 'free'],
  ['power_of_attorney', 'Giấy ủy quyền', 'GUQ', 24, 'named'],
  ['invitation', 'Giấy mời', 'GM', 25, 'invitation'],
  ['introduction', 'Giấy giới thiệu', 'GGT', 26, 'introduction'],
  ['leave_permit', 'Giấy nghỉ phép', 'GNP', 27, 'leave_permit'],
  ['dispatch_slip', 'Phiếu gửi', 'PG', 30, 'named'],
  ['transfer_slip', 'Phiếu chuyển', 'PC', 31, 'named'],
  ['notice_slip', 'Phiếu báo', 'PB', undefined, 'named'],
  ['courtesy_letter', 'Thư công', '', 32, 'free'],
] as const;

/** Code of one of the 29 types, e.g. `official_letter`. */
export type DocumentTypeCode = (typeof ROWS)[number][0];

/** In force since the decree: 05/03/2020 (Decree 30/2020 Art. 37). */
const DECREE_30_IN_FORCE = '2020-03-05';

/** The 29 types of Decree 30/2020 Art. 7. */
export const DOCUMENT_TYPES: readonly DocumentType[] = ROWS.map(([code, name, symbol, edxmlCode, form]) => ({
  code,
  name,
  symbol,
  ...(edxmlCode === undefined ? {} : { edxmlCode }),
  form,
  validFrom: DECREE_30_IN_FORCE,
}));

const BY_CODE = new Map<string, DocumentType>(DOCUMENT_TYPES.map((type) => [type.code, type]));
const BY_NAME = new Map<string, DocumentType>(DOCUMENT_TYPES.map((type) => [nameKey(type.name), type]));
const BY_SYMBOL = new Map<string, DocumentType>(
  DOCUMENT_TYPES.filter((type) => type.symbol !== '').map((type) => [type.symbol.toUpperCase(), type]),
);

/** Accents are left out: "Bản thoả thuận" and "Bản thỏa thuận" are one name, and no two of the 29 fall together. */
function nameKey(name: string): string {
  return foldAccents(name).trim().replace(/\s+/g, ' ');
}

/** @example findDocumentType('decision')?.symbol // 'QĐ' */
export function findDocumentType(code: string): DocumentType | undefined {
  return BY_CODE.get(code);
}

/** By the Vietnamese name, in any case, with tone marks set either way; "(cá biệt)" may follow. @example findDocumentTypeByName('QUYẾT ĐỊNH')?.code */
export function findDocumentTypeByName(name: string): DocumentType | undefined {
  return BY_NAME.get(nameKey(name.replace(/\(\s*cá biệt\s*\)/iu, '')));
}

/** By the abbreviation in a symbol, in any case. @example findDocumentTypeBySymbol('TTr')?.code // 'submission' */
export function findDocumentTypeBySymbol(symbol: string): DocumentType | undefined {
  return BY_SYMBOL.get(symbol.normalize('NFC').trim().toUpperCase());
}

/** Symbols of the three kinds of copies (Annex III part I): they stand where a type's symbol stands. */
export const COPY_SYMBOLS = {
  true: 'SY',
  extract: 'TrS',
  certified: 'SL',
} as const;
export type CopyKind = keyof typeof COPY_SYMBOLS;

/**
 * The types in force on a day, in the order of the decree.
 * @param on `yyyy-mm-dd`; without it all types
 * @example listDocumentTypes('2021-03-22').length // 29
 */
export function listDocumentTypes(on?: string): readonly DocumentType[] {
  return DOCUMENT_TYPES.filter(
    ({ validFrom, validTo }) => on === undefined || (validFrom <= on && (validTo === undefined || on < validTo)),
  );
}
