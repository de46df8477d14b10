import { readHashAlgorithm } from '../algorithms.ts';
import { child, expectTag, readOid, readSmallInteger, readValue } from '../asn1/read.ts';
import { boolean, integer, NULL, octetString, oid, sequence } from '../asn1/write.ts';
import { PkiError } from '../errors.ts';
import { type HashName, hashNameOf, OID } from '../oids.ts';

/** What a TimeStampReq asks (RFC 3161 §2.4.1). */
export interface TimestampQuery {
  hash: HashName;
  digest: Uint8Array;
  /** OID. */
  policy: string | undefined;
  /** Content of the INTEGER. */
  nonce: Uint8Array | undefined;
  wantsCertificate: boolean;
}

export function encodeImprint(hash: HashName, digest: Uint8Array): Uint8Array {
  return sequence(sequence(oid(OID[hash]), NULL), octetString(digest));
}

/** A TimeStampReq for a SHA-256, certificate wanted. `nonce` is an unsigned big-endian number. */
export function buildTimestampQuery(request: { sha256: Uint8Array; nonce: Uint8Array; policy?: string }): Uint8Array {
  return sequence(
    integer(1),
    encodeImprint('sha256', request.sha256),
    ...(request.policy === undefined ? [] : [oid(request.policy)]),
    integer(request.nonce),
    boolean(true),
  );
}

/** @throws PkiError `pki.tsp_request` when it is none, or asks for a hash that is not known */
export function parseTimestampQuery(der: Uint8Array): TimestampQuery {
  try {
    const { node } = readValue(der);
    expectTag(node, 0x30);
    const imprint = child(node, 1);
    const optional = node.children.slice(2);
    const hash = hashNameOf(readHashAlgorithm(child(imprint, 0)));
    const policy = optional.find(({ tag }) => tag === 0x06);
    const flag = optional.find(({ tag }) => tag === 0x01);
    if (readSmallInteger(child(node, 0)) !== 1 || hash === undefined || optional.some(({ tag }) => tag === 0xa0)) {
      throw new PkiError('pki.tsp_request', 'Yêu cầu dấu thời gian không được hỗ trợ.');
    }
    return {
      hash,
      digest: expectTag(child(imprint, 1), 0x04).content,
      policy: policy === undefined ? undefined : readOid(policy),
      nonce: optional.find(({ tag }) => tag === 0x02)?.content,
      wantsCertificate: flag !== undefined && flag.content[0] !== 0,
    };
  } catch (cause) {
    if (cause instanceof PkiError) {
      throw new PkiError('pki.tsp_request', 'Không đọc được yêu cầu dấu thời gian.', { cause });
    }
    throw cause;
  }
}
