import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { canonicalBytes, readCanonicalJson } from '../canonical-json.ts';
import { EvidenceError } from '../errors.ts';
import { literal, matching, orNull, record, sha256, text } from '../manifest/shape.ts';
import { fingerprintOf } from './fingerprint.ts';

/** `manifest.sig`: an Ed25519 signature over the canonical JSON of all its other fields. */
export interface EvidenceSeal {
  format: 'congvu-evidence-seal';
  version: 1;
  algorithm: 'Ed25519';
  /** SHA-256 of manifest.json and of manifest.tst, lower-case hex. */
  manifest: string;
  timestamp: string | null;
  /** Raw key, base64url. */
  publicKey: string;
  fingerprint: string;
  signature: string;
}

/** The key of whoever makes archives; it may live anywhere. */
export interface EvidenceSealer {
  /** Raw Ed25519 key, base64url. */
  publicKey: string;
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

const shape = record<EvidenceSeal>({
  format: literal('congvu-evidence-seal'),
  version: literal(1),
  algorithm: literal('Ed25519'),
  manifest: sha256,
  timestamp: orNull(sha256),
  publicKey: matching(/^[\w-]{43}$/, 'phải là khóa công khai Ed25519'),
  fingerprint: text,
  signature: matching(/^[\w-]{86}$/, 'phải là chữ ký Ed25519'),
});

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @throws JsonError, ShapeError */
export function readSeal(bytes: Uint8Array): EvidenceSeal {
  return shape(readCanonicalJson(bytes), '');
}

/** One spelling each: base64url of 32 and 64 bytes has spare bits. */
function isPlain(value: string): boolean {
  return Buffer.from(value, 'base64url').toString('base64url') === value;
}

function signedBytes({ signature: _, ...rest }: EvidenceSeal): Buffer {
  return canonicalBytes({ ...rest });
}

function keyOf(publicKey: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  } catch {
    // Not a point of the curve.
    return undefined;
  }
}

/** Whether the seal is whole in itself: its key signed what it says. */
export function isSealSound(seal: EvidenceSeal): boolean {
  const { publicKey, signature } = seal;
  if (!isPlain(publicKey) || !isPlain(signature) || fingerprintOf(publicKey) !== seal.fingerprint) {
    return false;
  }
  const key = keyOf(publicKey);
  return key !== undefined && verify(null, signedBytes(seal), key, Buffer.from(signature, 'base64url'));
}

/** @throws EvidenceError when the key is none or does not sign */
export async function writeSeal(
  sealer: EvidenceSealer,
  sealed: { manifest: Uint8Array; timestamp: Uint8Array | undefined },
): Promise<Buffer> {
  const seal: EvidenceSeal = {
    format: 'congvu-evidence-seal',
    version: 1,
    algorithm: 'Ed25519',
    manifest: hashOf(sealed.manifest),
    timestamp: sealed.timestamp === undefined ? null : hashOf(sealed.timestamp),
    publicKey: sealer.publicKey,
    fingerprint: fingerprintOf(sealer.publicKey),
    signature: '',
  };
  const signature = await sealer.sign(signedBytes(seal));
  const finished = { ...seal, signature: Buffer.from(signature).toString('base64url') };
  if (!isSealSound(finished)) {
    throw new EvidenceError('evidence.seal_failed', 'Khóa niêm phong không tạo được chữ ký đúng của mình.');
  }
  return canonicalBytes({ ...finished });
}
