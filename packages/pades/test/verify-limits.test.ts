import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import {
  buildOcspRequest,
  generateKeys,
  issueCertificate,
  OID,
  parseCertificate,
  type RevocationEvidence,
} from '@congvu/pki';
import { beforeAll, describe, expect, test } from 'vitest';
import { placeSignature } from '../src/attacks/foreign-signature.ts';
import { firstPage } from '../src/attacks/forge.ts';
import { addEvidence, PadesError, verifyPdf } from '../src/index.ts';
import { type ReadingBudget, readingBudget } from '../src/pdf/budget.ts';
import { openPdf } from '../src/pdf/file.ts';
import { listDrawings } from '../src/verify/changes/drawings.ts';
import { plainPdf } from './sample-pdf.ts';
import { padesCms } from './verify-cms.ts';
import { daysAfter, type Office, openOffice, signAt } from './verify-office.ts';

const GENEROUS = { timeout: 60_000 };
let office: Office;
let signed: Uint8Array;

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof PadesError ? error.code : `foreign: ${String(error)}`;
  }
}

function verify(pdf: Uint8Array, evidence: RevocationEvidence[] = []): ReturnType<typeof verifyPdf> {
  return verifyPdf(pdf, { trust: office.authority.trust, at: daysAfter(0.01), revocation: 'optional', evidence });
}

function stream(number: number, entries: string, data: Uint8Array): Buffer {
  const head = `${number} 0 obj\n<<${entries} /Length ${data.length}>>\nstream\n`;
  return Buffer.concat([Buffer.from(head), data, Buffer.from('\nendstream\nendobj\n')]);
}

/** A whole file behind one cross-reference stream. */
function fileOf(objects: Buffer[], xref: (start: number) => Buffer): Uint8Array {
  const body = Buffer.concat([Buffer.from('%PDF-1.7\n'), ...objects]);
  return Buffer.concat([body, xref(body.length), Buffer.from(`startxref\n${body.length}\n%%EOF\n`)]);
}

/** A file with a table whose objects are given as text. */
function plainFile(objects: string[]): Uint8Array {
  const body = Buffer.from('%PDF-1.7\n');
  const offsets: number[] = [];
  const parts: Buffer[] = [body];
  let length = body.length;
  for (const [index, text] of objects.entries()) {
    const part = Buffer.from(`${index + 1} 0 obj\n${text}\nendobj\n`, 'latin1');
    offsets.push(length);
    length += part.length;
    parts.push(part);
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${objects.length + 1} /Root 1 0 R>>\nstartxref\n${length}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(trailer)]);
}

beforeAll(async () => {
  office = openOffice();
  signed = await signAt(office, await office.signer('Sùng A Chứ', { isSilent: true }), 'LT');
});

describe('what reading may cost is counted', () => {
  test.each([
    ['memory', 1_000],
    ['rows', 5],
  ] as const)('%s', (what, most) => {
    const read = (budget: ReadingBudget): unknown => {
      const file = openPdf(signed, budget);
      for (const number of file.xref.entries.keys()) {
        file.object(number);
      }
      return budget;
    };
    const whole = readingBudget();
    expect(codeOf(() => read(whole))).toBeUndefined();
    expect(whole[what]).toBeGreaterThan(readingBudget()[what] / 2);
    expect(codeOf(() => read({ ...readingBudget(), [what]: most }))).toBe('pades.limit');
  });

  test('operators of a page', async () => {
    const file = openPdf(await plainPdf(), { ...readingBudget(), operations: 3 });
    expect(codeOf(() => listDrawings(file, firstPage(file).dict))).toBe('pades.limit');
  });

  test('the signed file of an office uses next to nothing', () => {
    expect(verify(signed).intact).toBe(true);
  });
});

