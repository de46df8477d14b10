/** Hợp lệ · Không hợp lệ · Chưa đủ căn cứ. */
export type Verdict = 'valid' | 'invalid' | 'indeterminate';

/**
 * Of bytes and revisions alone: nguyên vẹn · có bổ sung được phép · đã bị thay đổi sau khi ký · hỏng. Trust, revocation and
 * time do not touch it.
 */
export type Integrity = 'whole' | 'extended_as_permitted' | 'changed_after_signing' | 'broken';

/** Indications of ETSI EN 319 102-1 where it has one; the rest is ours. */
export type ReasonCode =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'EXPIRED'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'NOT_YET_VALID'
  | 'REVOKED'
  | 'REVOKED_NO_POE'
  | 'TRY_LATER'
  | 'CHANGED_AFTER_SIGNING'
  | 'REVOCATION_NOT_CHECKED'
  | 'TIMESTAMP_NOT_TRUSTED';

export interface Reason {
  code: ReasonCode;
  /** Vietnamese, for the clerk. */
  text: string;
}

export type ChangeKind =
  | 'signature_added'
  | 'field_added'
  | 'field_filled'
  | 'evidence_added'
  | 'metadata'
  | 'page_content'
  | 'page_tree'
  | 'annotation'
  | 'form'
  | 'field'
  | 'signature_field'
  | 'overlay'
  | 'catalog'
  | 'trailer'
  | 'object'
  | 'appended_bytes'
  | 'unreadable';

/** Something that came after a signature. */
export interface Change {
  kind: ChangeKind;
  permitted: boolean;
  /** Object number, when it is one object. */
  object: number | null;
  /** From 1, when it shows on one page. */
  page: number | null;
  /** Vietnamese. */
  text: string;
}

/** PAdES level, `CMS` for a signature that is none, `timestamp` for a document timestamp. */
export type ReportedLevel = 'B' | 'T' | 'LT' | 'LTA' | 'CMS' | 'timestamp';

export interface SignatureReport {
  field: string;
  /** Which save of the file the signature closes, the first being 1; null when it cannot be told. */
  revision: number | null;
  verdict: Verdict;
  integrity: Integrity;
  signer: string | null;
  organisation: string | null;
  issuer: string | null;
  /** Hex, upper case. */
  serial: string | null;
  /** ISO 8601; the signer's own word. */
  claimedAt: string | null;
  /** ISO 8601; from a timestamp that verifies and is trusted. */
  provenAt: string | null;
  level: ReportedLevel;
  reasons: Reason[];
  changes: Change[];
}

export interface PdfReport {
  signatures: SignatureReport[];
  /** There is a signature, and each one is whole or extended as permitted. */
  intact: boolean;
}
