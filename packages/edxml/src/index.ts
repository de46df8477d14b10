export { type Acceptance, type AcceptanceOptions, acceptanceOf } from './acceptance.ts';
export { cleanFileName } from './attachments/file-name.ts';
export { type EdxmlAttachment, inputsOf } from './attachments/resolve.ts';
export {
  type ContentStore,
  type ContentWriter,
  memoryStore,
  readAll,
  type StoredContent,
  StoreFullError,
} from './attachments/store.ts';
export { checkEdxml, type EdxmlFinding, type FindingKind } from './check.ts';
export { EdxmlError } from './errors.ts';
export {
  type RecallInput,
  type ReplaceInput,
  recallOf,
  refOf,
  replaceOf,
  type UpdateInput,
  updateOf,
} from './message/build-messages.ts';
export {
  type AgencyCodeScheme,
  agencyCodeScheme,
  type EdxmlStatusCode,
  isStatusCode,
  normaliseAgencyCode,
  STATUS_CODES,
} from './message/codes.ts';
export { type DocumentIdParts, formatDocumentId, parseDocumentId } from './message/document-id.ts';
export { type StatusInput, statusOf } from './message/status.ts';
export { targetsOf } from './message/targets.ts';
export type * from './message/types.ts';
export { assertMessage } from './message/validate.ts';
export { type ParsedEdxml, type ParseOptions, parseEdxml } from './parse.ts';
export { DEFAULT_LIMITS, type EdxmlLimits } from './read/limits.ts';
export type { EdxmlVariant, EnvelopeSignature } from './read/read-message.ts';
export type { AttachmentError, AttachmentErrorCode } from './texts/attachment-errors.ts';
export type { EdxmlErrorCode } from './texts/refusals.ts';
export type { EdxmlWarning, EdxmlWarningCode } from './texts/warnings.ts';
export { buildEdxml, type WriteOptions, writeEdxml } from './write.ts';
export { EDXML_NAMESPACE } from './xml/namespace.ts';
