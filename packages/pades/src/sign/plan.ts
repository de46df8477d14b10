import type { SigningAlgorithm, SigningIdentity } from '@congvu/pki';
import type { Rect, SignatureAppearance } from '../appearance/appearance.ts';
import type { FieldLock } from '../fields/lock.ts';

/** PAdES baseline levels (EN 319 142-1 §6): signed, with proven time, with evidence for later, archived. */
export type SignatureLevel = 'B' | 'T' | 'LT' | 'LTA';

/** Everything that decides what gets signed. The same plan on the same bytes gives the same hash. */
export interface SignaturePlan {
  /** An empty signature field of the file, or the name of a new one. */
  field: string;
  /** For a new field: page from 1, and its rectangle; without one the signature is invisible. */
  page?: number;
  rect?: Rect;
  signer: Pick<SigningIdentity, 'certificate' | 'chain' | 'algs'>;
  /** The signer's first unless told. */
  algorithm?: SigningAlgorithm;
  /** What the document shall reach; above B the signature gets room for a timestamp. B unless told. */
  level?: SignatureLevel;
  /** Claimed time, written to /M; only a timestamp proves one. */
  signedAt: Date;
  /** How long the prepared signature may wait for the signer; 15 minutes unless told. */
  validMinutes?: number;
  reason?: string;
  location?: string;
  appearance?: SignatureAppearance;
  /** Certifies the document; the first signature only. 2: filling and signing stay allowed. */
  docMDP?: 1 | 2 | 3;
  /** What the signature freezes; the field's own /Lock unless told. */
  lock?: FieldLock;
  /** Slots filled in the same revision: field → digits. */
  fill?: Readonly<Record<string, string>>;
  /** Room for the CMS; unless told computed from key, chain and level, so that it is never too small without a timestamp. */
  placeholderBytes?: number;
  /** Size of a token of the authority that will stamp, when known; otherwise room for one with its chain is left. */
  timestampBytes?: number;
}

/** A signature that only lacks the signer's answer. Plain JSON, to be stored between the two steps. */
export interface PreparedSignature {
  version: 1;
  field: string;
  level: SignatureLevel;
  /** Hex SHA-256 and length of the file it belongs behind. */
  baseSha256: string;
  baseLength: number;
  /** Base64 of the appended bytes before and after the digits of /Contents. */
  before: string;
  after: string;
  placeholderBytes: number;
  /** Base64 of the signed attributes, DER with tag 0x31. */
  attrs: string;
  /** Hex SHA-256 of `attrs`: what goes to the signer. */
  tbsHash: string;
  algorithm: SigningAlgorithm;
  /** Base64 DER. */
  certificate: string;
  chain: string[];
  /** ISO 8601. */
  signedAt: string;
  expiresAt: string;
}
