import { PkiError } from '../errors.ts';
import { OID } from '../oids.ts';
import { isIssuerOf } from '../revocation/certificate-id.ts';
import { parseOcspRequest } from '../revocation/ocsp-request.ts';
import type { CrlReason } from '../revocation/revocation.ts';
import type { TrustAnchorEntry } from '../trust/trust-anchor.ts';
import { parseTimestampQuery } from '../tsp/timestamp-query.ts';
import { parseCertificate } from '../x509/certificate.ts';
import {
  type CertificateRequest,
  generateKeys,
  type IssuedCertificate,
  issueCertificate,
  type KeyKind,
} from '../x509/issue.ts';
import { issueCrl, type RevokedCertificate } from './issue-crl.ts';
import { issueOcspResponse, type OcspAnswerState, ocspFailure } from './issue-ocsp.ts';
import { grantTimestamp, issueTimestamp, refuseTimestamp } from './issue-timestamp.ts';

/** The keys of an authority: what is kept to open it again. */
export interface AuthorityKeys {
  root: IssuedCertificate;
  issuing: IssuedCertificate;
  tsa: IssuedCertificate;
  ocsp: IssuedCertificate;
}

export type Subscriber = Omit<CertificateRequest, 'issuer' | 'notBefore' | 'notAfter' | 'authority'> & {
  notBefore?: Date;
  notAfter?: Date;
};

/** A small certification authority for demo and tests: root > issuing > people, TSA, OCSP responder. Never an agency's. */
export interface Authority extends AuthorityKeys {
  /** From the issuing authority upwards, DER: what goes beside a signature. */
  chain: Uint8Array[];
  /** One entry, demo, no addresses; `serveAuthority` gives one with addresses. */
  trust: TrustAnchorEntry[];
  policy: string;
  issue(subscriber: Subscriber): IssuedCertificate;
  /** `serial` as `Certificate.serial`; that of the issuing authority goes on the root's list. */
  revoke(serial: string, at: Date, reason?: CrlReason, invalidSince?: Date): void;
  /** The list as it stands at a time, valid for a day. */
  crl(at: Date, of?: 'issuing' | 'root'): Uint8Array;
  /** OCSPResponse to an OCSPRequest, valid for an hour. */
  answerOcsp(request: Uint8Array, at: Date): Uint8Array;
  /** TimeStampResp to a TimeStampReq. */
  answerTimestamp(request: Uint8Array, at: Date): Uint8Array;
}

