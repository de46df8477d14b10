import { algorithmsOf, encodeSigningAlgorithm, type SigningAlgorithm } from '../algorithms.ts';
import {
  bitString,
  context,
  contextPrimitive,
  enumerated,
  generalizedTime,
  integer,
  sequence,
  time,
} from '../asn1/write.ts';
import { OID } from '../oids.ts';
import { CRL_REASONS, type CrlReason } from '../revocation/revocation.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { extension, type IssuedCertificate, signWithKey } from '../x509/issue.ts';

export interface RevokedCertificate {
  /** Hex, as `Certificate.serial`. */
  serial: string;
  at: Date;
  /** Left out when absent, which means "unspecified". */
  reason?: CrlReason;
  /** When the key became unsafe, if that was earlier. */
  invalidSince?: Date;
}

export interface CrlRequest {
  issuer: IssuedCertificate;
  revoked: readonly RevokedCertificate[];
  thisUpdate: Date;
  /** RFC 5280 wants one; absent only for tests of refusal. */
  nextUpdate?: Date;
  number?: number;
  algorithm?: SigningAlgorithm;
  /** A delta on the CRL of this number. */
  deltaOf?: number;
  /** Complete Extension values, such as an issuing distribution point. */
  extensions?: readonly Uint8Array[];
}

function encodeEntry({ serial, at, reason, invalidSince }: RevokedCertificate): Uint8Array {
  const extensions = [
    ...(reason === undefined ? [] : [extension(OID.reasonCode, enumerated(CRL_REASONS.indexOf(reason)))]),
    ...(invalidSince === undefined ? [] : [extension(OID.invalidityDate, generalizedTime(invalidSince))]),
  ];
  return sequence(
    integer(Buffer.from(serial, 'hex')),
    time(at),
    ...(extensions.length === 0 ? [] : [sequence(...extensions)]),
  );
}

/**
 * A revocation list of RFC 5280 §5, version 2, DER.
 * @example issueCrl({ issuer, revoked: [{ serial, at, reason: 'keyCompromise' }], thisUpdate, nextUpdate })
 */
export function issueCrl(request: CrlRequest): Uint8Array {
  const { issuer, revoked, thisUpdate, nextUpdate, number = 1, deltaOf } = request;
  const certificate = parseCertificate(issuer.certificate);
  const algorithm = request.algorithm ?? algorithmsOf(issuer.privateKey)[0] ?? 'RSA-PKCS1-SHA256';
  const keyId = certificate.extensions.subjectKeyId;
  const extensions = [
    ...(keyId === undefined
      ? []
      : [extension(OID.authorityKeyIdentifier, sequence(contextPrimitive(0, Buffer.from(keyId, 'hex'))))]),
    extension(OID.crlNumber, integer(number)),
    ...(deltaOf === undefined ? [] : [extension(OID.deltaCrlIndicator, integer(deltaOf), true)]),
    ...(request.extensions ?? []),
  ];
  const tbs = sequence(
    integer(1),
    encodeSigningAlgorithm(algorithm),
    certificate.subject.raw,
    time(thisUpdate),
    ...(nextUpdate === undefined ? [] : [time(nextUpdate)]),
    ...(revoked.length === 0 ? [] : [sequence(Buffer.concat(revoked.map(encodeEntry)))]),
    context(0, sequence(...extensions)),
  );
  const signature = bitString(signWithKey(issuer.privateKey, algorithm, tbs));
  return sequence(tbs, encodeSigningAlgorithm(algorithm), signature);
}

/** An issuing distribution point that says the list speaks for other issuers too: tests of refusal. */
export function indirectCrlExtension(): Uint8Array {
  return extension(OID.issuingDistributionPoint, sequence(contextPrimitive(4, Uint8Array.of(0xff))), true);
}
