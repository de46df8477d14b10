import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyPlace } from '../../../platform/keys/keyring.ts';
import { openKeyFile, seal, unseal } from '../../../platform/secret-box.ts';

type DkimAlgorithm = 'rsa' | 'ed25519';

export interface DkimPair {
  algorithm: DkimAlgorithm;
  /** PKCS#8 PEM. */
  privateKey: string;
  /** As in `p=` of the record. */
  publicKey: string;
}

const RSA_BITS = 2_048;
const ED25519_BYTES = 32;

/** `p=`: the whole SPKI of an RSA key (RFC 6376 §3.6.1), the bare 32 bytes of an Ed25519 key (RFC 8463 §4.2). */
function publicPart(algorithm: DkimAlgorithm, key: KeyObject): string {
  const spki = key.export({ format: 'der', type: 'spki' });
  return (algorithm === 'rsa' ? spki : spki.subarray(-ED25519_BYTES)).toString('base64');
}

/** The record of the key that a private one belongs to. */
export function publicOf(algorithm: DkimAlgorithm, privateKey: string): string {
  return publicPart(algorithm, createPublicKey(privateKey));
}

function pairOf(algorithm: DkimAlgorithm, pair: { privateKey: KeyObject; publicKey: KeyObject }): DkimPair {
  return {
    algorithm,
    privateKey: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: publicPart(algorithm, pair.publicKey),
  };
}

/** One of each kind: every receiver checks RSA, the newer ones Ed25519 as well. */
export async function makeDkimPairs(): Promise<DkimPair[]> {
  const generate = promisify(generateKeyPair);
  const [rsa, ed25519] = await Promise.all([
    generate('rsa', { modulusLength: RSA_BITS }),
    generate('ed25519', undefined),
  ]);
  return [pairOf('rsa', rsa), pairOf('ed25519', ed25519)];
}

export function sealDkimKey(config: KeyPlace, id: string, privateKey: string): Buffer {
  return seal(openKeyFile(config, 'mail-domains'), id, Buffer.from(privateKey));
}

/** For signing only: never part of an answer, a log line or a leaf of the audit trail. */
export function openDkimKey(config: KeyPlace, row: { id: string; private_key: Buffer }): string {
  return unseal(openKeyFile(config, 'mail-domains'), row.id, row.private_key).toString('utf8');
}

export function dkimRecord(key: { algorithm: DkimAlgorithm; publicKey: string }): string {
  return `v=DKIM1; k=${key.algorithm}; p=${key.publicKey}`;
}
