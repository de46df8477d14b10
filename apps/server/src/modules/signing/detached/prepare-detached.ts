import { hash } from 'node:crypto';
import { PadesError, type PreparedSignature } from '@congvu/pades';
import type { SigningIdentity } from '@congvu/pki';
import type { DetachedPurpose } from '../purpose.ts';

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/**
 * In the form of a PDF without a tail, so that relay, one-time addresses and answers of devices know no difference: what the
 * signature covers is exactly what was shown.
 */
export function prepareDetached(
  { detached, name }: DetachedPurpose,
  content: Uint8Array,
  signer: SigningIdentity,
  { at, minutes }: { at: Date; minutes: number },
): PreparedSignature {
  const [algorithm] = signer.algs;
  if (algorithm === undefined) {
    throw new PadesError('pades.algorithm', 'Khóa của người ký không dùng được thuật toán ký này.');
  }
  const attrs = detached.attributes(content, signer, at);
  return {
    version: 1,
    field: name,
    level: 'B',
    baseSha256: hash('sha256', content),
    baseLength: content.length,
    before: '',
    after: '',
    placeholderBytes: 0,
    attrs: base64(attrs),
    tbsHash: hash('sha256', attrs),
    algorithm,
    certificate: base64(signer.certificate),
    chain: signer.chain.map(base64),
    signedAt: at.toISOString(),
    expiresAt: new Date(at.getTime() + minutes * 60_000).toISOString(),
  };
}
