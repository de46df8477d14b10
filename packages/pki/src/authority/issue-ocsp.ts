import { algorithmsOf, encodeSigningAlgorithm, type SigningAlgorithm } from '../algorithms.ts';
import {
  bitString,
  context,
  contextPrimitive,
  enumerated,
  generalizedTime,
  integer,
  octetString,
  oid,
  sequence,
} from '../asn1/write.ts';
import { type HashName, OID } from '../oids.ts';
import { encodeCertificateId } from '../revocation/certificate-id.ts';
import { CRL_REASONS, type CrlReason } from '../revocation/revocation.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { certificateHash } from '../x509/certificate-hashes.ts';
import { extension, type IssuedCertificate, signWithKey } from '../x509/issue.ts';

export type OcspAnswerState = { state: 'good' | 'unknown' } | { state: 'revoked'; since: Date; reason?: CrlReason };

export type OcspAnswer = OcspAnswerState & {
  /** Hex; or the complete CertID of a question. */
  certificate: { serial: string } | { idRaw: Uint8Array };
  thisUpdate: Date;
  nextUpdate?: Date;
};

export interface OcspResponseRequest {
  /** The authority whose certificates are asked about. */
  issuer: IssuedCertificate;
  /** Who signs; the issuer itself unless given. */
  responder?: IssuedCertificate;
  answers: readonly OcspAnswer[];
  producedAt: Date;
  nonce?: Uint8Array;
  /** Of the CertIDs; SHA-1 unless told. */
  hash?: HashName;
  /** DER beside the answer; the responder's own unless told. */
  certificates?: readonly Uint8Array[];
  algorithm?: SigningAlgorithm;
  /** The responder names itself by key unless told. */
  isNamedBySubject?: boolean;
}

/** OCSPResponseStatus other than successful (RFC 6960 §4.2.1). */
export const OCSP_FAILURES = { malformedRequest: 1, internalError: 2, tryLater: 3, sigRequired: 5, unauthorized: 6 };

function encodeState(answer: OcspAnswerState): Uint8Array {
  if (answer.state !== 'revoked') {
    return contextPrimitive(answer.state === 'good' ? 0 : 2, new Uint8Array());
  }
  const { since, reason } = answer;
  return context(
    1,
    generalizedTime(since),
    ...(reason === undefined ? [] : [context(0, enumerated(CRL_REASONS.indexOf(reason)))]),
  );
}

function encodeAnswer(answer: OcspAnswer, issuer: Uint8Array, hash: HashName): Uint8Array {
  const { certificate, thisUpdate, nextUpdate } = answer;
  const id =
    'idRaw' in certificate
      ? certificate.idRaw
      : encodeCertificateId(integer(Buffer.from(certificate.serial, 'hex')), parseCertificate(issuer), hash);
  return sequence(
    id,
    encodeState(answer),
    generalizedTime(thisUpdate),
    ...(nextUpdate === undefined ? [] : [context(0, generalizedTime(nextUpdate))]),
  );
}

/** A refusal without signature, as responders give it. */
export function ocspFailure(failure: keyof typeof OCSP_FAILURES): Uint8Array {
  return sequence(enumerated(OCSP_FAILURES[failure]));
}

/**
 * An OCSPResponse with a BasicOCSPResponse (RFC 6960 §4.2.1), DER.
 * @example issueOcspResponse({ issuer, producedAt, answers: [{ certificate: { serial }, state: 'good', thisUpdate }] })
 */
export function issueOcspResponse(request: OcspResponseRequest): Uint8Array {
  const { issuer, responder = issuer, answers, producedAt, nonce, hash = 'sha1' } = request;
  const algorithm = request.algorithm ?? algorithmsOf(responder.privateKey)[0] ?? 'RSA-PKCS1-SHA256';
  const signer = parseCertificate(responder.certificate);
  const id =
    request.isNamedBySubject === true
      ? context(1, signer.subject.raw)
      : context(2, octetString(certificateHash(signer, 'key', 'sha1')));
  const tbs = sequence(
    id,
    generalizedTime(producedAt),
    sequence(...answers.map((answer) => encodeAnswer(answer, issuer.certificate, hash))),
    ...(nonce === undefined ? [] : [context(1, sequence(extension(OID.ocspNonce, octetString(nonce))))]),
  );
  const certificates = request.certificates ?? [responder.certificate];
  const basic = sequence(
    tbs,
    encodeSigningAlgorithm(algorithm),
    bitString(signWithKey(responder.privateKey, algorithm, tbs)),
    ...(certificates.length === 0 ? [] : [context(0, sequence(...certificates))]),
  );
  return sequence(enumerated(0), context(0, sequence(oid(OID.ocspBasic), octetString(basic))));
}
