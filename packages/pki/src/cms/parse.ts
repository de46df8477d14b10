import { type AlgorithmIdentifier, readAlgorithm, readHashAlgorithm } from '../algorithms.ts';
import {
  child,
  expectCount,
  expectTag,
  isIndefinite,
  type Node,
  readOctets,
  readOid,
  readSmallInteger,
  readValue,
  toDefinite,
} from '../asn1/read.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';

export interface CmsAttribute {
  oid: string;
  values: Node[];
}

export interface SignerInfo {
  version: number;
  /** Exactly one of the two ways to name the certificate. */
  issuerAndSerial: { issuer: Uint8Array; serial: Uint8Array } | undefined;
  subjectKeyId: Uint8Array | undefined;
  digestAlgorithm: string;
  /** `signed` is what the signature covers: DER with tag 0x31. */
  signedAttributes: { signed: Uint8Array; list: CmsAttribute[] } | undefined;
  signatureAlgorithm: AlgorithmIdentifier;
  signature: Uint8Array;
  unsignedAttributes: CmsAttribute[];
}

/** A SignedData taken apart; certificates and CRLs as raw bytes. */
export interface SignedData {
  version: number;
  /** OIDs announced in front. */
  digestAlgorithms: string[];
  contentType: string;
  content: Uint8Array | undefined;
  certificates: Uint8Array[];
  /** Which kinds of attribute certificates (version 1, 2) stand among the certificates; they say nothing about keys. */
  attributeCertificates: ReadonlySet<1 | 2>;
  revocationLists: Uint8Array[];
  signerInfos: SignerInfo[];
  /** What stands behind the value in the given bytes. */
  trailing: Uint8Array;
}

function readAttributes(node: Node): CmsAttribute[] {
  return node.children
    .map((attribute) => expectTag(attribute, 0x30))
    .map((attribute) => ({
      oid: readOid(child(attribute, 0)),
      values: expectTag(child(attribute, 1), 0x31).children,
    }));
}

/** RFC 5652 §5.4: the hash covers the DER of the SET even when it came in BER. */
function readSignedAttributes(node: Node): { signed: Uint8Array; list: CmsAttribute[] } {
  const signed = Uint8Array.from(isIndefinite(node) ? toDefinite(node) : node.bytes);
  signed[0] = 0x31;
  return { signed, list: readAttributes(node) };
}

function readSigner(node: Node): SignerInfo {
  expectTag(node, 0x30);
  const id = child(node, 1);
  const isByName = id.tag === 0x30;
  const signed = child(node, 3).tag === 0xa0 ? child(node, 3) : undefined;
  const shift = signed === undefined ? 3 : 4;
  const unsigned = node.children[shift + 2];
  if (node.children.length > shift + 3 || (!isByName && id.tag !== 0x80 && id.tag !== 0xa0)) {
    throw new PkiError('pki.cms', 'Phần người ký của chữ ký sai cấu trúc.');
  }
  return {
    version: readSmallInteger(child(node, 0)),
    issuerAndSerial: isByName ? { issuer: child(expectCount(id, 2), 0).bytes, serial: child(id, 1).bytes } : undefined,
    subjectKeyId: isByName ? undefined : readOctets(id),
    digestAlgorithm: readHashAlgorithm(child(node, 2)),
    signedAttributes: signed === undefined ? undefined : readSignedAttributes(signed),
    signatureAlgorithm: readAlgorithm(child(node, shift)),
    signature: expectTag(child(node, shift + 1), 0x04).content,
    unsignedAttributes: unsigned === undefined ? [] : readAttributes(expectTag(unsigned, 0xa1)),
  };
}

function readOctetString(node: Node): Uint8Array {
  if (node.tag !== 0x04 && node.tag !== 0x24) {
    throw new PkiError('pki.cms', 'Nội dung được ký không phải là chuỗi byte.');
  }
  return readOctets(node);
}

function readContent(node: Node): { contentType: string; content: Uint8Array | undefined } {
  expectTag(node, 0x30);
  const wrapped = node.children[1];
  if (wrapped !== undefined) {
    expectCount(expectTag(wrapped, 0xa0), 1);
  }
  return {
    contentType: readOid(child(node, 0)),
    content: wrapped === undefined ? undefined : readOctetString(child(wrapped, 0)),
  };
}

const ATTRIBUTE_CERTIFICATE_TAGS: ReadonlyMap<number, 1 | 2> = new Map([
  [0xa1, 1],
  [0xa2, 2],
]);

function readBody(signedData: Node, trailing: Uint8Array): SignedData {
  const sets = signedData.children.slice(3, -1);
  if (sets.some(({ tag }, index) => tag !== 0xa0 && !(tag === 0xa1 && index === sets.length - 1)) || sets.length > 2) {
    throw new PkiError('pki.cms', 'Chữ ký CMS có phần lạ.');
  }
  const signers = expectTag(child(signedData, signedData.children.length - 1), 0x31);
  const set = (tag: number): Node[] => sets.find((node) => node.tag === tag)?.children ?? [];
  return {
    version: readSmallInteger(child(signedData, 0)),
    digestAlgorithms: expectTag(child(signedData, 1), 0x31).children.map(readHashAlgorithm),
    ...readContent(child(signedData, 2)),
    // Any tag but those of attribute certificates counts as a damaged certificate.
    certificates: set(0xa0)
      .filter(({ tag }) => ATTRIBUTE_CERTIFICATE_TAGS.get(tag) === undefined)
      .map(({ bytes }) => bytes),
    attributeCertificates: new Set(set(0xa0).flatMap(({ tag }) => ATTRIBUTE_CERTIFICATE_TAGS.get(tag) ?? [])),
    revocationLists: set(0xa1).map(({ bytes }) => bytes),
    signerInfos: signers.children.map(readSigner),
    trailing,
  };
}

/**
 * Reads a CMS ContentInfo with SignedData, DER or BER.
 * @throws PkiError `pki.cms` when it is something else or damaged, `pki.algorithm` for a hash with odd parameters
 */
export function parseSignedData(bytes: Uint8Array): SignedData {
  try {
    const { node, rest } = readValue(bytes);
    if (readOid(child(expectCount(expectTag(node, 0x30), 2), 0)) !== OID.signedData) {
      throw new PkiError('pki.cms', 'Không phải dữ liệu ký CMS.');
    }
    return readBody(expectTag(child(expectCount(expectTag(child(node, 1), 0xa0), 1), 0), 0x30), rest);
  } catch (error) {
    if (error instanceof PkiError && error.code === 'pki.der') {
      throw new PkiError('pki.cms', 'Không đọc được chữ ký: dữ liệu CMS hỏng.', { cause: error });
    }
    throw error;
  }
}
