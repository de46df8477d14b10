import { spawnSync } from 'node:child_process';
import { createHash, type KeyObject, sign } from 'node:crypto';
import {
  buildSignedAttributes,
  buildSignedData,
  type IssuedCertificate,
  type SigningAlgorithm,
  signWithKey,
  writePem,
} from '@congvu/pki';
import { put } from './oracles/tools.ts';

const ROOT = { maxBuffer: 64 * 1024 * 1024 };

/** What `openssl cms -sign` makes of a content; `args` decide the rest. */
export function opensslCms(
  content: Uint8Array,
  signer: IssuedCertificate,
  chain: readonly Uint8Array[],
  args: string[] = [],
): Uint8Array {
  const input = put('cms-input.bin', content);
  const certificate = put('cms-signer.pem', Buffer.from(writePem(signer.certificate)));
  const key = put('cms-key.pem', Buffer.from(signer.privateKey.export({ type: 'pkcs8', format: 'pem' })));
  const others = put('cms-chain.pem', Buffer.from(chain.map((der) => writePem(der)).join('')));
  const base = ['cms', '-sign', '-binary', '-nosmimecap', '-outform', 'DER', '-in', input];
  const { status, stdout, stderr } = spawnSync(
    'openssl',
    [
      ...base,
      '-signer',
      certificate,
      '-inkey',
      key,
      '-certfile',
      others,
      ...(args.includes('-md') ? [] : ['-md', 'sha256']),
      ...args,
    ],
    ROOT,
  );
  if (status !== 0) {
    throw new Error(stderr.toString());
  }
  return stdout;
}

export interface CmsChange {
  unsignedAttributes?: readonly Uint8Array[];
  /** Signed over instead of the content's hash. */
  digest?: Uint8Array;
  /** Put in place of the signer's certificate after signing. */
  certificate?: Uint8Array;
  algorithm?: SigningAlgorithm;
}

/** The CMS of PAdES, built part by part so that each can be wrong. */
export function padesCms(
  content: Uint8Array,
  signer: IssuedCertificate,
  chain: readonly Uint8Array[],
  change: CmsChange = {},
): { cms: Uint8Array; signature: Uint8Array } {
  const digest = change.digest ?? createHash('sha256').update(content).digest();
  const attributes = buildSignedAttributes(digest, signer.certificate, chain);
  const algorithm =
    change.algorithm ?? (signer.privateKey.asymmetricKeyType === 'ec' ? 'ECDSA-SHA256' : 'RSA-PKCS1-SHA256');
  const signature = signWithKey(signer.privateKey, algorithm, attributes);
  const cms = buildSignedData({
    attributes,
    signature,
    algorithm,
    certificate: change.certificate ?? signer.certificate,
    chain,
    ...(change.unsignedAttributes === undefined ? {} : { unsignedAttributes: change.unsignedAttributes }),
  });
  return { cms, signature };
}

/** PKCS#1 over SHA-1 in an OCTET STRING: all that adbe.x509.rsa_sha1 is. */
export function plainRsa(content: Uint8Array, key: KeyObject): Uint8Array {
  const signature = sign('sha1', content, key);
  return Buffer.concat([Buffer.from([0x04, 0x82, signature.length >> 8, signature.length & 0xff]), signature]);
}

function headerLength(der: Uint8Array): number {
  const first = der[1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

function inner(der: Uint8Array | undefined): Uint8Array {
  return der === undefined ? new Uint8Array() : der.subarray(headerLength(der));
}

function parts(content: Uint8Array): Uint8Array[] {
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

function wrap(tag: number, ...content: Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content);
  const { length } = body;
  const size =
    length < 0x80
      ? [length]
      : length < 0x1_0000
        ? [0x82, length >> 8, length & 255]
        : [0x83, length >> 16, (length >> 8) & 255, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

/** Parts of the SignedData of a ContentInfo, and how to put it together again. */
function open(cms: Uint8Array): { body: Uint8Array[]; close: (body: readonly Uint8Array[]) => Uint8Array } {
  const [oid = new Uint8Array(), wrapped] = parts(inner(cms));
  const [signedData] = parts(inner(wrapped));
  return { body: parts(inner(signedData)), close: (body) => wrap(0x30, oid, wrap(0xa0, wrap(0x30, ...body))) };
}

/** Certificates and SignerInfos of a second signature put behind those of the first. */
export function mergeSigners(one: Uint8Array, two: Uint8Array): Uint8Array {
  const [left, right] = [open(one), open(two)];
  const certificates = wrap(0xa0, inner(left.body.at(-2)), inner(right.body.at(-2)));
  const signers = wrap(0x31, inner(left.body.at(-1)), inner(right.body.at(-1)));
  return left.close([...left.body.slice(0, -2), certificates, signers]);
}

/** As {@link padesCms} with a key that signs by itself (RFC 8419, digest of the attributes left at SHA-256). */
export function edwardsCms(content: Uint8Array, signer: IssuedCertificate, chain: readonly Uint8Array[]): Uint8Array {
  const attributes = buildSignedAttributes(createHash('sha256').update(content).digest(), signer.certificate, chain);
  const signature = sign(null, attributes, signer.privateKey);
  const { certificate } = signer;
  const { body, close } = open(
    buildSignedData({ attributes, signature, algorithm: 'ECDSA-SHA256', certificate, chain }),
  );
  const fields = parts(inner(parts(inner(body.at(-1)))[0]));
  const ed448 = Buffer.from('300506032b6571', 'hex');
  const info = wrap(0x30, ...fields.slice(0, 4), ed448, ...fields.slice(5));
  return close([...body.slice(0, -1), wrap(0x31, info)]);
}

/** The same with indefinite lengths (BER) down to a depth; certificates, which must stay as they are, lie deeper or are kept. */
export function indefinite(der: Uint8Array, depth: number): Uint8Array {
  const isConstructed = ((der[0] ?? 0) & 0x20) !== 0;
  if (!isConstructed || depth === 0) {
    return der;
  }
  const inner = parts(der.subarray(headerLength(der)));
  // [0] inside SignedData holds the certificates.
  const kept = inner.map((part) => (depth <= 2 && part[0] === 0xa0 ? part : indefinite(part, depth - 1)));
  return Buffer.concat([Buffer.from([der[0] ?? 0, 0x80]), ...kept, Buffer.from([0, 0])]);
}