export interface AuthorityPlan {
  /** Stands in every name: `Gốc <name>`, `Cấp phát <name>`… */
  name: string;
  /** Now, for the dates. */
  at: Date;
  /** A day before `at` unless told. */
  from?: Date;
  /** Ten years after `at` unless told. */
  to?: Date;
  /** P-256 unless told. */
  kinds?: Partial<Record<keyof AuthorityKeys, KeyKind>>;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Under the number that RFC 5612 keeps for examples. */
const POLICY = '1.3.6.1.4.1.32473.1.1';

function called(name: string): { oid: string; value: string }[] {
  return [
    { oid: OID.country, value: 'VN' },
    { oid: OID.commonName, value: name },
  ];
}

function makeKeys({ name, at, from, to, kinds = {} }: AuthorityPlan): AuthorityKeys {
  const notBefore = from ?? new Date(at.getTime() - DAY_MS);
  const notAfter = to ?? new Date(at.getTime() + 3_652 * DAY_MS);
  const make = (role: keyof AuthorityKeys, subject: string, request: Partial<CertificateRequest>): IssuedCertificate =>
    issueCertificate({
      notBefore,
      notAfter,
      subject: called(`${subject} ${name}`),
      keys: generateKeys(kinds[role] ?? 'p-256'),
      ...request,
    });
  const root = make('root', 'Gốc', { authority: {} });
  const issuing = make('issuing', 'Cấp phát', { authority: { pathLength: 0 }, issuer: root });
  const keyUsage = ['digitalSignature'] as const;
  return {
    root,
    issuing,
    tsa: make('tsa', 'Dấu thời gian', { issuer: issuing, keyUsage, extKeyUsage: [OID.timeStamping] }),
    ocsp: make('ocsp', 'Trả lời OCSP', {
      issuer: issuing,
      keyUsage,
      extKeyUsage: [OID.ocspSigning],
      hasOcspNoCheck: true,
    }),
  };
}

/** Makes fresh keys. @example const authority = createAuthority({ name: 'thử nghiệm Đồng Bộ', at: new Date() }) */
export function createAuthority(plan: AuthorityPlan): Authority {
  return openAuthority(makeKeys(plan));
}

function answerTimestampWith(keys: AuthorityKeys, request: Uint8Array, at: Date): Uint8Array {
  try {
    const { hash, digest, policy, nonce, wantsCertificate } = parseTimestampQuery(request);
    if (policy !== undefined && policy !== POLICY) {
      return refuseTimestamp(15, 'Chính sách không được hỗ trợ');
    }
    const chain = [keys.issuing.certificate];
    const imprint = { hash, digest };
    const isCertificateLeftOut = !wantsCertificate;
    return grantTimestamp(
      issueTimestamp({ signer: keys.tsa, chain, isCertificateLeftOut, imprint, at, policy: POLICY, nonce }),
    );
  } catch (error) {
    if (error instanceof PkiError) {
      return refuseTimestamp(5, error.message);
    }
    throw error;
  }
}

function answerOcspWith(keys: AuthorityKeys, request: Uint8Array, at: Date, listed: Listing): Uint8Array {
  try {
    const { ids, nonce } = parseOcspRequest(request);
    const [first] = ids;
    const issuer = [keys.issuing, keys.root].find(
      ({ certificate }) => first !== undefined && isIssuerOf(first, parseCertificate(certificate)),
    );
    if (issuer === undefined || ids.some((id) => !isIssuerOf(id, parseCertificate(issuer.certificate)))) {
      return ocspFailure('unauthorized');
    }
    const dates = { thisUpdate: at, nextUpdate: new Date(at.getTime() + HOUR_MS) };
    return issueOcspResponse({
      issuer,
      responder: issuer === keys.issuing ? keys.ocsp : keys.root,
      producedAt: at,
      answers: ids.map(({ raw, serialRaw }) => ({
        certificate: { idRaw: raw },
        ...dates,
        ...stateOf(serialRaw, at, listed),
      })),
      ...(nonce === undefined ? {} : { nonce }),
    });
  } catch (error) {
    if (error instanceof PkiError) {
      return ocspFailure('malformedRequest');
    }
    throw error;
  }
}

type Listing = ReadonlyMap<string, RevokedCertificate>;

function plainSerial(hex: string): string {
  return hex.toUpperCase().replace(/^(?:00)+(?=..)/, '');
}

function stateOf(serialRaw: Uint8Array, at: Date, listed: Listing): OcspAnswerState {
  const entry = listed.get(plainSerial(Buffer.from(serialRaw.subarray(2)).toString('hex')));
  return entry === undefined || entry.at > at
    ? { state: 'good' }
    : { state: 'revoked', since: entry.at, ...(entry.reason === undefined ? {} : { reason: entry.reason }) };
}

/** Opens an authority with keys that were kept, and what it has revoked so far. */
export function openAuthority(keys: AuthorityKeys, revoked: readonly RevokedCertificate[] = []): Authority {
  const listed = new Map(revoked.map((entry) => [plainSerial(entry.serial), entry]));
  const root = parseCertificate(keys.root.certificate);
  const issuingSerial = plainSerial(parseCertificate(keys.issuing.certificate).serial);
  const crl = (at: Date, of: 'issuing' | 'root' = 'issuing'): Uint8Array =>
    issueCrl({
      issuer: keys[of],
      revoked: [...listed.values()].filter(
        (entry) => entry.at <= at && (plainSerial(entry.serial) === issuingSerial) === (of === 'root'),
      ),
      thisUpdate: at,
      nextUpdate: new Date(at.getTime() + DAY_MS),
      number: Math.floor(at.getTime() / 1000),
    });
  return {
    ...keys,
    policy: POLICY,
    chain: [keys.issuing.certificate, keys.root.certificate],
    trust: [
      {
        certificate: keys.root.certificate,
        programme: 'demo',
        trustedFrom: null,
        trustedTo: null,
        usages: ['signing', 'timestamping'],
        crlUrls: [],
        ocspUrls: [],
        tsaUrls: [],
      },
    ],
    issue: (subscriber) =>
      issueCertificate({ notBefore: root.notBefore, notAfter: root.notAfter, ...subscriber, issuer: keys.issuing }),
    revoke(serial, at, reason, invalidSince) {
      listed.set(plainSerial(serial), {
        serial,
        at,
        ...(reason === undefined ? {} : { reason }),
        ...(invalidSince === undefined ? {} : { invalidSince }),
      });
    },
    crl,
    answerOcsp: (request, at) => answerOcspWith(keys, request, at, listed),
    answerTimestamp: (request, at) => answerTimestampWith(keys, request, at),
  };
}
