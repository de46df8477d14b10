import { createHash } from 'node:crypto';
import { isSignedBy, normaliseSignature, type SigningItem } from '@congvu/pki';
import { PadesError } from '../errors.ts';
import type { SigningBase } from './base.ts';
import type { PreparedSignature } from './plan.ts';
import { signerFacts } from './signer-facts.ts';
import { bytesOf, tailOf, type UnsignedSignature, unpack } from './unsigned.ts';

function sha256Of(base: Uint8Array | string | SigningBase): string {
  if (typeof base === 'string') {
    return base.toLowerCase();
  }
  return base instanceof Uint8Array ? createHash('sha256').update(base).digest('hex') : base.sha256;
}

function assertBase(base: Uint8Array | string | SigningBase, prepared: PreparedSignature): void {
  if (sha256Of(base) !== prepared.baseSha256) {
    throw new PadesError('pades.base_changed', 'Văn bản đã thay đổi sau khi chuẩn bị ký. Mở lại và ký bản mới.');
  }
}

function assertInTime(prepared: PreparedSignature, at: Date | undefined): void {
  if (at !== undefined && at.getTime() > Date.parse(prepared.expiresAt)) {
    throw new PadesError('pades.expired', 'Lượt ký đã hết hạn. Chuẩn bị ký lại.');
  }
}

/** The signature value as CMS wants it, proved to be the certificate's. */
export function provenSignature(unsigned: UnsignedSignature, signature: Uint8Array): Uint8Array {
  const { algorithm, attrs, certificate } = unsigned;
  const { key } = signerFacts(certificate);
  const normal = normaliseSignature(algorithm, key, signature);
  if (!isSignedBy(algorithm, key, attrs, normal)) {
    throw new PadesError('pades.signature_mismatch', 'Chữ ký nhận được không phải của chứng thư đã chọn.');
  }
  return normal;
}

/** Same document, still in time. @throws PadesError `pades.base_changed`, `pades.expired` */
export function assertCurrent(
  base: Uint8Array | string | SigningBase,
  prepared: PreparedSignature,
  at: Date | undefined,
): void {
  assertBase(base, prepared);
  assertInTime(prepared, at);
}

/** What goes to a `HashSigner` for this prepared signature. */
export function signingItem(prepared: PreparedSignature, docId: string): SigningItem {
  return {
    docId,
    digestToShow: prepared.baseSha256,
    toBeSigned: Buffer.from(prepared.tbsHash, 'hex'),
    attrs: bytesOf(prepared.attrs),
  };
}

/**
 * Last of the three steps: checks that the document is still the one prepared and that the signature is the certificate's,
 * and answers the bytes to append. `base` is the file or the hex SHA-256 of it.
 * @throws PadesError `pades.base_changed`, `pades.expired` when `at` is later than `expiresAt`, `pades.signature_mismatch`,
 * `pades.placeholder_overflow` (prepare again with more room)
 * @example const signed = Buffer.concat([pdf, completeSignature(pdf, prepared, signature)]);
 */
export function completeSignature(
  base: Uint8Array | string | SigningBase,
  prepared: PreparedSignature,
  signature: Uint8Array,
  options: { at?: Date } = {},
): Uint8Array {
  assertCurrent(base, prepared, options.at);
  const unsigned = unpack(prepared);
  return tailOf(unsigned, provenSignature(unsigned, signature));
}
