import { child, expectTag, readOctets, readOid, readValue } from '../asn1/read.ts';
import { context, octetString, sequence } from '../asn1/write.ts';
import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import type { Certificate } from '../x509/certificate.ts';
import { extension } from '../x509/issue.ts';
import { type CertificateId, encodeCertificateId, readCertificateId } from './certificate-id.ts';

/**
 * An OCSPRequest for one certificate (RFC 6960 §4.1), unsigned, DER. `nonce` is 1–32 bytes (RFC 8954).
 * @example await transport({ url, method: 'POST', headers: { 'content-type': 'application/ocsp-request' },
 *   body: buildOcspRequest({ certificate, issuer, nonce: randomBytes(16) }) })
 */
export function buildOcspRequest(request: {
  certificate: Certificate;
  issuer: Certificate;
  nonce?: Uint8Array;
}): Uint8Array {
  const { certificate, issuer, nonce } = request;
  const list = sequence(sequence(encodeCertificateId(certificate.serialRaw, issuer)));
  return sequence(
    sequence(
      list,
      ...(nonce === undefined ? [] : [context(2, sequence(extension(OID.ocspNonce, octetString(nonce))))]),
    ),
  );
}

export interface OcspRequest {
  ids: CertificateId[];
  nonce: Uint8Array | undefined;
}

/** @throws PkiError `pki.ocsp` */
export function parseOcspRequest(der: Uint8Array): OcspRequest {
  try {
    const body = child(expectTag(readValue(der).node, 0x30), 0);
    const list = body.children.find(({ tag }) => tag === 0x30);
    const extensions = body.children.find(({ tag }) => tag === 0xa2);
    const nonce =
      extensions === undefined
        ? undefined
        : child(extensions, 0).children.find((one) => readOid(child(one, 0)) === OID.ocspNonce);
    return {
      ids: (list?.children ?? []).map((one) => readCertificateId(child(one, 0))),
      nonce:
        nonce === undefined ? undefined : readValue(readOctets(child(nonce, nonce.children.length - 1))).node.content,
    };
  } catch (cause) {
    if (cause instanceof PkiError) {
      throw new PkiError('pki.ocsp', 'Không đọc được yêu cầu OCSP.', { cause });
    }
    throw cause;
  }
}
