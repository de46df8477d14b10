export { allotNumber, cancelNumber } from './allot-number.ts';
export {
  addMovement,
  addMovements,
  attachFile,
  attachFiles,
  type DocumentFile,
  type DocumentRow,
  detachFile,
  findDuplicates,
  getDocument,
  insertDocument,
  insertDocuments,
  listDocumentFiles,
  listMovements,
  listRelated,
  listRelations,
  relateDocuments,
  updateDocument,
} from './documents.store.ts';
export type { RelationKind, Urgency } from './documents.tables.ts';
export { documentsHolding } from './documents-holding.ts';
export { findNumbered } from './find-issued.ts';
export { type ForgottenContent, forgetContent } from './forget-content.ts';
export { assertNotRecalled, type Freeze, findFreeze, freezeDocument } from './freeze.ts';
export { guardBody } from './guard-body.ts';
export { guardUpload } from './guard-file.ts';
export { documentsNamed, nameDocuments } from './name-documents.ts';
export {
  answerRead,
  explainReading,
  findHolder,
  loadHolders,
  presentActs,
  presentColleague,
  presentReaders,
  type Reading,
} from './readers.ts';
export { renderRegisterXlsx } from './register-export.ts';
export { type RegisterBook, type RegisterColumn, type RegisterCover, renderRegisterPdf } from './register-print.ts';
export {
  assertNoStateSecret,
  findStateSecret,
  guardAgainstStateSecret,
  type SecrecyInput,
  type SecrecyReason,
} from './state-secret.ts';
