import type { PadesErrorCode, PdfReport } from '@congvu/pades';
import type { RevocationEvidence, TrustAnchorEntry } from '@congvu/pki';

/** What the page of a PDF is asked in its sandbox; plain data, copied into the thread. */
export interface VerifyQuestion {
  pdf: Uint8Array;
  trust: TrustAnchorEntry[];
  /** Lists of the authorities at hand. */
  evidence: RevocationEvidence[];
  /** What the office knows by itself. */
  revoked: { sha256: string; since: Date; reason: string }[];
  at: Date;
  revocation: 'required' | 'optional';
}

export type VerifyAnswer =
  | { kind: 'report'; report: PdfReport }
  /** No PDF, encrypted, or too broken to be read. */
  | { kind: 'unreadable'; code: PadesErrorCode; message: string }
  | { kind: 'fault'; message: string };
