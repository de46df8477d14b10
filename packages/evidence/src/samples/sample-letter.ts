import { generateKeyPairSync, sign } from 'node:crypto';
import { buildEdxml, type EdxmlDocument, type EdxmlStatusCode, statusOf } from '@congvu/edxml';
import { reserveFields, signDocument } from '@congvu/pades';
import { algorithmsOf, generateKeys, OID, type TimestampAuthority, timestampAuthority } from '@congvu/pki';
import { type Authority, createAuthority } from '@congvu/pki/authority';
import type { EvidenceSealer } from '../seal/seal.ts';

const DAY_MS = 86_400_000;
export const SIGNED_AT = new Date('2026-03-23T01:30:00.000Z');

/** The letter of the samples; every name is invented. */
export const SAMPLE_LETTER: EdxmlDocument = {
  kind: 'document',
  from: { agencyCode: 'H35.9', name: 'UBND huyện Mẫu' },
  to: [
    { agencyCode: 'H35.9.1', name: 'Phòng Văn hóa và Thông tin' },
    { agencyCode: 'H35.9.21', name: 'UBND xã Mẫu' },
  ],
  documentId: 'H35.9,2026/03/23,123/UBND-VHTT',
  number: '123',
  symbol: 'UBND-VHTT',
  issuedOn: '2026-03-23',
  documentType: { code: '4', detail: '0', name: 'Công văn' },
  abstract: 'V/v tăng cường bảo mật thông tin',
  signatory: { fullName: 'Lò Thị Mai' },
};

/** A letter whose page is signed under an authority made for it; nobody else may trust that one. */
export interface SampleLetter {
  authority: Authority;
  /** Stamps at a time of its own: the day after the signature. */
  tsa: TimestampAuthority;
  pdf: Uint8Array;
  /** The edXML message. */
  bytes: Uint8Array;
}

/** One page with one line, cross-reference table and all. */
function plainPage(): Uint8Array {
  const content = 'BT /F1 14 Tf 60 700 Td (Kinh gui: cac phong, ban, nganh huyen) Tj ET';
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.7\n';
  const rows = objects.map((object, index) => {
    const row = `${String(text.length).padStart(10, '0')} 00000 n \n`;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return row;
  });
  const start = text.length;
  const trailer = `trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(`${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}${trailer}`, 'latin1');
}

async function signPage(authority: Authority): Promise<Uint8Array> {
  const { certificate, privateKey } = authority.issue({
    subject: [
      { oid: OID.country, value: 'VN' },
      { oid: OID.organization, value: 'Ủy ban nhân dân huyện Mẫu' },
      { oid: OID.commonName, value: 'Lò Thị Mai' },
    ],
    keys: generateKeys('p-256'),
    notBefore: new Date(SIGNED_AT.getTime() - DAY_MS),
    notAfter: new Date(SIGNED_AT.getTime() + 365 * DAY_MS),
  });
  const field = 'KyNguoi1';
  const rect = { x: 350, y: 200, width: 130, height: 70 };
  const pdf = reserveFields(plainPage(), { signatures: [{ name: field, page: 1, rect }], texts: [] });
  const signer = { certificate, chain: authority.chain, algs: algorithmsOf(privateKey) };
  const { tail } = await signDocument(pdf, { field, signedAt: SIGNED_AT, signer }, { key: privateKey });
  return Buffer.concat([pdf, tail]);
}

/** @example const { bytes, authority } = await sampleLetter() */
export async function sampleLetter(given: Partial<EdxmlDocument> = {}): Promise<SampleLetter> {
  const authority = createAuthority({
    name: 'thử nghiệm',
    at: SIGNED_AT,
    from: new Date(SIGNED_AT.getTime() - 30 * DAY_MS),
    to: new Date(SIGNED_AT.getTime() + 3_650 * DAY_MS),
  });
  const now = (): Date => new Date(SIGNED_AT.getTime() + DAY_MS);
  const tsa = timestampAuthority({
    url: 'http://tsa.example.vn',
    transport: async ({ body = new Uint8Array() }) => ({
      status: 200,
      headers: {},
      body: authority.answerTimestamp(body, now()),
    }),
    anchors: [authority.root.certificate],
    now,
  });
  const pdf = await signPage(authority);
  const bytes = await buildEdxml({ ...SAMPLE_LETTER, ...given }, [
    { name: 'Công văn.pdf', content: pdf },
    { name: 'Phụ lục.csv', content: Buffer.from('số,tên\n1,A\n') },
  ]);
  return { authority, tsa, pdf, bytes };
}

/** What a receiver says of the letter. */
export async function sampleStatus(
  statusCode: EdxmlStatusCode,
  from: string,
  at: string,
  more: { description?: string; about?: EdxmlDocument } = {},
): Promise<Uint8Array> {
  const { description, about = SAMPLE_LETTER } = more;
  const words = description === undefined ? {} : { description };
  return buildEdxml(statusOf(about, { statusCode, from: { agencyCode: from }, at, ...words }));
}

/** A key of its own for every call. */
export function sampleSealer(): EvidenceSealer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { publicKey: x, sign: (bytes) => sign(null, bytes, privateKey) };
}
