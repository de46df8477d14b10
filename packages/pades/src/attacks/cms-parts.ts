import { createHash, sign } from 'node:crypto';
import {
  buildSignedAttributes,
  buildSignedData,
  type IssuedCertificate,
  OID,
  parseCertificate,
  type SigningAlgorithm,
  signWithKey,
} from '@congvu/pki';

/** One DER value. */
export function tlv(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content);
  const digits = body.length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  const length = body.length < 0x80 ? Buffer.of(body.length) : Buffer.of(0x80 | bytes.length, ...bytes);
  return Buffer.concat([Buffer.of(tag), length, body]);
}

export function sequence(...content: readonly Uint8Array[]): Uint8Array {
  return tlv(0x30, ...content);
}

export function setOf(...content: readonly Uint8Array[]): Uint8Array {
  return tlv(0x31, ...[...content].sort((left, right) => Buffer.compare(left, right)));
}

export function octets(bytes: Uint8Array): Uint8Array {
  return tlv(0x04, bytes);
}

export function oid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const groups = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift((left % 128) | 0x80);
    }
    return groups;
  });
  return tlv(0x06, Buffer.from(bytes));
}

export function attribute(id: string, ...values: readonly Uint8Array[]): Uint8Array {
  return sequence(oid(id), setOf(...values));
}

export function utcTime(at: Date): Uint8Array {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return tlv(0x17, Buffer.from(digits.slice(2)));
}

