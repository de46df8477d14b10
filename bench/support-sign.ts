import { createHash } from 'node:crypto';
import { completeSignature, prepareSignature, type SignaturePlan, type SigningBase, signDocument } from '@congvu/pades';
import { generateKeys, type KeyKind, OID, type SigningAlgorithm, signWithKey, writePkcs12 } from '@congvu/pki';
import { createAuthority } from '@congvu/pki/authority';

export const AT = new Date('2026-03-23T01:30:00Z');
const PIN = 'Mat-khau-123';

/** Bytes that do not shrink, the same in every run. */
function noise(length: number): Uint8Array {
  const out = Buffer.alloc(length);
  let block = createHash('sha256').update('congvu').digest();
  for (let at = 0; at < length; at += block.length) {
    block.copy(out, at);
    block = createHash('sha256').update(block).digest();
  }
  return out;
}

/** Three pages of text and an image of noise, as large as asked; classic cross-references. */
export function benchPdf(size: number): Uint8Array {
  const text = 'BT /F1 14 Tf 60 700 Td (Kinh gui: cac phong, ban) Tj ET';
  const page = (contents: number): string =>
    `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${contents} 0 R /Resources <</Font <</F1 9 0 R>> /XObject <</I 10 0 R>>>>>>`;
  const body = `<</Length ${text.length}>>\nstream\n${text}\nendstream`;
  const pixels = noise(Math.max(0, size - 2_500));
  const image = `<</Type /XObject /Subtype /Image /Width ${pixels.length} /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length ${pixels.length}>>\nstream\n`;
  const objects: (string | Uint8Array)[][] = [
    ['<</Type /Catalog /Pages 2 0 R>>'],
    ['<</Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3>>'],
    ...[6, 7, 8].map((contents) => [page(contents)]),
    ...[6, 7, 8].map(() => [body]),
    ['<</Type /Font /Subtype /Type1 /BaseFont /Times-Roman>>'],
    [image, pixels, '\nendstream'],
  ];
  const chunks: Uint8Array[] = [];
  let length = 0;
  const put = (chunk: string | Uint8Array): void => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk;
    chunks.push(bytes);
    length += bytes.length;
  };
  put('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
  const offsets = objects.map((parts, index) => {
    const offset = length;
    put(`${index + 1} 0 obj\n`);
    parts.forEach(put);
    put('\nendobj\n');
    return offset;
  });
  const start = length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const id = createHash('sha256').update(String(size)).digest('hex').slice(0, 32);
  put(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`);
  put(`trailer\n<</Size ${objects.length + 1} /Root 1 0 R /ID [<${id}> <${id}>]>>\nstartxref\n${start}\n%%EOF\n`);
  return Buffer.concat(chunks);
}

export interface BenchKey {
  algorithm: SigningAlgorithm;
  signer: SignaturePlan['signer'];
  p12: Uint8Array;
  pin: string;
  sign(data: Uint8Array): Uint8Array;
  privateKey: ReturnType<typeof generateKeys>['privateKey'];
}

/** A person of a demo authority, below a chain of root and issuing authority. */
export function benchKey(kind: KeyKind): BenchKey {
  const authority = createAuthority({ name: 'Đo', at: AT, kinds: { root: 'rsa-2048', issuing: 'rsa-2048' } });
  const issued = authority.issue({
    subject: [
      { oid: OID.organization, value: 'Ủy ban nhân dân huyện Tam Đường' },
      { oid: OID.commonName, value: 'Nguyễn Thị Đường' },
    ],
    keys: generateKeys(kind),
  });
  const algorithm: SigningAlgorithm = kind.startsWith('rsa') ? 'RSA-PKCS1-SHA256' : 'ECDSA-SHA256';
  return {
    algorithm,
    signer: { certificate: issued.certificate, chain: authority.chain, algs: [algorithm] },
    p12: writePkcs12({ ...issued, chain: authority.chain, pin: PIN, iterations: 2_048 }),
    pin: PIN,
    sign: (data) => signWithKey(issued.privateKey, algorithm, data),
    privateKey: issued.privateKey,
  };
}

/** All three steps, as a server does them for a document it sees for the first time. */
export function signOurs(pdf: Uint8Array | SigningBase, key: BenchKey): Uint8Array {
  const prepared = prepareSignature(pdf, { field: 'Ky', signer: key.signer, signedAt: AT });
  return completeSignature(prepared.baseSha256, prepared, key.sign(Buffer.from(prepared.attrs, 'base64')));
}

/** The whole act with a key of this process: nothing is stored in between. */
export async function signHere(pdf: Uint8Array | SigningBase, key: BenchKey): Promise<Uint8Array> {
  const plan = { field: 'Ky', signer: key.signer, signedAt: AT };
  const { tail } = await signDocument(pdf, plan, { key: key.privateKey });
  return tail;
}
