import {
  generateKeys,
  type IssuedCertificate,
  issueCertificate,
  OID,
  parseCertificate,
  type RevocationEvidence,
} from '@congvu/pki';
import { createAuthority, issueCrl, issueOcspResponse, type OcspAnswerState } from '@congvu/pki/authority';
import { array, dict, ref } from '../pdf/values.ts';
import { addEvidence } from '../sign/add-evidence.ts';
import { ADOBE_ARCHIVAL } from '../verify/evidence.ts';
import { type MadeAttack, NOT_VALID } from './cms-attacks.ts';
import { attribute, padesCms, plainCms, sequence, tlv } from './cms-parts.ts';
import { placeSignature } from './foreign-signature.ts';
import { algorithmOf, type Person, type TestOffice } from './test-office.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
export const FIELD = 'Ky';

export function attack(variant: string, text: string, make: MadeAttack['make']): MadeAttack {
  return { family: 'pki', variant, text, expected: NOT_VALID, make };
}

export function days(office: TestOffice, count: number): Date {
  return new Date(office.at.getTime() + count * DAY_MS);
}

/** Signed with a certificate that our own writer would refuse or never see. */
function signedWith(base: Uint8Array, signer: IssuedCertificate, chain: readonly Uint8Array[]): Uint8Array {
  const isRsa = signer.privateKey.asymmetricKeyType === 'rsa';
  const algorithm = isRsa ? 'RSA-PKCS1-SHA256' : 'ECDSA-SHA256';
  const make = (content: Uint8Array): Uint8Array => padesCms(content, { signer, chain, algorithm });
  return placeSignature(base, { field: FIELD, subFilter: 'ETSI.CAdES.detached', make });
}

function signedBy(base: Uint8Array, { issued }: Person, office: TestOffice): Uint8Array {
  return signedWith(base, issued, [office.authority.issuing.certificate]);
}

function hashedWith(hash: 'sha1' | 'md5'): MadeAttack['make'] {
  return (base, office) => {
    const { issued } = office.person('Băm Yếu', 'rsa-2048');
    const chain = [office.authority.issuing.certificate];
    const make = (content: Uint8Array): Uint8Array => plainCms(content, { signer: issued, chain, hash });
    return placeSignature(base, { field: FIELD, subFilter: 'adbe.pkcs7.detached', make });
  };
}

/** An authority below the root about whose certificates no list is at hand. */
function silentIssuer(office: TestOffice): IssuedCertificate {
  return issueCertificate({
    subject: [{ oid: OID.commonName, value: 'Cấp phát vùng xa' }],
    notBefore: days(office, -300),
    notAfter: days(office, 3_000),
    keys: generateKeys('p-256'),
    authority: { pathLength: 0 },
    issuer: office.authority.root,
  });
}

function below(
  issuer: IssuedCertificate,
  office: TestOffice,
  more: Partial<Parameters<typeof issueCertificate>[0]> = {},
) {
  return issueCertificate({
    subject: [{ oid: OID.commonName, value: 'Người Vùng Xa' }],
    notBefore: days(office, -200),
    notAfter: days(office, 700),
    keys: generateKeys('p-256'),
    crlUrl: 'http://crl.example.vn/xa.crl',
    issuer,
    ...more,
  });
}

interface FalseAnswer {
  /** Who signs it; the issuer itself unless told. */
  responder?: (office: TestOffice, issuer: IssuedCertificate) => IssuedCertificate;
  /** Hex serial it speaks about; the signer's unless told. */
  serial?: string;
  /** Days before the signing. */
  age?: number;
  state?: OcspAnswerState;
}

/** Signed by somebody of whom only a false answer in the file says that he is good. */
function withAnswer({ responder, serial, age = 0, state = { state: 'good' } }: FalseAnswer): MadeAttack['make'] {
  return (base, office) => {
    const issuer = silentIssuer(office);
    const person = below(issuer, office);
    const at = new Date(office.signingTime.getTime() - age * DAY_MS);
    const der = issueOcspResponse({
      issuer,
      responder: responder?.(office, issuer) ?? issuer,
      producedAt: at,
      answers: [
        {
          certificate: { serial: serial ?? parseCertificate(person.certificate).serial },
          thisUpdate: at,
          nextUpdate: new Date(at.getTime() + HOUR_MS),
          ...state,
        },
      ],
    });
    const signed = signedWith(base, person, [issuer.certificate]);
    const certificates = [issuer.certificate, office.authority.root.certificate];
    return Buffer.concat([signed, addEvidence(signed, { evidence: [{ kind: 'ocsp', der }], certificates })]);
  };
}

export function stranger(office: TestOffice): ReturnType<typeof createAuthority> {
  return createAuthority({ name: 'người lạ', at: office.at, from: days(office, -300) });
}

