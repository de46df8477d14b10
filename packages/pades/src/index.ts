export {
  DEMO_MARK,
  imageRect,
  type Rect,
  type SignatureAppearance,
  type TextAppearance,
} from './appearance/appearance.ts';
export { POINTS_PER_MM, sealRect } from './appearance/placement.ts';
export { attachmentStampText, copyStampText } from './appearance/stamp-text.ts';
export { PadesError, type PadesErrorCode } from './errors.ts';
export { fillSlots } from './fields/fill-slots.ts';
export { listSignatureFields, type SignatureFieldState } from './fields/list-signature-fields.ts';
export { listTextFields, type TextFieldState } from './fields/list-text-fields.ts';
export type { FieldLock } from './fields/lock.ts';
export { type DigitField, type ReservedFields, reserveFields, type SignatureField } from './fields/reserve-fields.ts';
export { type LintCode, type LintFinding, lintBeforeSigning } from './lint/lint-before-signing.ts';
export { addEvidence, type LongTermEvidence } from './sign/add-evidence.ts';
export { openSigningBase, type SigningBase } from './sign/base.ts';
export {
  assertNotRevoked,
  type CollectedEvidence,
  collectEvidence,
  type EvidenceRequest,
} from './sign/collect-evidence.ts';
export { completeSignature, signingItem } from './sign/complete.ts';
export { completeWithTime } from './sign/complete-with-time.ts';
export { addDocumentTimestamp } from './sign/document-timestamp.ts';
export type { PreparedSignature, SignatureLevel, SignaturePlan } from './sign/plan.ts';
export { prepareSignature } from './sign/prepare.ts';
export { type RaisedLevel, type RaiseRequest, raiseLevel } from './sign/raise-level.ts';
export { type KeyAct, type SignedDocument, type SigningAct, signDocument } from './sign/sign-document.ts';
export { openSigningFile } from './sign/signing-file.ts';
export { attachmentSealPlan, copySealPlan, type StampPlan } from './sign/stamp-plans.ts';
export { extractRevision } from './verify/extract-revision.ts';
export type { RevocationAnswer, RevocationState, VerifyOptions } from './verify/policy.ts';
export type {
  CertificateRevocation,
  Change,
  ChangeKind,
  Integrity,
  PdfReport,
  Place,
  Reason,
  ReasonCode,
  ReportedLevel,
  SignatureReport,
  Verdict,
} from './verify/report.ts';
export { verifyPdf } from './verify/verify-pdf.ts';
