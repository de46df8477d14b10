export {
  type CheckOptions,
  checkLetter,
  fixLetter,
  LETTER_RULES,
  type LetterFinding,
  type LetterFix,
  type LetterRule,
} from './check/check-letter.ts';
export {
  COPY_SYMBOLS,
  type CopyKind,
  DOCUMENT_TYPES,
  type DocumentType,
  type DocumentTypeCode,
  findDocumentType,
  findDocumentTypeByName,
  findDocumentTypeBySymbol,
  type LetterForm,
  listDocumentTypes,
} from './document-types.ts';
export { type FieldProblem, Nd30Error, type Nd30ErrorCode } from './error.ts';
export { exampleLetter } from './example-letter.ts';
export type * from './form-details.ts';
export type * from './letter.ts';
export {
  formatNumber,
  formatNumberSymbol,
  isStrictSymbol,
  type NumberSymbol,
  parseNumberSymbol,
  type SymbolParts,
  symbolFor,
} from './number-symbol.ts';
export { letterFromPage } from './read/letter-from-page.ts';
export type { PageItem, PageLine } from './read/page-item.ts';
export { assertLetter, LETTER_LIMITS } from './validate/validate-letter.ts';