function withPerson(more: (office: TestOffice) => Parameters<TestOffice['person']>[2]): MadeAttack['make'] {
  return (base, office) => signedBy(base, office.person('Người Lạ', 'p-256', more(office)), office);
}

const CERTIFICATES: MadeAttack[] = [
  attack('sha1', 'Ký bằng SHA-1.', hashedWith('sha1')),
  attack('md5', 'Ký bằng MD5.', hashedWith('md5')),
  attack('rsa-1024', 'Khóa RSA 1024 bit.', (base, office) =>
    signedBy(base, office.person('Khóa Ngắn', 'rsa-1024'), office),
  ),
  attack(
    'expired',
    'Chứng thư hết hạn trước khi ký.',
    withPerson((office) => ({ notBefore: days(office, -300), notAfter: days(office, -30) })),
  ),
  attack(
    'not-yet-valid',
    'Chứng thư chưa có hiệu lực.',
    withPerson((office) => ({ notBefore: days(office, 30), notAfter: days(office, 300) })),
  ),
  attack(
    'wrong-key-usage',
    'Chứng thư chỉ dùng để mã hóa.',
    withPerson(() => ({ keyUsage: ['keyEncipherment'] })),
  ),
  attack(
    'wrong-extended-usage',
    'Chứng thư của máy chủ dấu thời gian.',
    withPerson(() => ({ extKeyUsage: [OID.timeStamping] })),
  ),
  attack('self-signed', 'Chứng thư tự ký mang tên thật.', (base, office) => {
    const subject = [{ oid: OID.commonName, value: 'Ủy ban nhân dân huyện Tam Đường' }];
    const own = issueCertificate({
      subject,
      notBefore: days(office, -9),
      notAfter: days(office, 9),
      keys: generateKeys('p-256'),
    });
    return signedWith(base, own, []);
  }),
  attack('foreign-root', 'Nơi cấp không có trong danh sách tin cậy.', (base, office) => {
    const other = stranger(office);
    return signedWith(base, other.issue({ subject: [{ oid: OID.commonName, value: 'Người Lạ' }] }), other.chain);
  }),
  attack('forged-issuer', 'Nơi cấp giả mang đúng tên nơi cấp thật.', (base, office) => {
    const real = parseCertificate(office.authority.issuing.certificate);
    const name = real.subject.attributes.map(({ oid, value }) => ({ oid, value }));
    const dates = { notBefore: days(office, -300), notAfter: days(office, 300), keys: generateKeys('p-256') };
    const fake = issueCertificate({ ...dates, subject: name, authority: { pathLength: 0 } });
    return signedWith(base, below(fake, office), [office.authority.issuing.certificate]);
  }),
  attack('missing-issuer', 'Thiếu chứng thư của nơi cấp.', (base, office) =>
    signedWith(base, below(silentIssuer(office), office), []),
  ),
  attack('subscriber-as-authority', 'Người dùng thường tự cấp chứng thư cho người khác.', (base, office) => {
    const person = office.person('Thuê Bao');
    const forged = below(person.issued, office, { subject: [{ oid: OID.commonName, value: 'Chủ Tịch Thật' }] });
    return signedWith(base, forged, [person.issued.certificate, office.authority.issuing.certificate]);
  }),
  attack('path-too-long', 'Nơi cấp trung gian vượt độ dài đường dẫn cho phép.', (base, office) => {
    const extra = below(office.authority.issuing, office, { authority: {} });
    return signedWith(base, below(extra, office), [extra.certificate, office.authority.issuing.certificate]);
  }),
];

/** As a careless tool does: signs first, and keeps in the file the very lists that say that it should not have. */
function withLists(signed: Uint8Array, office: TestOffice, more: readonly RevocationEvidence[] = []): Uint8Array {
  const { issuing, root } = office.authority;
  const certificates = [issuing.certificate, root.certificate];
  return Buffer.concat([signed, addEvidence(signed, { evidence: [...more, ...office.lists()], certificates })]);
}

function staleList(issuer: IssuedCertificate, office: TestOffice): Uint8Array {
  return issueCrl({ issuer, revoked: [], thisUpdate: days(office, -9), nextUpdate: days(office, -8) });
}

