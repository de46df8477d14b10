import { buildSignedData, type SigningAlgorithm } from '@congvu/pki';
import { fillLayout, type Layout } from './layout.ts';
import type { PreparedSignature } from './plan.ts';

/** A signature that is laid out and lacks its value. A {@link PreparedSignature} is the same, to be stored. */
export interface UnsignedSignature {
  layout: Layout;
  placeholderBytes: number;
  /** The signed attributes, DER with tag 0x31. */
  attrs: Uint8Array;
  algorithm: SigningAlgorithm;
  certificate: Uint8Array;
  chain: readonly Uint8Array[];
}

export function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}

interface Certificates {
  certificate: Uint8Array;
  chain: readonly Uint8Array[];
}

/** Those of the last signature: a batch has the same ones in each. */
let last: { texts: readonly string[]; certificates: Certificates } | undefined;

function certificatesOf({ certificate, chain }: PreparedSignature): Certificates {
  const texts = [certificate, ...chain];
  if (last?.texts.length === texts.length && last.texts.every((text, index) => text === texts[index])) {
    return last.certificates;
  }
  const certificates = { certificate: bytesOf(certificate), chain: chain.map(bytesOf) };
  last = { texts, certificates };
  return certificates;
}

export function unpack(prepared: PreparedSignature): UnsignedSignature {
  return {
    layout: { before: bytesOf(prepared.before), after: bytesOf(prepared.after) },
    placeholderBytes: prepared.placeholderBytes,
    attrs: bytesOf(prepared.attrs),
    algorithm: prepared.algorithm,
    ...certificatesOf(prepared),
  };
}

/** @throws PadesError `pades.placeholder_overflow` */
export function tailOf(
  { attrs, layout, placeholderBytes, ...signer }: UnsignedSignature,
  signature: Uint8Array,
  unsignedAttributes?: readonly Uint8Array[],
): Uint8Array {
  const parts = { ...signer, attributes: attrs, signature };
  const cms = buildSignedData(unsignedAttributes === undefined ? parts : { ...parts, unsignedAttributes });
  return fillLayout(layout, cms, placeholderBytes);
}
