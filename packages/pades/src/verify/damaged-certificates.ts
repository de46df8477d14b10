import { type Certificate, isIssuedBy } from '@congvu/pki';

function provesIssue(certificate: Certificate, issuer: Certificate): boolean {
  try {
    return isIssuedBy(certificate, issuer);
  } catch {
    return false;
  }
}

/**
 * Whether a certificate that travelled along is not what its issuer signed although the issuer is at hand: somebody changed
 * bytes that the signature itself does not cover. Roots that were renewed under the same name are told apart by their key id.
 */
export function hasDamagedCertificate(certificates: readonly Certificate[], anchors: readonly Certificate[]): boolean {
  const issuers = [...certificates, ...anchors];
  return certificates.some((certificate) => {
    const named = issuers.filter((issuer) => Buffer.compare(issuer.subject.raw, certificate.issuer.raw) === 0);
    const wanted = certificate.extensions.authorityKeyId;
    const likely = named.filter(({ extensions }) => wanted === undefined || extensions.subjectKeyId === wanted);
    return likely.length > 0 && !likely.some((issuer) => provesIssue(certificate, issuer));
  });
}
