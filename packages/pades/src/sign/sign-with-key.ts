import type { KeyObject } from 'node:crypto';
import { type SigningAlgorithm, signWithKey } from '@congvu/pki';
import { provenSignature } from './complete.ts';
import { signerFacts } from './signer-facts.ts';
import type { UnsignedSignature } from './unsigned.ts';

interface Proven {
  publicKey: KeyObject;
  algorithm: SigningAlgorithm;
}

/** What a key was last seen to sign for. */
const proven = new WeakMap<KeyObject, Proven>();

/**
 * A signature by a key of this very process. The first one under a certificate is checked; that proves the key to be the
 * certificate's, and the next ones are made of the same two keys over bytes nobody else touches. What comes from elsewhere
 * goes through {@link provenSignature} each time.
 * @throws PadesError `pades.signature_mismatch` for the key of another certificate
 */
export function signHere(unsigned: UnsignedSignature, key: KeyObject): Uint8Array {
  const { algorithm, attrs, certificate } = unsigned;
  const { key: publicKey } = signerFacts(certificate);
  const signature = signWithKey(key, algorithm, attrs);
  const known = proven.get(key);
  if (known?.publicKey === publicKey && known.algorithm === algorithm) {
    return signature;
  }
  const checked = provenSignature(unsigned, signature);
  proven.set(key, { publicKey, algorithm });
  return checked;
}
