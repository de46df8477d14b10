import {
  buildOcspRequest,
  fileHashSigner,
  generateKeys,
  type HttpTransport,
  type RevocationEvidence,
  type RevocationSource,
  type TimestampAuthority,
  timestampAuthority,
  writePkcs12,
} from '@congvu/pki';
import { type Authority, createAuthority } from '@congvu/pki/authority';
import { raiseLevel, type SignatureLevel, type SignaturePlan, signDocument } from '../src/index.ts';
import { plainPdf, signatureFor } from './sample-pdf.ts';
import { PIN, type Signer } from './test-pki.ts';

export const SIGNED_AT = new Date('2026-03-23T01:30:00Z');
export const DAY_MS = 86_400_000;

export function daysAfter(days: number, from = SIGNED_AT): Date {
  return new Date(from.getTime() + days * DAY_MS);
}

/** An authority whose clock the test sets; `kind` is what its revocation source hands out. */
export interface Office {
  authority: Authority;
  clock: { now: Date };
  tsa: TimestampAuthority;
  source: (kind?: RevocationEvidence['kind']) => RevocationSource;
  /** P-256 unless told; `isSilent`: the certificate does not say where revocations are published. */
  signer(name: string, options?: Partial<Parameters<Authority['issue']>[0]> & { isSilent?: boolean }): Promise<Signer>;
}

export function openOffice(plan: Partial<Parameters<typeof createAuthority>[0]> = {}): Office {
  const authority = createAuthority({
    name: 'thử nghiệm Đồng Bộ',
    at: SIGNED_AT,
    from: daysAfter(-30),
    to: daysAfter(3_650),
    ...plan,
  });
  const clock = { now: SIGNED_AT };
  const transport: HttpTransport = async ({ body = new Uint8Array() }) => ({
    status: 200,
    headers: {},
    body: authority.answerTimestamp(body, clock.now),
  });
  return {
    authority,
    clock,
    tsa: timestampAuthority({
      url: 'http://tsa.example.vn',
      transport,
      anchors: [authority.root.certificate],
      now: () => clock.now,
    }),
    source: (kind = 'ocsp') => ({
      async find(certificate, issuer) {
        const isRoot = Buffer.compare(issuer.raw, authority.root.certificate) === 0;
        return kind === 'crl'
          ? { kind, der: authority.crl(clock.now, isRoot ? 'root' : 'issuing') }
          : { kind, der: authority.answerOcsp(buildOcspRequest({ certificate, issuer }), clock.now) };
      },
    }),
    async signer(name, { isSilent = false, ...subject } = {}) {
      const issued = authority.issue({
        subject: [
          { oid: '2.5.4.6', value: 'VN' },
          { oid: '2.5.4.10', value: 'Ủy ban nhân dân huyện Tam Đường' },
          { oid: '2.5.4.3', value: name },
        ],
        keys: generateKeys('p-256'),
        ...(isSilent ? {} : { crlUrl: 'http://crl.example.vn/a.crl' }),
        notBefore: daysAfter(-10),
        notAfter: daysAfter(365),
        ...subject,
      });
      const p12 = writePkcs12({ ...issued, chain: [...authority.chain], pin: PIN, iterations: 100 });
      const signer = fileHashSigner({ p12, pin: PIN });
      const [identity] = await signer.identities();
      if (identity === undefined) {
        throw new Error('no identity');
      }
      return { signer, identity, p12 };
    },
  };
}

/** Signs at the office's clock, up to a level. */
export async function signAt(
  office: Office,
  by: Signer,
  level: SignatureLevel,
  options: { pdf?: Uint8Array; plan?: Partial<SignaturePlan>; kind?: RevocationEvidence['kind'] } = {},
): Promise<Uint8Array> {
  const pdf = options.pdf ?? (await plainPdf());
  const { tail } = await signDocument(
    pdf,
    { field: 'KyNguoi1', signedAt: office.clock.now, ...options.plan, signer: by.identity, level },
    {
      sign: (prepared) => signatureFor(prepared, by),
      tsa: office.tsa,
      ...(level === 'B'
        ? {}
        : { evidence: { trust: office.authority.trust, source: () => office.source(options.kind) } }),
    },
  );
  return Buffer.concat([pdf, tail]);
}

/** Lifts a signed file at the office's clock. */
export async function raise(
  office: Office,
  pdf: Uint8Array,
  to: 'T' | 'LT' | 'LTA',
  kind?: RevocationEvidence['kind'],
): Promise<Uint8Array> {
  const { trust } = office.authority;
  const { tail } = await raiseLevel(pdf, {
    to,
    tsa: office.tsa,
    trust,
    source: () => office.source(kind),
    at: office.clock.now,
  });
  return Buffer.concat([pdf, tail]);
}
