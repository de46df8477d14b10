export {
  type AlgorithmIdentifier,
  algorithmsOf,
  isSignedBy,
  normaliseSignature,
  type SignatureScheme,
  type SigningAlgorithm,
  verifySignature,
} from './algorithms.ts';
export { child as asn1Child, type Node as Asn1Node, readOctets, readOid, readTime, readValue } from './asn1/read.ts';
export {
  buildSignedAttributes,
  buildSignedData,
  type SignedDataParts,
  signatureTimestampAttribute,
} from './cms/build.ts';
export { type CmsAttribute, parseSignedData, type SignedData, type SignerInfo } from './cms/parse.ts';
export {
  type CmsCheck,
  type CmsExpectation,
  type CmsProblem,
  type CmsProblemKind,
  checkSignedData,
} from './cms/verify.ts';
export { PkiError, type PkiErrorCode, type RevocationErrorCode, type TimestampErrorCode } from './errors.ts';
export type { HttpRequest, HttpResponse, HttpTransport } from './http.ts';
export { type HashName, hashNameOf, OID } from './oids.ts';
export { readCertificates, readCrlFile, writePem } from './pem.ts';
export { type Pkcs12Content, readPkcs12 } from './pkcs12/read.ts';
export { type Pkcs12Source, writePkcs12 } from './pkcs12/write.ts';
export { checkRevocation, type RevocationCheck } from './revocation/check-revocation.ts';
export { type CertificateList, type CrlScope, parseCrl } from './revocation/crl.ts';
export type { CrlEntries, CrlEntry } from './revocation/crl-entries.ts';
export { buildOcspRequest } from './revocation/ocsp-request.ts';
export { type OcspAnswer, type OcspResponse, parseOcspResponse } from './revocation/ocsp-response.ts';
export {
  type CrlReason,
  crlReasonText,
  type RevocationEvidence,
  type RevocationProblem,
  type RevocationSource,
  type RevocationStatus,
} from './revocation/revocation.ts';
export { type RevocationSourceSettings, revocationSource } from './revocation/revocation-source.ts';
export { type FileKey, fileHashSigner } from './signer/file-hash-signer.ts';
export type {
  HashSigner,
  SigningAnswer,
  SigningFailure,
  SigningIdentity,
  SigningItem,
  SigningOwner,
  SigningRequest,
  Ticket,
} from './signer/hash-signer.ts';
export { ownerOf } from './signer/owner.ts';
export type { TrustAnchorEntry, TrustProgramme, TrustUsage } from './trust/trust-anchor.ts';
export { parseTrustList, writeTrustList } from './trust/trust-list.ts';
export {
  type Timestamp,
  type TimestampAuthority,
  type TimestampAuthoritySettings,
  timestampAuthority,
} from './tsp/timestamp-authority.ts';
export {
  checkTimestampToken,
  type TimestampCheck,
  type TimestampInfo,
  type TimestampProblem,
} from './tsp/timestamp-token.ts';
export {
  type Certificate,
  displayName,
  isIssuedBy,
  isSelfIssued,
  parseCertificate,
  publicKeyOf,
} from './x509/certificate.ts';
export type { CertificateExtensions, KeyUsage } from './x509/extensions.ts';
export {
  type CertificateRequest,
  generateKeys,
  type IssuedCertificate,
  issueCertificate,
  type KeyKind,
  type KeyPair,
  signWithKey,
} from './x509/issue.ts';
export { type DistinguishedName, type NameAttribute, nameText, nameValue } from './x509/name.ts';
export {
  buildPath,
  type CertificatePath,
  type PathProblem,
  type PathProblemCode,
  type PathPurpose,
} from './x509/path.ts';
