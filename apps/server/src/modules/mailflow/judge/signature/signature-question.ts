import type { RevocationEvidence, TrustAnchorEntry } from '@congvu/pki';
import type { MailSignature } from '@congvu/pki/smime';

/** What the thread is asked about one signed mail; plain data, copied. */
export interface SignatureQuestion {
  raw: Uint8Array;
  /** Addresses of the From field, as the mail is shown. */
  from: string[];
  trust: TrustAnchorEntry[];
  /** Lists of the authorities at hand. */
  evidence: RevocationEvidence[];
  /** What the office knows by itself. */
  revoked: { sha256: string; since: Date }[];
  at: Date;
}

export type SignatureAnswer = { kind: 'judged'; signature: MailSignature } | { kind: 'fault'; message: string };
