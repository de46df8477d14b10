import { type Certificate, isIssuedBy, publicKeyOf, verifySignature } from '@congvu/pki';

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

/** RFC 5280 §4.1.2.2: an issuer gives a serial once, so of two certificates with the same one somebody changed bytes. */
function isTwin(one: Certificate, other: Certificate): boolean {
  return (
    isSame(one.serialRaw, other.serialRaw) && isSame(one.issuer.raw, other.issuer.raw) && !isSame(one.raw, other.raw)
  );
}

/** The key alone counts: an authority may have changed its name and kept its key. */
function hasSigned(issuer: Certificate, certificate: Certificate): boolean {
  const { signatureAlgorithm, tbs, signature } = certificate;
  try {
    if (Buffer.compare(certificate.issuer.raw, issuer.subject.raw) === 0) {
      return isIssuedBy(certificate, issuer);
    }
    return verifySignature(signatureAlgorithm, publicKeyOf(issuer), tbs, signature);
  } catch {
    return false;
  }
}

/** By key id where it says one, so that a name somebody changed is found too; by name where it does not. */
function likelyIssuers(certificate: Certificate, issuers: readonly Certificate[]): Certificate[] {
  const wanted = certificate.extensions.authorityKeyId;
  if (wanted !== undefined) {
    return issuers.filter(({ extensions }) => extensions.subjectKeyId === wanted);
  }
  return issuers.filter((issuer) => Buffer.compare(issuer.subject.raw, certificate.issuer.raw) === 0);
}

/** The one of two that nobody at hand has signed. */
function isFalseTwin(certificate: Certificate, known: readonly Certificate[]): boolean {
  return (
    known.some((other) => isTwin(certificate, other)) &&
    !known.some((issuer) => isSame(certificate.issuer.raw, issuer.subject.raw) && hasSigned(issuer, certificate))
  );
}

/**
 * Whether a certificate that travelled along is not what its issuer signed although the issuer is at hand: somebody changed
 * bytes that the signature itself does not cover. Roots that were renewed under the same name are told apart by their key id.
 * @param elsewhere other certificates of the file
 */
export function hasDamagedCertificate(
  certificates: readonly Certificate[],
  anchors: readonly Certificate[],
  elsewhere: readonly Certificate[] = [],
): boolean {
  const distinct = [...new Set(certificates)];
  const issuers = [...distinct, ...anchors];
  const known = [...new Set([...issuers, ...elsewhere])];
  return distinct.some((certificate) => {
    const likely = likelyIssuers(certificate, issuers);
    const isDamaged = likely.length > 0 && !likely.some((issuer) => hasSigned(issuer, certificate));
    return isDamaged || isFalseTwin(certificate, known);
  });
}
