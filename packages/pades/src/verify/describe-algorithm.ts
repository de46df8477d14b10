import { type Certificate, hashNameOf, OID, PkiError, publicKeyOf, type SignerInfo } from '@congvu/pki';

const CURVES: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
const HASHES = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' } as const;

function describeKey(certificate: Certificate, signatureAlgorithm: string | undefined): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKeyOf(certificate);
  if (type === 'rsa' || type === 'rsa-pss') {
    const padding = signatureAlgorithm === OID.rsaPss ? 'RSA-PSS' : 'RSA';
    return `${padding} ${details?.modulusLength ?? ''}`.trim();
  }
  if (type === 'ec') {
    const curve = details?.namedCurve ?? '';
    return `ECDSA ${CURVES[curve] ?? curve}`.trim();
  }
  return type === undefined ? '' : type.charAt(0).toUpperCase() + type.slice(1);
}

/** "RSA 2048, SHA-256": key and hash as a clerk may read them out; empty when the key is of no known type. */
export function describeAlgorithm(certificate: Certificate | undefined, signer: SignerInfo | undefined): string {
  if (certificate === undefined) {
    return '';
  }
  try {
    const hash = signer === undefined ? undefined : hashNameOf(signer.digestAlgorithm);
    const key = describeKey(certificate, signer?.signatureAlgorithm.oid);
    return [key, hash === undefined ? '' : HASHES[hash]].filter((part) => part !== '').join(', ');
  } catch (error) {
    if (error instanceof PkiError) {
      return '';
    }
    throw error;
  }
}
