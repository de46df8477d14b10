import type { SigningAlgorithm } from '../algorithms.ts';

/** Whose key it is: the person, or the organisation whose seal it replaces. */
export type SigningOwner = { person: string } | { organisation: string };

/** A key that can sign, wherever it is: USB token, agent, SIM, remote service (CSC), or a file for demo and tests. */
export interface SigningIdentity {
  /** Stable within its signer. */
  id: string;
  kind: 'pkcs11' | 'agent' | 'sim' | 'csc' | 'file-test';
  /** DER. */
  certificate: Uint8Array;
  /** From the issuer upwards, DER; may lack the root. */
  chain: Uint8Array[];
  /** What the key can do, best first. */
  algs: SigningAlgorithm[];
  owner: SigningOwner;
}

/** One thing to sign. */
export interface SigningItem {
  docId: string;
  /** Hex SHA-256 of the document as shown to the signer. */
  digestToShow: string;
  /** SHA-256 of `attrs`, 32 bytes. */
  toBeSigned: Uint8Array;
  /** The signed attributes, DER with tag 0x31, so that a device can look before it signs. */
  attrs: Uint8Array;
}

export interface SigningRequest {
  identityId: string;
  items: readonly SigningItem[];
  /** What the person agreed to; kept with the record. */
  consent: { who: string; reason: string; docTitles: readonly string[] };
  /** Must be one of the identity's `algs`; the first when absent. */
  algorithm?: SigningAlgorithm;
}

/** What to ask again with. Plain JSON: it may be stored and taken up by another process. */
export interface Ticket {
  id: string;
  identityId: string;
  /** Shown here and on the signer's phone; the person compares them. */
  verificationCode?: string;
  /** ISO 8601; afterwards the answer is `expired`. */
  expiresAt?: string;
}

export type SigningFailure = 'refused' | 'expired' | 'pinLocked' | 'revoked';

/** One signature per item, in order: raw RSA, or ECDSA in DER. */
export type SigningAnswer = 'pending' | { signatures: Uint8Array[] } | { failed: SigningFailure };

/**
 * The one way to a signature, whoever holds the key. `begin` hands over hashes, `poll` fetches the answer: at once from a
 * file, after a tap on the phone from a SIM.
 */
export interface HashSigner {
  identities(): Promise<SigningIdentity[]>;
  /** @throws PkiError `pki.unknown_identity`, `pki.attributes_mismatch`, `pki.pin_wrong`, `pki.algorithm` */
  begin(request: SigningRequest): Promise<Ticket>;
  poll(ticket: Ticket): Promise<SigningAnswer>;
  cancel(ticket: Ticket): Promise<void>;
}
