import {
  fileHashSigner,
  generateKeys,
  type HashSigner,
  type IssuedCertificate,
  issueCertificate,
  type KeyKind,
  OID,
  type SigningIdentity,
  writePkcs12,
} from '@congvu/pki';

export const PIN = 'Mat-khau 123';
export const NOW = new Date('2026-03-23T01:30:00Z');
const FROM = new Date('2026-01-01T00:00:00Z');
const TO = new Date('2029-01-01T00:00:00Z');

export interface Signer {
  signer: HashSigner;
  identity: SigningIdentity;
  p12: Uint8Array;
}

export interface TestPki {
  root: IssuedCertificate;
  issuing: IssuedCertificate;
  anchors: Uint8Array[];
  signer(options: {
    name: string;
    kind?: KeyKind;
    from?: Date;
    to?: Date;
    organisation?: boolean;
    crlUrl?: string;
    extKeyUsage?: string[];
  }): Promise<Signer>;
}

/** Root > issuing > people and organisations, Vietnamese UTF-8 names in every DN. */
export function buildPki(label = 'thử nghiệm'): TestPki {
  const root = issueCertificate({
    subject: [
      { oid: OID.country, value: 'VN' },
      { oid: OID.commonName, value: `Gốc ${label} Đồng Bộ` },
    ],
    notBefore: FROM,
    notAfter: TO,
    authority: {},
  });
  const issuing = issueCertificate({
    subject: [{ oid: OID.commonName, value: `Cấp phát ${label} Nguyễn` }],
    notBefore: FROM,
    notAfter: TO,
    authority: { pathLength: 0 },
    issuer: root,
  });
  return {
    root,
    issuing,
    anchors: [root.certificate],
    async signer({ name, kind = 'rsa-2048', from = FROM, to = TO, organisation = false, crlUrl, extKeyUsage }) {
      const subject = [
        { oid: OID.country, value: 'VN' },
        { oid: OID.organization, value: 'Ủy ban nhân dân huyện Tam Đường' },
        ...(organisation ? [] : [{ oid: OID.title, value: 'Chủ tịch' }]),
        { oid: OID.commonName, value: organisation ? 'Ủy ban nhân dân huyện Tam Đường' : name },
      ];
      const issued = issueCertificate({
        subject,
        notBefore: from,
        notAfter: to,
        issuer: issuing,
        keys: generateKeys(kind),
        ...(crlUrl === undefined ? {} : { crlUrl }),
        ...(extKeyUsage === undefined ? {} : { extKeyUsage }),
      });
      const p12 = writePkcs12({
        ...issued,
        chain: [issuing.certificate, root.certificate],
        pin: PIN,
        iterations: 1000,
      });
      const signer = fileHashSigner({ p12, pin: PIN });
      const [identity] = await signer.identities();
      if (identity === undefined) {
        throw new Error('no identity');
      }
      return { signer, identity, p12 };
    },
  };
}
