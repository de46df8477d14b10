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
