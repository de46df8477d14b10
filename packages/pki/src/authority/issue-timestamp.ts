import { createHash, randomBytes } from 'node:crypto';
import { algorithmsOf, encodeSigningAlgorithm, type SigningAlgorithm } from '../algorithms.ts';
import {
  bitString,
  context,
  generalizedTime,
  integer,
  NULL,
  octetString,
  oid,
  retag,
  sequence,
  setOf,
  utf8String,
} from '../asn1/write.ts';
import { type HashName, OID } from '../oids.ts';
import { encodeImprint } from '../tsp/timestamp-query.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { type IssuedCertificate, signWithKey } from '../x509/issue.ts';

export interface TimestampRequest {
  signer: IssuedCertificate;
  /** DER that travels along; `[]` and `isCertificateLeftOut` for a token without any. */
  chain?: readonly Uint8Array[];
  isCertificateLeftOut?: boolean;
  imprint: { hash: HashName; digest: Uint8Array };
  /** Whole seconds are kept. */
  at: Date;
  /** OID. */
  policy: string;
  nonce?: Uint8Array | undefined;
  algorithm?: SigningAlgorithm;
}

const SHA256 = sequence(oid(OID.sha256), NULL);

function attribute(id: string, value: Uint8Array): Uint8Array {
  return sequence(oid(id), setOf(value));
}

/**
 * A timestamp token (RFC 3161 §2.4.2 with the ESSCertIDv2 of RFC 5816): ContentInfo, DER.
 * @example issueTimestamp({ signer: tsa, imprint: { hash: 'sha256', digest }, at, policy: '1.3.6.1.4.1.32473.1' })
 */
export function issueTimestamp(request: TimestampRequest): Uint8Array {
  const { signer, chain = [], imprint, at, policy, nonce } = request;
  const algorithm = request.algorithm ?? algorithmsOf(signer.privateKey)[0] ?? 'RSA-PKCS1-SHA256';
  const certificate = parseCertificate(signer.certificate);
  const info = sequence(
    integer(1),
    oid(policy),
    encodeImprint(imprint.hash, imprint.digest),
    integer(randomBytes(16)),
    generalizedTime(at),
    ...(nonce === undefined ? [] : [integer(nonce)]),
  );
  const certificateId = sequence(octetString(createHash('sha256').update(signer.certificate).digest()));
  const attributes = setOf(
    attribute(OID.contentType, oid(OID.tstInfo)),
    attribute(OID.messageDigest, octetString(createHash('sha256').update(info).digest())),
    attribute(OID.signingCertificateV2, sequence(sequence(certificateId))),
  );
  const signerInfo = sequence(
    integer(1),
    sequence(certificate.issuer.raw, certificate.serialRaw),
    SHA256,
    retag(attributes, 0xa0),
    encodeSigningAlgorithm(algorithm),
    octetString(signWithKey(signer.privateKey, algorithm, attributes)),
  );
  const certificates = setOf(signer.certificate, ...chain);
  const signedData = sequence(
    integer(3),
    setOf(SHA256),
    sequence(oid(OID.tstInfo), context(0, octetString(info))),
    ...(request.isCertificateLeftOut === true ? [] : [retag(certificates, 0xa0)]),
    setOf(signerInfo),
  );
  return sequence(oid(OID.signedData), context(0, signedData));
}

/** A TimeStampResp that grants. */
export function grantTimestamp(token: Uint8Array): Uint8Array {
  return sequence(sequence(integer(0)), token);
}

/** A TimeStampResp that refuses: `failure` is the bit of PKIFailureInfo (RFC 3161 §2.4.2). */
export function refuseTimestamp(failure: number, text: string): Uint8Array {
  const bits = new Uint8Array((failure >> 3) + 1);
  bits[failure >> 3] = 0x80 >> (failure & 7);
  return sequence(sequence(integer(2), sequence(utf8String(text)), bitString(bits, 7 - (failure & 7))));
}
