import { createHash } from 'node:crypto';
import { algorithmsOf, type SigningAlgorithm } from '../algorithms.ts';
import { PkiError } from '../errors.ts';
import { readCertificates } from '../pem.ts';
import { ownerOf } from '../signer/owner.ts';
import { type Certificate, isIssuedBy, isSelfIssued, parseCertificate, publicKeyOf } from '../x509/certificate.ts';
import type { RemoteIdentity, Unusable } from './types.ts';

/** What a service tells about a key, before anything is checked. */
export interface ListedKey {
  reference: string;
  /** Base64 of DER, or PEM: the user's first, then those above. */
  certificates: string[];
  /** What the service says about it, if it is not usable there. */
  unusable?: Unusable;
  /** Narrows what the public key could do; all of it when absent. */
  algorithms?: readonly SigningAlgorithm[];
}

interface IdentityContext {
  kind: RemoteIdentity['kind'];
  intermediates: readonly string[];
  at: Date;
}

const MAX_CHAIN = 6;

function derOf(text: string): Uint8Array | undefined {
  const bytes = text.includes('-----BEGIN') ? Buffer.from(text) : Buffer.from(text.replace(/\s+/g, ''), 'base64');
  try {
    return bytes.length === 0 ? undefined : readCertificates(bytes)[0];
  } catch {
    return undefined;
  }
}

/** From the issuer upwards, without the root; only certificates that really made the one below. */
function chainAbove(leaf: Certificate, pool: readonly Certificate[]): Uint8Array[] {
  const chain: Uint8Array[] = [];
  let current = leaf;
  while (chain.length < MAX_CHAIN) {
    const issuer = pool.find((one) => one !== current && !isSelfIssued(one) && isIssuedBy(current, one));
    if (issuer === undefined) {
      break;
    }
    chain.push(issuer.raw);
    current = issuer;
  }
  return chain;
}

export function dateText(date: Date): string {
  return new Intl.DateTimeFormat('vi-VN', {
    timeZone: 'Asia/Ho_Chi_Minh',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).format(date);
}

function datesOf(certificate: Certificate, at: Date): Unusable | undefined {
  if (at > certificate.notAfter) {
    return { code: 'expired', text: `Chứng thư đã hết hạn ngày ${dateText(certificate.notAfter)}.` };
  }
  return at < certificate.notBefore
    ? { code: 'not_yet_valid', text: `Chứng thư có hiệu lực từ ngày ${dateText(certificate.notBefore)}.` }
    : undefined;
}

function parsePool(texts: readonly string[]): Certificate[] {
  return texts.flatMap((text) => {
    const der = derOf(text);
    try {
      return der === undefined ? [] : [parseCertificate(der)];
    } catch {
      return [];
    }
  });
}

/** Undefined when the service lists a key without a certificate that can be read, or one we cannot sign with. */
export function identityOf(key: ListedKey, { kind, intermediates, at }: IdentityContext): RemoteIdentity | undefined {
  try {
    const [first = '', ...rest] = key.certificates;
    const certificate = parseCertificate(derOf(first) ?? Buffer.alloc(0));
    const possible = algorithmsOf(publicKeyOf(certificate));
    const algs = possible.filter((one) => key.algorithms?.includes(one) ?? true);
    const unusable =
      key.unusable ??
      datesOf(certificate, at) ??
      (algs.length === 0
        ? { code: 'key_disabled' as const, text: 'Khóa không ký được bằng thuật toán nào được công nhận.' }
        : undefined);
    return {
      id: createHash('sha256').update(certificate.raw).digest('hex'),
      kind,
      certificate: certificate.raw,
      chain: chainAbove(certificate, parsePool([...rest, ...intermediates])),
      algs,
      owner: ownerOf(certificate.raw),
      reference: key.reference,
      ...(unusable === undefined ? {} : { unusable }),
    };
  } catch (error) {
    if (error instanceof PkiError) {
      return undefined;
    }
    throw error;
  }
}
