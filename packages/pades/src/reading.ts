/** Reading of a PDF's pages for whoever looks for words, not for signatures: strict, within the same budget, nothing repaired. */
export { PadesError, type PadesErrorCode } from './errors.ts';
export { type Operation, readOperations } from './pdf/content.ts';
export { openPdf, type PdfFile } from './pdf/file.ts';
export { canDecode, decodeStream } from './pdf/filters.ts';
export { inheritedEntry, listPages, type Page, shownBox } from './pdf/pages.ts';
export {
  isArray,
  isDict,
  isStream,
  isString,
  nameOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from './pdf/values.ts';
