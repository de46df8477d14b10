import { encodeSigningAlgorithm, type SigningAlgorithm } from '../algorithms.ts';
import { child, readValue } from '../asn1/read.ts';
import { OID } from '../oids.ts';

export const RSA_ENCRYPTION = OID.rsaEncryption;
export const SHA256_OID = OID.sha256;

/** How services name what a key can do; a plain key OID leaves the hash to the request. */
const MEANINGS: Record<string, readonly SigningAlgorithm[]> = {
  [OID.rsaEncryption]: ['RSA-PKCS1-SHA256', 'RSA-PSS-SHA256'],
  [OID.sha256WithRsa]: ['RSA-PKCS1-SHA256'],
  [OID.rsaPss]: ['RSA-PSS-SHA256'],
  [OID.ecPublicKey]: ['ECDSA-SHA256'],
  [OID.ecdsaWithSha256]: ['ECDSA-SHA256'],
};

const EVERYTHING: readonly SigningAlgorithm[] = ['RSA-PKCS1-SHA256', 'RSA-PSS-SHA256', 'ECDSA-SHA256'];

/** Nothing said means nothing is ruled out: the public key decides. */
export function algorithmsOfOids(oids: readonly string[]): SigningAlgorithm[] {
  if (oids.length === 0) {
    return [...EVERYTHING];
  }
  const named = new Set(oids.flatMap((oid) => MEANINGS[oid] ?? []));
  return EVERYTHING.filter((one) => named.has(one));
}

/** The OID to ask with: the one the key itself lists that means this algorithm. */
export function signAlgoOf(
  algorithm: SigningAlgorithm,
  oids: readonly string[],
): { signAlgo: string; signAlgoParams?: string } {
  if (algorithm === 'RSA-PSS-SHA256') {
    const params = child(readValue(encodeSigningAlgorithm(algorithm)).node, 1);
    return { signAlgo: OID.rsaPss, signAlgoParams: Buffer.from(params.bytes).toString('base64') };
  }
  const plain = algorithm === 'ECDSA-SHA256' ? OID.ecdsaWithSha256 : OID.sha256WithRsa;
  return { signAlgo: oids.find((oid) => MEANINGS[oid]?.includes(algorithm)) ?? plain };
}
