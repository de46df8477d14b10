import { constants, publicDecrypt } from 'node:crypto';
import { type Certificate, PkiError, parseCertificate, publicKeyOf, readOctets, readValue } from '@congvu/pki';
import type { PdfFile } from '../pdf/file.ts';
import { isArray, isString, type PdfDict } from '../pdf/values.ts';

/** DigestInfo of SHA-1 up to the hash (RFC 8017 §9.2). */
const SHA1_INFO = Buffer.from('3021300906052b0e03021a05000414', 'hex');
const MAX_CERTIFICATES = 16;

/** What adbe.x509.rsa_sha1 keeps in the signature dictionary: the signer's certificate first. */
export function readCertEntry(file: PdfFile, signature: PdfDict): Certificate[] {
  const value = file.resolve(signature.entries.get('Cert'));
  const items = (isArray(value) ? value.items : [value]).map((item) => file.resolve(item)).filter(isString);
  return items.slice(0, MAX_CERTIFICATES).flatMap(({ bytes }) => {
    try {
      return [parseCertificate(bytes)];
    } catch (error) {
      if (error instanceof PkiError) {
        return [];
      }
      throw error;
    }
  });
}

/** Whether the contents are this key's PKCS#1 signature over that SHA-1. @throws PkiError when they are no signature at all */
export function isPlainRsaSignature(contents: Uint8Array, sha1: Uint8Array, signer: Certificate): boolean {
  const { node, rest } = readValue(contents);
  if (node.tag !== 0x04 || rest.some((byte) => byte !== 0)) {
    throw new PkiError('pki.cms', 'Sau giá trị chữ ký có dữ liệu lạ.');
  }
  const key = publicKeyOf(signer);
  if (key.asymmetricKeyType !== 'rsa') {
    return false;
  }
  try {
    const found = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, readOctets(node));
    return Buffer.compare(found, Buffer.concat([SHA1_INFO, sha1])) === 0;
  } catch {
    return false;
  }
}
