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

/** Where something shows. */
export interface Place {
  /** From 1. */
  page: number;
  /** `[x1, y1, x2, y2]` in points of the page's own coordinates, lower left and upper right. */
  rect: [number, number, number, number];
  /** The same from the upper left corner of the page as shown: crop box and rotation applied. */
  shown: { x: number; y: number; width: number; height: number };
}

/** Something that came after a signature. */
export interface Change {
  kind: ChangeKind;
  permitted: boolean;
  /** Object number, when it is one object. */
  object: number | null;
  /** From 1, when it shows on one page. */
  page: number | null;
  /** Where on that page, as near as can be told. */
  place: Place | null;
  /** Vietnamese. */
  text: string;
}

/** What is known about the revocation of one certificate of the path. */
export interface CertificateRevocation {
  /** Whose certificate, as in `path`. */
  name: string;
  state: 'good' | 'revoked' | 'unknown';
  /** A list or an answer of the issuer, or what the office knows by itself; null while unknown. */
  source: 'crl' | 'ocsp' | 'office' | null;
  /** Whether the proof travels in the file. */
  isInFile: boolean;
  /** ISO 8601: when the issuer said so. */
  at: string | null;
  /** ISO 8601: since when it is revoked. */
  since: string | null;
}

/** PAdES level, `CMS` for a signature that is none, `timestamp` for a document timestamp. */
export type ReportedLevel = 'B' | 'T' | 'LT' | 'LTA' | 'CMS' | 'timestamp';

export interface SignatureReport {
  field: string;
  /** `timestamp`: a document timestamp, whose signer is the authority that made it. */
  kind: 'signature' | 'timestamp';
  /** Which save of the file the signature closes, the first being 1; null when it cannot be told. */
  revision: number | null;
  /** Length of the file as it was signed; see `extractRevision`. */
  revisionEnd: number | null;
  /** Where the field shows; null for a signature without a picture. */
  place: Place | null;
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
  /** From the signer up to the anchor, names; without an anchor only as far as it goes. */
  path: string[];
  revocation: CertificateRevocation[];
  /** One Vietnamese sentence that sums it up. */
  revocationText: string;
  /** "RSA 2048, SHA-256"; empty when it cannot be told. */
  algorithm: string;
  /** Whether hash or key proves little today. */
  weak: boolean;
  reasons: Reason[];
  changes: Change[];
}

export interface PdfReport {
  signatures: SignatureReport[];
  /** There is a signature, and each one is whole or extended as permitted. */
  intact: boolean;
}
