import {
  algorithmsOf,
  buildOcspRequest,
  generateKeys,
  type HttpTransport,
  type IssuedCertificate,
  type KeyKind,
  OID,
  parseCertificate,
  type RevocationEvidence,
  type RevocationSource,
  type SigningAlgorithm,
  signWithKey,
  type TimestampAuthority,
  timestampAuthority,
} from '@congvu/pki';
import {
  type Authority,
  createAuthority,
  issueCrl,
  type RevokedCertificate,
  type Subscriber,
} from '@congvu/pki/authority';
import type { PreparedSignature, SignatureLevel, SignaturePlan } from '../sign/plan.ts';
import { type RaiseRequest, raiseLevel } from '../sign/raise-level.ts';
import { signDocument } from '../sign/sign-document.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Where its revocations would be published: nobody ever asks there. */
const CRL_URL = 'http://crl.example.vn/issuing.crl';
const UNIT = 'Ủy ban nhân dân huyện Tam Đường';

/** Somebody whose key lies at hand. */
export interface Person {
  issued: IssuedCertificate;
  identity: SignaturePlan['signer'];
}

export type Act = Omit<SignaturePlan, 'signer' | 'signedAt'> & { signedAt?: Date };

/** A test authority with people, time and answers about revocation, all in this process; no agency's. */
export interface TestOffice {
  authority: Authority;
  /** When files are judged, and when they are signed unless told. */
  at: Date;
  signingTime: Date;
  tsa: TimestampAuthority;
  source(): RevocationSource;
  person(name: string, kind?: KeyKind, more?: Partial<Subscriber>): Person;
  sign(pdf: Uint8Array, by: Person, plan: Act): Promise<Uint8Array>;
  raise(pdf: Uint8Array, to: Exclude<SignatureLevel, 'B'>): Promise<Uint8Array>;
  /** Puts a certificate on the list of the issuing authority, or of the root. */
  revoke(certificate: Uint8Array, since: Date, of?: 'issuing' | 'root'): void;
  /** Both revocation lists as they stand at `at`. */
  lists(): RevocationEvidence[];
}

function timeAuthority(authority: Authority, now: () => Date): TimestampAuthority {
  const transport: HttpTransport = async ({ body = new Uint8Array() }) => ({
    status: 200,
    headers: {},
    body: authority.answerTimestamp(body, now()),
  });
  return timestampAuthority({ url: 'http://tsa.example.vn', transport, anchors: [authority.root.certificate], now });
}

function revocations(authority: Authority, now: () => Date): RevocationSource {
  return {
    async find(certificate, issuer) {
      return { kind: 'ocsp', der: authority.answerOcsp(buildOcspRequest({ certificate, issuer }), now()) };
    },
  };
}

function subjectOf(name: string): Subscriber['subject'] {
  return [
    { oid: OID.country, value: 'VN' },
    { oid: OID.organization, value: UNIT },
    { oid: OID.title, value: 'Chủ tịch' },
    { oid: OID.commonName, value: name },
  ];
}

/** The key answers at once. */
export function signatureBy({ issued }: Person, { algorithm, attrs }: PreparedSignature): Uint8Array {
  return signWithKey(issued.privateKey, algorithm, Buffer.from(attrs, 'base64'));
}

export function algorithmOf({ issued }: Person): SigningAlgorithm {
  return algorithmsOf(issued.privateKey)[0] ?? 'RSA-PKCS1-SHA256';
}

/** Opens an authority that has existed for a year. */
export function openTestOffice(name: string, at: Date): TestOffice {
  const authority = createAuthority({
    name,
    at,
    from: new Date(at.getTime() - 400 * DAY_MS),
    to: new Date(at.getTime() + 3_650 * DAY_MS),
  });
  const signingTime = new Date(at.getTime() - 20 * MINUTE_MS);
  const now = (): Date => signingTime;
  const tsa = timeAuthority(authority, now);
  const authorities: RevokedCertificate[] = [];
  const office: TestOffice = {
    authority,
    at,
    signingTime,
    tsa,
    source: () => revocations(authority, now),
    person(person, kind = 'p-256', more = {}) {
      const plan = { subject: subjectOf(person), crlUrl: CRL_URL, keys: generateKeys(kind), ...more };
      const issued = authority.issue(plan);
      const { certificate } = issued;
      return { issued, identity: { certificate, chain: authority.chain, algs: algorithmsOf(issued.privateKey) } };
    },
    async sign(pdf, by, plan) {
      const { tail } = await signDocument(
        pdf,
        { signedAt: signingTime, ...plan, signer: by.identity },
        {
          sign: async (prepared) => signatureBy(by, prepared),
          ...((plan.level ?? 'B') === 'B' ? {} : { tsa, evidence: { trust: authority.trust, source: office.source } }),
        },
      );
      return Buffer.concat([pdf, tail]);
    },
    async raise(pdf, to) {
      const request: RaiseRequest = { to, tsa, trust: authority.trust, source: office.source, at: signingTime };
      return Buffer.concat([pdf, (await raiseLevel(pdf, request)).tail]);
    },
    revoke(certificate, since, of = 'issuing') {
      const { serial } = parseCertificate(certificate);
      if (of === 'issuing') {
        authority.revoke(serial, since, 'keyCompromise');
      } else {
        authorities.push({ serial, at: since, reason: 'cACompromise' });
      }
    },
    lists() {
      const thisUpdate = new Date(at.getTime() - MINUTE_MS);
      const nextUpdate = new Date(at.getTime() + DAY_MS);
      const root = issueCrl({ issuer: authority.root, revoked: authorities, thisUpdate, nextUpdate });
      return [authority.crl(thisUpdate), root].map((der) => ({ kind: 'crl', der }));
    },
  };
  return office;
}