function headerLength(der: Uint8Array): number {
  const first = der[1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

export function inner(der: Uint8Array | undefined): Uint8Array {
  return der === undefined ? new Uint8Array() : der.subarray(headerLength(der));
}

/** The values that stand one behind the other. */
export function parts(content: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < content.length; ) {
    const rest = content.subarray(at);
    const header = headerLength(rest);
    const first = rest[1] ?? 0;
    const length = first < 0x80 ? first : [...rest.subarray(2, header)].reduce((value, byte) => value * 256 + byte, 0);
    found.push(rest.subarray(0, header + length));
    at += header + length;
  }
  return found;
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

export interface CmsPlan {
  signer: IssuedCertificate;
  chain: readonly Uint8Array[];
  algorithm: SigningAlgorithm;
  /** Unsigned attributes for the signature value that came out. */
  unsigned?: (signature: Uint8Array) => Uint8Array[];
  /** Signed instead of the hash of the content. */
  digest?: Uint8Array;
  /** Put in place of the signer's certificate after signing. */
  certificate?: Uint8Array;
}

/** The CMS of PAdES over a content, any part of it wrong on demand. */
export function padesCms(content: Uint8Array, plan: CmsPlan): Uint8Array {
  const { signer, chain, algorithm } = plan;
  const attributes = buildSignedAttributes(plan.digest ?? sha256(content), signer.certificate, chain);
  const signature = signWithKey(signer.privateKey, algorithm, attributes);
  return buildSignedData({
    attributes,
    signature,
    algorithm,
    certificate: plan.certificate ?? signer.certificate,
    chain,
    ...(plan.unsigned === undefined ? {} : { unsignedAttributes: plan.unsigned(signature) }),
  });
}

const NULL = Buffer.of(5, 0);
const HASHES = { sha256: OID.sha256, sha1: '1.3.14.3.2.26', md5: '1.2.840.113549.2.5' } as const;
type OldHash = keyof typeof HASHES;
const SIGNATURES = {
  rsa: { sha256: '1.2.840.113549.1.1.11', sha1: '1.2.840.113549.1.1.5', md5: '1.2.840.113549.1.1.4' },
  ec: { sha256: '1.2.840.10045.4.3.2', sha1: '1.2.840.10045.4.1', md5: '1.2.840.10045.4.3.2' },
} as const;

export interface PlainCmsPlan {
  signer: IssuedCertificate;
  chain: readonly Uint8Array[];
  hash?: OldHash;
  /** `[contentType, messageDigest]` and these; `none` signs the content itself. */
  attributes?: readonly Uint8Array[] | 'none';
  /** Content put inside (eContent). */
  content?: Uint8Array;
  contentDigest?: Uint8Array;
}

/** A CMS as older products make it: hash, attributes and inner content by choice. */
export function plainCms(content: Uint8Array, plan: PlainCmsPlan): Uint8Array {
  const { signer, chain, hash = 'sha256', attributes = [] } = plan;
  const digest = plan.contentDigest ?? createHash(hash).update(content).digest();
  const own = [attribute(OID.contentType, oid(OID.data)), attribute(OID.messageDigest, octets(digest))];
  const signed = attributes === 'none' ? undefined : setOf(...own, ...attributes);
  const isEc = signer.privateKey.asymmetricKeyType === 'ec';
  const algorithm = sequence(oid(SIGNATURES[isEc ? 'ec' : 'rsa'][hash]), ...(isEc ? [] : [NULL]));
  const hashAlgorithm = sequence(oid(HASHES[hash]), NULL);
  const certificate = parseCertificate(signer.certificate);
  const info = sequence(
    tlv(2, Buffer.of(1)),
    sequence(certificate.issuer.raw, certificate.serialRaw),
    hashAlgorithm,
    ...(signed === undefined ? [] : [Buffer.concat([Buffer.of(0xa0), signed.subarray(1)])]),
    algorithm,
    octets(sign(hash, signed ?? content, signer.privateKey)),
  );
  const inside = plan.content === undefined ? [] : [tlv(0xa0, octets(plan.content))];
  const body = sequence(
    tlv(2, Buffer.of(1)),
    tlv(0x31, hashAlgorithm),
    sequence(oid(OID.data), ...inside),
    tlv(0xa0, signer.certificate, ...chain),
    tlv(0x31, info),
  );
  return sequence(oid(OID.signedData), tlv(0xa0, body));
}

/** Parts of the SignedData of a ContentInfo, and how to put it together again. */
export function openCms(cms: Uint8Array): { body: Uint8Array[]; close: (body: readonly Uint8Array[]) => Uint8Array } {
  const [type = new Uint8Array(), wrapped] = parts(inner(cms));
  const [signedData] = parts(inner(wrapped));
  return { body: parts(inner(signedData)), close: (body) => sequence(type, tlv(0xa0, sequence(...body))) };
}

/** Certificates and SignerInfos of a second signature behind those of the first. */
export function mergeSigners(one: Uint8Array, two: Uint8Array): Uint8Array {
  const [left, right] = [openCms(one), openCms(two)];
  const certificates = tlv(0xa0, inner(left.body.at(-2)), inner(right.body.at(-2)));
  const signers = tlv(0x31, inner(left.body.at(-1)), inner(right.body.at(-1)));
  return left.close([...left.body.slice(0, -2), certificates, signers]);
}

/** As {@link padesCms} with a key that signs by itself (RFC 8419). */
export function edwardsCms(content: Uint8Array, signer: IssuedCertificate, chain: readonly Uint8Array[]): Uint8Array {
  const attributes = buildSignedAttributes(sha256(content), signer.certificate, chain);
  const signature = sign(null, attributes, signer.privateKey);
  const { certificate } = signer;
  const { body, close } = openCms(
    buildSignedData({ attributes, signature, algorithm: 'ECDSA-SHA256', certificate, chain }),
  );
  const fields = parts(inner(parts(inner(body.at(-1)))[0]));
  const info = sequence(...fields.slice(0, 4), sequence(oid('1.3.101.113')), ...fields.slice(5));
  return close([...body.slice(0, -1), tlv(0x31, info)]);
}

/** The same with indefinite lengths (BER) down to a depth; certificates stay as they are. */
export function indefinite(der: Uint8Array, depth: number): Uint8Array {
  if (((der[0] ?? 0) & 0x20) === 0 || depth === 0) {
    return der;
  }
  const kept = parts(inner(der)).map((part) => (depth <= 2 && part[0] === 0xa0 ? part : indefinite(part, depth - 1)));
  return Buffer.concat([Buffer.of(der[0] ?? 0, 0x80), ...kept, Buffer.of(0, 0)]);
}
