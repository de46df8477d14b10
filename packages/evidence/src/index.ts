export type { EvidenceSource, StructureFaultCode } from './archive/archive-reader.ts';
export {
  type EvidenceRecord,
  type PreparedEvidence,
  type PrepareOptions,
  prepareEvidence,
  type RecordedMessage,
} from './build/prepare-evidence.ts';
export { EvidenceError, type EvidenceErrorCode } from './errors.ts';
export { LIMITS } from './limits.ts';
export type * from './manifest/types.ts';
export { fingerprintOf, sameFingerprint } from './seal/fingerprint.ts';
export type { EvidenceSeal, EvidenceSealer } from './seal/seal.ts';
export { isLogKey } from './verify/judge-log.ts';
export type * from './verify/report.ts';
export { type VerifyEvidenceOptions, verifyEvidence } from './verify/verify-evidence.ts';