describe('hostile files end with our own error', GENEROUS, () => {
  test('a cross-reference of millions of lines out of a few bytes', () => {
    const rows = deflateSync(Buffer.alloc(40_000_000, 1));
    const index = Array.from({ length: 40 }, () => '0 1000000').join(' ');
    const entries = `/Type /XRef /Size 1000000 /W [0 1 0] /Root 1 0 R /Filter /FlateDecode /Index [${index}]`;
    expect(codeOf(() => verify(fileOf([], () => stream(9, entries, rows))))).toBe('pades.limit');
  });

  test('object streams that unpack into gigabytes', () => {
    const bomb = deflateSync(Buffer.alloc(60_000_000, 0x20));
    const objects: Buffer[] = [];
    const rows: number[][] = [];
    let offset = '%PDF-1.7\n'.length;
    for (let number = 1; number <= 8; number += 1) {
      const object = stream(number, '/Type /ObjStm /N 1 /First 10 /Filter /FlateDecode', bomb);
      rows.push([1, offset, 0]);
      objects.push(object);
      offset += object.length;
    }
    const packed = Array.from({ length: 8 }, (_, index) => [2, index + 1, 0]);
    const data = Buffer.concat(
      [...rows, ...packed].map(([type = 0, second = 0, third = 0]) => {
        const row = Buffer.alloc(7);
        row[0] = type;
        row.writeUIntBE(second, 1, 5);
        row[6] = third;
        return row;
      }),
    );
    const pdf = fileOf(objects, () => stream(20, '/Type /XRef /Size 17 /W [1 5 1] /Index [1 16] /Root 9 0 R', data));
    expect(['pades.limit', 'pades.broken']).toContain(codeOf(() => verify(pdf)));
  });

  test('an array of millions, and words without end', () => {
    const long = plainFile([
      `<</Type /Catalog /Pages 2 0 R /Odd [${'1 '.repeat(4_000_000)}]>>`,
      '<</Kids [] /Count 0>>',
    ]);
    expect(codeOf(() => verify(long))).toBe('pades.limit');
    expect(codeOf(() => verify(plainFile([`<</Type /${'A'.repeat(5_000_000)}`])))).toBe('pades.broken');
    expect(codeOf(() => verify(plainFile([`(${'a'.repeat(5_000_000)}`])))).toBe('pades.broken');
  });

  test('more signatures than anybody reads', () => {
    const fields = Array.from({ length: 150 }, (_, index) => `${index + 3} 0 R`).join(' ');
    const field = (index: number): string =>
      `<</FT /Sig /T (K${index}) /V <</Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <00>>>>>`;
    const objects = [
      `<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [${fields}]>>>>`,
      '<</Type /Pages /Kids [] /Count 0>>',
      ...Array.from({ length: 150 }, (_, index) => field(index)),
    ];
    expect(codeOf(() => verify(plainFile(objects)))).toBe('pades.limit');
    const few = objects.slice(0, 42);
    expect(verify(plainFile(few)).signatures).toHaveLength(40);
  });

  test('more evidence than years of renewals need', () => {
    const own = parseCertificate(office.authority.tsa.certificate);
    const issuer = parseCertificate(office.authority.issuing.certificate);
    const request = { certificate: own, issuer };
    const answers = Array.from({ length: 70 }, (_, index): RevocationEvidence => {
      const der = office.authority.answerOcsp(
        buildOcspRequest({ ...request, nonce: Buffer.alloc(8, index) }),
        daysAfter(0),
      );
      return { kind: 'ocsp', der };
    });
    const flooded = (count: number): Uint8Array =>
      Buffer.concat([signed, addEvidence(signed, { evidence: answers.slice(0, count), certificates: [] })]);
    expect(verify(flooded(40)).intact).toBe(true);
    expect(codeOf(() => verify(flooded(70)))).toBe('pades.limit');
  });

  test('more certificates than a file has use for', () => {
    const keys = generateKeys('p-256');
    const made = Array.from(
      { length: 620 },
      (_, index) =>
        issueCertificate({
          subject: [{ oid: OID.commonName, value: `Thừa ${index}` }],
          notBefore: daysAfter(-1),
          notAfter: daysAfter(1),
          keys,
        }).certificate,
    );
    const with_ = (count: number): Uint8Array =>
      Buffer.concat([signed, addEvidence(signed, { evidence: [], certificates: made.slice(0, count) })]);
    expect(verify(with_(100)).intact).toBe(true);
    expect(codeOf(() => verify(with_(620)))).toBe('pades.limit');
  });

  test('a maze of authorities with the same name leads nowhere, soon', () => {
    const subject = [{ oid: OID.commonName, value: 'Mê Cung' }];
    const dates = { notBefore: daysAfter(-1), notAfter: daysAfter(10) };
    const roots = Array.from({ length: 25 }, () =>
      issueCertificate({ subject, ...dates, authority: {}, keys: generateKeys('p-256') }),
    );
    const chain = roots.flatMap((issuer, index) => [
      issueCertificate({ subject, ...dates, authority: {}, issuer, keys: roots[(index + 1) % 25] ?? issuer })
        .certificate,
    ]);
    const [issuer] = roots;
    if (issuer === undefined) {
      throw new Error('no root');
    }
    const lost = issueCertificate({
      subject: [{ oid: OID.commonName, value: 'Lạc' }],
      ...dates,
      issuer,
      keys: generateKeys('p-256'),
    });
    const placed = placeSignature(signed, {
      field: 'Lac',
      subFilter: 'ETSI.CAdES.detached',
      make: (content) => padesCms(content, lost, []).cms,
    });
    const pdf = Buffer.concat([placed, addEvidence(placed, { evidence: [], certificates: chain })]);
    expect(verify(pdf).signatures.at(-1)).toMatchObject({
      verdict: 'indeterminate',
      reasons: [{ code: 'NO_CERTIFICATE_CHAIN_FOUND' }],
    });
  });
});

test('a thousand pages with thirty signatures are judged, each revision compared once', GENEROUS, async () => {
  const document = await PDFDocument.create();
  for (let page = 0; page < 1_000; page += 1) {
    document.addPage([595, 842]).drawText(`Trang ${page + 1}`, { x: 60, y: 600, size: 14 });
  }
  await document.attach(randomBytes(5_000_000), 'phu-luc.bin');
  let pdf: Uint8Array = await document.save({ useObjectStreams: false });
  const person = await office.signer('Ký Nhiều', { isSilent: true });
  for (let index = 0; index < 30; index += 1) {
    const rect = { x: 50, y: 50, width: 120, height: 40 };
    const appearance = { text: { lines: ['Da ky'] } };
    pdf = await signAt(office, person, 'B', { pdf, plan: { field: `Ky${index}`, page: index + 1, rect, appearance } });
  }
  const budget = readingBudget();
  const { signatures, intact } = verify(pdf);
  expect(signatures).toHaveLength(30);
  expect(intact).toBe(true);
  // Every object of the file once, not once a signature.
  const file = openPdf(pdf, budget);
  for (const number of file.xref.entries.keys()) {
    file.object(number);
  }
  const once = readingBudget().memory - budget.memory;
  const counted = readingBudget();
  const shared = openPdf(pdf, counted);
  for (const { revisionEnd } of signatures) {
    const revision = shared.revision(revisionEnd ?? 0);
    for (const number of revision.xref.entries.keys()) {
      revision.object(number);
    }
  }
  expect(readingBudget().memory - counted.memory).toBeLessThan(once * 1.5);
});
