import type { SignatureReport } from '@congvu/pades';
import type { StructureFaultCode } from '../archive/archive-reader.ts';
import type { EvidenceManifest, RecordedVerdict } from '../manifest/types.ts';

/** Hợp lệ · Không hợp lệ · Chưa đủ căn cứ. */
export type EvidenceVerdict = 'valid' | 'invalid' | 'indeterminate';

/** The archive is not what was sealed. */
export type IntegrityReasonCode =
  | StructureFaultCode
  | 'evidence.manifest_unreadable'
  | 'evidence.version_unsupported'
  | 'evidence.seal_unreadable'
  | 'evidence.seal_broken'
  | 'evidence.timestamp_changed'
  | 'evidence.member_changed';

/** The archive is whole, but what it says does not hold together. */
export type ContentReasonCode =
  | 'evidence.seal_other_key'
  | 'evidence.timestamp_broken'
  | 'evidence.message_unreadable'
  | 'evidence.letter_differs'
  | 'evidence.document_differs'
  | 'evidence.status_differs'
  | 'evidence.status_foreign'
  | 'evidence.history_inconsistent'
  | 'evidence.signature_missing'
  | 'evidence.signature_changed'
  | 'evidence.signature_invalid'
  | 'evidence.verdict_contradicted'
  | 'evidence.checkpoint_unreadable'
  | 'evidence.checkpoint_unsigned'
  | 'evidence.checkpoint_other_key'
  | 'evidence.leaf_differs'
  | 'evidence.leaf_foreign'
  | 'evidence.proof_wrong';

/** Asked for, and not proven by what was given: the verdict stays open. */
export type OpenReasonCode = 'evidence.timestamp_unproven' | 'evidence.signature_unproven' | 'evidence.too_many_files';

export type EvidenceReasonCode = IntegrityReasonCode | ContentReasonCode | OpenReasonCode;

/** Worth knowing; changes no verdict. */
export type EvidenceNoteCode =
  | 'evidence.seal_key_not_given'
  | 'evidence.trust_not_given'
  | 'evidence.no_timestamp'
  | 'evidence.time_of_seal'
  | 'evidence.letter_unsigned'
  | 'evidence.letter_destroyed'
  | 'evidence.attachment_damaged'
  | 'evidence.file_unreadable'
  | 'evidence.code_alias'
  | 'evidence.no_checkpoint'
  | 'evidence.leaf_unplaced'
  | 'evidence.log_key_not_given';

export interface EvidenceFinding<Code extends string = EvidenceReasonCode> {
  code: Code;
  /** Vietnamese. */
  text: string;
  /** Member of the archive, file of the letter or field of the manifest; empty for the whole. */
  place: string;
}

/** The signatures of one PDF of the letter. */
export interface FileSignatures {
  /** The message it travelled in. */
  message: string;
  file: string;
  sha256: string;
  /** There is a signature, and each one is whole or extended as permitted. */
  intact: boolean;
  signatures: SignatureReport[];
}

export interface SealReport {
  publicKey: string;
  fingerprint: string;
  /** The key signed this manifest. */
  holds: boolean;
  /** The key is one of those asked for; null when none was given. */
  isKnown: boolean | null;
}

export interface TimestampReport {
  /** ISO 8601. */
  at: string;
  authority: string;
  holds: boolean;
  /** Leads to the trust given; null when none was given. */
  isTrusted: boolean | null;
}

/** The checkpoint of the audit trail, and what stands in it. */
export interface LogReport {
  origin: string;
  /** Lines of the log at the checkpoint. */
  size: number;
  /** Lower-case hex. */
  root: string;
  /** When it says it was signed; null when it does not say. */
  at: string | null;
  /** Leaves whose proofs lead to the root, of those that claim a place. */
  proven: number;
  claimed: number;
  /** Signed by one of the keys asked for; null when none was given and the key in the archive was taken. */
  isKnown: boolean | null;
}

/** What an archive was found to be. */
export interface EvidenceReport {
  verdict: EvidenceVerdict;
  /** Every byte is as it was sealed. */
  intact: boolean;
  reasons: EvidenceFinding[];
  notes: EvidenceFinding<EvidenceNoteCode>[];
  /** Null when it cannot be read. */
  manifest: EvidenceManifest | null;
  manifestSha256: string | null;
  seal: SealReport | null;
  timestamp: TimestampReport | null;
  /** Null without a checkpoint, or when it cannot be read or nobody signed it. */
  log: LogReport | null;
  /** For which moment signatures were judged, and who says so. */
  judgedAt: string | null;
  timeSource: 'asked' | 'timestamp' | 'seal' | null;
  /** What was found before a clerk saw a received letter; null for a sent one. */
  recordedVerdict: RecordedVerdict | null;
  signatures: FileSignatures[];
}
