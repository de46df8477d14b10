import { readValue } from '../asn1/read.ts';
import { OID } from '../oids.ts';
import { parseOcspRequest } from '../revocation/ocsp-request.ts';
import { parseTimestampQuery } from '../tsp/timestamp-query.ts';
import { generateKeys, type IssuedCertificate } from '../x509/issue.ts';
import { type Authority, createAuthority } from './authority.ts';
import { indirectCrlExtension, issueCrl } from './issue-crl.ts';
import { issueOcspResponse, ocspFailure } from './issue-ocsp.ts';
import { grantTimestamp, issueTimestamp, refuseTimestamp } from './issue-timestamp.ts';

/** How a server on the way can be ill, whatever it serves. */
export type ServerFault = 'down' | 'slow' | 'error' | 'garbage';

/** Answers of a timestamp authority that must be refused. */
export type TsaFault =
  | ServerFault
  | 'refused'
  | 'replay'
  | 'wrong_imprint'
  | 'wrong_nonce'
  | 'no_nonce'
  | 'wrong_policy'
  | 'wrong_usage'
  | 'usage_not_critical'
  | 'bad_signature'
  | 'wrong_time'
  | 'no_certificate'
  | 'foreign';

export type OcspFault =
  | ServerFault
  | 'try_later'
  | 'unknown'
  | 'stale'
  | 'foreign'
  | 'self_issued'
  | 'not_delegated'
  | 'wrong_certificate'
  | 'wrong_nonce'
  | 'bad_signature';

export type CrlFault = ServerFault | 'stale' | 'foreign' | 'indirect' | 'bad_signature';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Flips one bit in the last byte, which is inside the signature value when nothing stands behind it. */
function damaged(der: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(der);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}

interface Helpers {
  stranger: Authority;
  issuedWith(key: string, request: { extKeyUsage: string[]; isExtKeyUsageCritical?: boolean }): IssuedCertificate;
}

const helpersOf = new WeakMap<Authority, Helpers>();

/** An authority nobody trusts and certificates that may not do what they do, made once. */
function helpers(authority: Authority, at: Date): Helpers {
  const known = helpersOf.get(authority);
  if (known !== undefined) {
    return known;
  }
  const issued = new Map<string, IssuedCertificate>();
  const made: Helpers = {
    stranger: createAuthority({ name: 'người lạ', at }),
    issuedWith(key, request) {
      const found =
        issued.get(key) ??
        authority.issue({
          subject: [{ oid: OID.commonName, value: `Sai mục đích ${key}` }],
          keys: generateKeys('p-256'),
          ...request,
        });
      issued.set(key, found);
      return found;
    },
  };
  helpersOf.set(authority, made);
  return made;
}

type Made = Exclude<TsaFault, ServerFault | 'refused' | 'replay' | 'bad_signature'>;

/** The TimeStampResp of a timestamp authority with this fault. `replay` answers the token of another question. */
export function faultyTimestamp(authority: Authority, request: Uint8Array, at: Date, fault: TsaFault): Uint8Array {
  const query = parseTimestampQuery(request);
  const { stranger, issuedWith } = helpers(authority, at);
  const right = {
    signer: authority.tsa,
    chain: [authority.issuing.certificate],
    imprint: { hash: query.hash, digest: query.digest },
    at,
    policy: authority.policy,
    nonce: query.nonce,
  };
  const other = { ...right.imprint, digest: query.digest.map((byte) => byte ^ 0xff) };
  const otherNonce = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const faults: Record<Made, () => Parameters<typeof issueTimestamp>[0]> = {
    wrong_imprint: () => ({ ...right, imprint: other }),
    wrong_nonce: () => ({ ...right, nonce: otherNonce }),
    no_nonce: () => ({ ...right, nonce: undefined }),
    wrong_policy: () => ({ ...right, policy: '1.3.6.1.4.1.32473.9' }),
    wrong_usage: () => ({ ...right, signer: issuedWith('chữ ký', { extKeyUsage: [OID.documentSigning] }) }),
    usage_not_critical: () => ({
      ...right,
      signer: issuedWith('không bắt buộc', { extKeyUsage: [OID.timeStamping], isExtKeyUsageCritical: false }),
    }),
    wrong_time: () => ({ ...right, at: new Date(at.getTime() + HOUR_MS) }),
    no_certificate: () => ({ ...right, isCertificateLeftOut: true }),
    foreign: () => ({ ...right, signer: stranger.tsa, chain: [stranger.issuing.certificate] }),
  };
  switch (fault) {
    case 'down':
    case 'slow':
    case 'error':
    case 'garbage':
    case 'refused':
      return refuseTimestamp(25, 'Hệ thống tạm dừng');
    case 'bad_signature':
      return damaged(grantTimestamp(issueTimestamp(right)));
    case 'replay':
      return grantTimestamp(
        issueTimestamp({ ...right, imprint: other, nonce: otherNonce, at: new Date(at.getTime() - 60_000) }),
      );
    default:
      return grantTimestamp(issueTimestamp(faults[fault]()));
  }
}

