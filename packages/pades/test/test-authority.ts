import {
  fileHashSigner,
  generateKeys,
  type HttpTransport,
  type KeyKind,
  OID,
  parseCertificate,
  type RevocationSource,
  revocationSource,
  type TimestampAuthority,
  type TrustAnchorEntry,
  timestampAuthority,
  writePkcs12,
} from '@congvu/pki';
import { type Authority, type AuthorityKeys, createAuthority } from '@congvu/pki/authority';
import { NOW, PIN, type Signer } from './test-pki.ts';

/** An authority in the same process: people, a timestamp authority and answers about revocation, at a time of its own. */
export interface TestAuthority {
  authority: Authority;
  /** Moves on by itself, a second at each question. */
  clock: { now: Date };
  tsa: TimestampAuthority;
  trust: TrustAnchorEntry[];
  source: (anchor: TrustAnchorEntry) => RevocationSource;
  /** Paths asked for so far. */
  asked: string[];
  signer(name: string, kind?: KeyKind): Promise<Signer>;
  revoke(signer: Signer, at: Date): void;
}

function answer(authority: Authority, url: string, body: Uint8Array, at: Date): Uint8Array {
  switch (new URL(url).pathname) {
    case '/tsa':
      return authority.answerTimestamp(body, at);
    case '/ocsp':
      return authority.answerOcsp(body, at);
    default:
      return authority.crl(at, url.endsWith('root.crl') ? 'root' : 'issuing');
  }
}

export function startAuthority(
  name = 'thử nghiệm Đồng Bộ',
  options: { kinds?: Partial<Record<keyof AuthorityKeys, KeyKind>>; prefer?: 'ocsp' | 'crl'; at?: Date } = {},
): TestAuthority {
  const { kinds, prefer = 'ocsp', at = NOW } = options;
  const authority = createAuthority({ name, at, ...(kinds === undefined ? {} : { kinds }) });
  const clock = { now: at };
  const asked: string[] = [];
  const transport: HttpTransport = async ({ url, body }) => {
    clock.now = new Date(clock.now.getTime() + 1_000);
    asked.push(new URL(url).pathname);
    return { status: 200, headers: {}, body: answer(authority, url, body ?? new Uint8Array(), clock.now) };
  };
  const now = (): Date => clock.now;
  const anchors = [authority.root.certificate];
  return {
    authority,
    clock,
    asked,
    trust: authority.trust,
    tsa: timestampAuthority({ url: 'http://tsa.example.vn/tsa', transport, anchors, now }),
    source: () =>
      revocationSource({
        ocspUrls: ['http://ocsp.example.vn/ocsp'],
        crlUrls: ['http://crl.example.vn/issuing.crl', 'http://crl.example.vn/root.crl'],
        transport,
        now,
        prefer,
      }),
    async signer(person, kind = 'p-256') {
      const issued = authority.issue({
        subject: [
          { oid: OID.country, value: 'VN' },
          { oid: OID.organization, value: 'Ủy ban nhân dân huyện Tam Đường' },
          { oid: OID.title, value: 'Chủ tịch' },
          { oid: OID.commonName, value: person },
        ],
        keys: generateKeys(kind),
      });
      const p12 = writePkcs12({ ...issued, chain: authority.chain, pin: PIN, iterations: 1_000 });
      const signer = fileHashSigner({ p12, pin: PIN });
      const [identity] = await signer.identities();
      if (identity === undefined) {
        throw new Error('no identity');
      }
      return { signer, identity, p12 };
    },
    revoke({ identity }, since) {
      authority.revoke(serialOf(identity.certificate), since, 'keyCompromise');
    },
  };
}

function serialOf(certificate: Uint8Array): string {
  return parseCertificate(certificate).serial;
}