const REVOCATIONS: MadeAttack[] = [
  attack('revoked', 'Chứng thư đã bị thu hồi trước khi ký.', (base, office) => {
    const person = office.person('Đã Thu Hồi');
    office.revoke(person.issued.certificate, days(office, -5));
    return withLists(signedBy(base, person, office), office);
  }),
  attack('claimed-before-revocation', 'Thời điểm tự khai (M) sớm hơn lúc thu hồi.', (base, office) => {
    const person = office.person('Đã Thu Hồi Hôm Qua');
    office.revoke(person.issued.certificate, days(office, -1));
    const { issued } = person;
    const chain = [office.authority.issuing.certificate];
    const extra = `/M (D:${days(office, -30)
      .toISOString()
      .replace(/[-:T]|\.\d+Z/g, '')}Z)`;
    const algorithm = algorithmOf(person);
    const make = (content: Uint8Array): Uint8Array => padesCms(content, { signer: issued, chain, algorithm });
    return withLists(placeSignature(base, { field: FIELD, subFilter: 'ETSI.CAdES.detached', make, extra }), office);
  }),
  attack(
    'revoked-with-good-answer',
    'Đã thu hồi; trong tệp có cả câu trả lời "còn hiệu lực" từ trước khi thu hồi.',
    async (base, office) => {
      const person = office.person('Đã Thu Hồi Sau Khi Hỏi');
      const signed = signedBy(base, person, office);
      const [certificate, issuer] = [person.issued.certificate, office.authority.issuing.certificate].map(
        parseCertificate,
      );
      if (certificate === undefined || issuer === undefined) {
        return signed;
      }
      const answer = await office.source().find(certificate, issuer);
      office.revoke(person.issued.certificate, days(office, -1));
      return withLists(signed, office, [answer]);
    },
  ),
  attack('revoked-issuer', 'Nơi cấp đã bị thu hồi.', (base, office) => {
    const issuer = silentIssuer(office);
    office.revoke(issuer.certificate, days(office, -5), 'root');
    return withLists(signedWith(base, below(issuer, office), [issuer.certificate]), office);
  }),
  attack(
    'ocsp-self-issued',
    'Câu trả lời OCSP do người lạ tự ký.',
    withAnswer({ responder: (office) => stranger(office).root }),
  ),
  attack(
    'ocsp-foreign',
    'Câu trả lời OCSP của một nơi cấp khác.',
    withAnswer({ responder: (office) => office.authority.ocsp }),
  ),
  attack(
    'ocsp-not-delegated',
    'Câu trả lời OCSP do một thuê bao ký.',
    withAnswer({ responder: (office, issuer) => below(issuer, office) }),
  ),
  attack('ocsp-replayed', 'Câu trả lời OCSP về chứng thư khác.', withAnswer({ serial: '7F01' })),
  attack('ocsp-stale', 'Câu trả lời OCSP đã quá hạn trước khi ký.', withAnswer({ age: 3 })),
  attack('ocsp-unknown', 'Nơi trả lời không biết chứng thư này.', withAnswer({ state: { state: 'unknown' } })),
  attack('crl-stale', 'Danh sách thu hồi trong tệp đã quá hạn trước khi ký.', (base, office) => {
    const issuer = silentIssuer(office);
    const person = below(issuer, office);
    const signed = signedWith(base, person, [issuer.certificate]);
    const evidence = [{ kind: 'crl' as const, der: staleList(issuer, office) }];
    return Buffer.concat([signed, addEvidence(signed, { evidence, certificates: [issuer.certificate] })]);
  }),
  attack('crl-stale-same-save', 'Danh sách thu hồi đã quá hạn nằm trong chính phần được ký.', (base, office) => {
    const issuer = silentIssuer(office);
    const signer = below(issuer, office);
    const make = (content: Uint8Array): Uint8Array =>
      padesCms(content, { signer, chain: [issuer.certificate], algorithm: 'ECDSA-SHA256' });
    return placeSignature(base, {
      field: FIELD,
      subFilter: 'ETSI.CAdES.detached',
      make,
      catalog(revision) {
        const list = revision.allot();
        revision.setStream(list, dict({}), staleList(issuer, office));
        return { DSS: dict({ CRLs: array(ref(list)) }) };
      },
    });
  }),
  attack('crl-stale-in-cms', 'Danh sách thu hồi đã quá hạn nằm trong thuộc tính được ký.', (base, office) => {
    const issuer = silentIssuer(office);
    const signer = below(issuer, office);
    const archival = sequence(tlv(0xa0, sequence(staleList(issuer, office))));
    const attributes = [attribute(ADOBE_ARCHIVAL, archival)];
    const make = (content: Uint8Array): Uint8Array =>
      plainCms(content, { signer, chain: [issuer.certificate], attributes });
    return placeSignature(base, { field: FIELD, subFilter: 'adbe.pkcs7.detached', make });
  }),
  attack('crl-foreign', 'Danh sách thu hồi trong tệp do nơi khác ký.', (base, office) => {
    const issuer = silentIssuer(office);
    const person = below(issuer, office);
    const signed = signedWith(base, person, [issuer.certificate]);
    const evidence = [{ kind: 'crl' as const, der: office.authority.crl(office.signingTime) }];
    return Buffer.concat([signed, addEvidence(signed, { evidence, certificates: [issuer.certificate] })]);
  }),
];

export const PKI: MadeAttack[] = [...CERTIFICATES, ...REVOCATIONS];
