import { createHash } from 'node:crypto';
import {
  buildSignedData,
  isSignedBy,
  normaliseSignature,
  parseCertificate,
  publicKeyOf,
  type SigningItem,
} from '@congvu/pki';
import { PadesError } from '../errors.ts';
import type { PreparedSignature } from './plan.ts';

function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}

function assertBase(base: Uint8Array | string, prepared: PreparedSignature): void {
  const sha256 = typeof base === 'string' ? base.toLowerCase() : createHash('sha256').update(base).digest('hex');
  if (sha256 !== prepared.baseSha256) {
    throw new PadesError('pades.base_changed', 'Văn bản đã thay đổi sau khi chuẩn bị ký. Mở lại và ký bản mới.');
  }
}

function makeCms(prepared: PreparedSignature, signature: Uint8Array): Uint8Array {
  const attributes = bytesOf(prepared.attrs);
  const certificate = bytesOf(prepared.certificate);
  const key = publicKeyOf(parseCertificate(certificate));
  const normal = normaliseSignature(prepared.algorithm, key, signature);
  if (!isSignedBy(prepared.algorithm, key, attributes, normal)) {
    throw new PadesError('pades.signature_mismatch', 'Chữ ký nhận được không phải của chứng thư đã chọn.');
  }
  const chain = prepared.chain.map(bytesOf);
  return buildSignedData({ attributes, signature: normal, algorithm: prepared.algorithm, certificate, chain });
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
  base: Uint8Array | string,
  prepared: PreparedSignature,
  signature: Uint8Array,
  options: { at?: Date } = {},
): Uint8Array {
  assertBase(base, prepared);
  if (options.at !== undefined && options.at.getTime() > Date.parse(prepared.expiresAt)) {
    throw new PadesError('pades.expired', 'Lượt ký đã hết hạn. Chuẩn bị ký lại.');
  }
  const cms = makeCms(prepared, signature);
  if (cms.length > prepared.placeholderBytes) {
    const text = `Chữ ký dài ${cms.length} byte, chỗ đặt chỉ có ${prepared.placeholderBytes}. Chuẩn bị ký lại với chỗ rộng hơn.`;
    throw new PadesError('pades.placeholder_overflow', text);
  }
  const hex = Buffer.from(cms)
    .toString('hex')
    .padEnd(prepared.placeholderBytes * 2, '0');
  return Buffer.concat([bytesOf(prepared.before), Buffer.from(`<${hex}>`, 'latin1'), bytesOf(prepared.after)]);
}
