import type { Certificate, CmsProblem, CmsProblemKind, RevocationEvidence } from '@congvu/pki';
import type { Reason, ReasonCode } from './report.ts';

/** A timestamp token that is what it says; trust in its maker is judged later. */
export interface TimestampToken {
  at: Date;
  certificate: Certificate;
  certificates: Certificate[];
}

/** What the CMS of a signature says about bytes and key. */
export interface ContentsCheck {
  signer: Certificate | undefined;
  /** "RSA 2048, SHA-256". */
  algorithm: string;
  certificates: Certificate[];
  isCertificateBound: boolean;
  /** From the signed attribute of old CMS signatures. */
  signingTime: Date | undefined;
  /** The document timestamp itself, or the first one over the signature value. */
  timestamp: TimestampToken | undefined;
  /** All of them. */
  timestamps: TimestampToken[];
  /** Lists and answers that travel in the CMS and its timestamps. */
  evidence: RevocationEvidence[];
  /** Those that the signer's own CMS brings. */
  ownEvidence: RevocationEvidence[];
  /** Whether digest and key could be checked at all. */
  isChecked: boolean;
  /** Why the bytes are not what was signed. */
  broken: Reason[];
  /** Why the signature does not count although the bytes are. */
  refused: Reason[];
  /** Why it cannot be told. */
  doubts: Reason[];
  /** Why a timestamp does not count. */
  notes: Reason[];
}

const CODES: Record<CmsProblemKind, ReasonCode> = {
  format: 'FORMAT_FAILURE',
  digest: 'HASH_FAILURE',
  signature: 'SIG_CRYPTO_FAILURE',
  certificate: 'NO_SIGNING_CERTIFICATE_FOUND',
  // Not the certificate that was committed to: what was sent is not what was made.
  binding: 'SIG_CONSTRAINTS_FAILURE',
  algorithm: 'CRYPTO_CONSTRAINTS_FAILURE',
  weak: 'CRYPTO_CONSTRAINTS_FAILURE',
};

/** Before anything was looked at. */
export function emptyCheck(): ContentsCheck {
  return {
    signer: undefined,
    algorithm: '',
    certificates: [],
    isCertificateBound: false,
    signingTime: undefined,
    timestamp: undefined,
    timestamps: [],
    evidence: [],
    ownEvidence: [],
    isChecked: true,
    broken: [],
    refused: [],
    doubts: [],
    notes: [],
  };
}

/** Problems of a CMS by what they mean for a document. */
export function sortProblems(check: ContentsCheck, problems: readonly CmsProblem[]): void {
  for (const { kind, text } of problems) {
    const reason = { code: CODES[kind], text };
    if (kind === 'weak' || kind === 'algorithm' || kind === 'certificate') {
      check.doubts.push(reason);
      check.isChecked = check.isChecked && kind === 'weak';
    } else {
      check.broken.push(reason);
    }
  }
}

export function format(text: string): Reason {
  return { code: 'FORMAT_FAILURE', text };
}
