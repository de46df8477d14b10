import { hash } from 'node:crypto';
import { signatureTimestampAttribute, type TimestampAuthority } from '@congvu/pki';
import type { SigningBase } from './base.ts';
import { assertCurrent, provenSignature } from './complete.ts';
import type { PreparedSignature } from './plan.ts';
import { tailOf, type UnsignedSignature, unpack } from './unsigned.ts';

/**
 * Last step for B-T: as `completeSignature`, with a timestamp over the signature value inside the CMS. When the authority
 * fails, the same prepared signature still completes at B with `completeSignature`, and `raiseLevel` adds the time later.
 * @throws PkiError `pki.tsp_*`
 * @throws PadesError as `completeSignature`; `pades.placeholder_overflow` when the token is larger than its room: complete at
 * B and raise, or prepare again with `timestampBytes`
 * @example const tail = await completeWithTime(pdf, prepared, signature, { tsa });
 */
export async function completeWithTime(
  base: Uint8Array | string | SigningBase,
  prepared: PreparedSignature,
  signature: Uint8Array,
  options: { tsa: TimestampAuthority; at?: Date },
): Promise<Uint8Array> {
  assertCurrent(base, prepared, options.at);
  const unsigned = unpack(prepared);
  return stampedTail(unsigned, provenSignature(unsigned, signature), options.tsa);
}

/** The tail with a timestamp over the signature value. */
export async function stampedTail(
  unsigned: UnsignedSignature,
  proven: Uint8Array,
  tsa: TimestampAuthority,
): Promise<Uint8Array> {
  const { token } = await tsa.stamp(hash('sha256', proven, 'buffer'));
  return tailOf(unsigned, proven, [signatureTimestampAttribute(token)]);
}