/** The OCSPResponse of a responder with this fault; every one says "good". */
export function faultyOcsp(authority: Authority, request: Uint8Array, at: Date, fault: OcspFault): Uint8Array {
  const { ids, nonce } = parseOcspRequest(request);
  const { stranger, issuedWith } = helpers(authority, at);
  const idRaw = ids[0]?.raw ?? readValue(request).node.bytes;
  const dates = { thisUpdate: at, nextUpdate: new Date(at.getTime() + HOUR_MS) };
  const answer = { certificate: { idRaw }, state: 'good' as const, ...dates };
  const right = {
    issuer: authority.issuing,
    responder: authority.ocsp,
    producedAt: at,
    answers: [answer],
    ...(nonce === undefined ? {} : { nonce }),
  };
  const past = new Date(at.getTime() - 2 * DAY_MS);
  const stale = { ...answer, thisUpdate: past, nextUpdate: new Date(past.getTime() + HOUR_MS) };
  switch (fault) {
    case 'unknown':
      return issueOcspResponse({ ...right, answers: [{ ...answer, state: 'unknown' }] });
    case 'stale':
      return issueOcspResponse({ ...right, producedAt: past, answers: [stale] });
    case 'foreign':
      return issueOcspResponse({ ...right, responder: stranger.ocsp });
    case 'self_issued':
      return issueOcspResponse({ ...right, responder: stranger.root });
    case 'not_delegated':
      return issueOcspResponse({ ...right, responder: issuedWith('thường', { extKeyUsage: [OID.emailProtection] }) });
    case 'wrong_certificate':
      return issueOcspResponse({ ...right, answers: [{ ...answer, certificate: { serial: '7F00' } }] });
    case 'wrong_nonce':
      return issueOcspResponse({ ...right, nonce: Uint8Array.of(1, 2, 3, 4) });
    case 'bad_signature':
      return damaged(issueOcspResponse({ ...right, certificates: [] }));
    default:
      return ocspFailure('tryLater');
  }
}

/** The CRL of a server with this fault; every one is empty, which would say "good". */
export function faultyCrl(authority: Authority, at: Date, fault: CrlFault): Uint8Array {
  const right = {
    issuer: authority.issuing,
    revoked: [],
    thisUpdate: at,
    nextUpdate: new Date(at.getTime() + DAY_MS),
  };
  switch (fault) {
    case 'stale': {
      const past = new Date(at.getTime() - 3 * DAY_MS);
      return issueCrl({ ...right, thisUpdate: past, nextUpdate: new Date(past.getTime() + DAY_MS) });
    }
    case 'foreign':
      return helpers(authority, at).stranger.crl(at);
    case 'indirect':
      return issueCrl({ ...right, extensions: [indirectCrlExtension()] });
    default:
      return damaged(issueCrl(right));
  }
}
