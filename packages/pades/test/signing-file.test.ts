import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import { generateKeys, type KeyKind, readPkcs12 } from '@congvu/pki';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { append } from '../src/attacks/forge.ts';
import {
  addDocumentTimestamp,
  openSigningFile,
  PadesError,
  type PreparedSignature,
  prepareSignature,
  signDocument,
  verifyPdf,
} from '../src/index.ts';
import { TOOLS } from './oracles/tools.ts';
import { INPUT_KINDS, inputPdf } from './sample-inputs.ts';
import { letterPdf, plainPdf, signPdf } from './sample-pdf.ts';
import { startAuthority, type TestAuthority } from './test-authority.ts';
import { NOW, PIN, type Signer } from './test-pki.ts';

const folder = mkdtempSync(join(tmpdir(), 'pades-file-'));
let office: TestAuthority;
let person: Signer;

beforeAll(async () => {
  office = startAuthority();
  person = await office.signer('Sùng A Páo', 'p-256');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;

function onDisk(pdf: Uint8Array): string {
  files += 1;
  const path = join(folder, `${files}.pdf`);
  writeFileSync(path, pdf);
  return path;
}

function planOf(signer = person) {
  return { field: 'KyMoi', signer: signer.identity, signedAt: NOW } as const;
}

function outcome(act: () => PreparedSignature): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof PadesError ? error.code : error;
  }
}

function expectSame(pdf: Uint8Array): void {
  const read = outcome(() => prepareSignature(openSigningFile(onDisk(pdf)), planOf()));
  expect(read).toEqual(outcome(() => prepareSignature(pdf, planOf())));
}

/** Hundreds of pages, tables and streams of more than a block each, and a catalog far away from them. */
async function longPdf(useObjectStreams: boolean): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  for (let page = 0; page < 1_500; page += 1) {
    document.addPage([595, 842]).drawText(`Trang ${page}`);
  }
  return document.save({ useObjectStreams, objectsPerTick: 10_000 });
}

describe('a file on disk, read as far as a signature needs', () => {
  test.runIf(TOOLS.qpdf).each(INPUT_KINDS)('%s: as from memory', async (kind) => {
    expectSame(await inputPdf(kind));
  });

  test('tables and objects longer than what is read at once', async () => {
    const plain = await longPdf(false);
    expect(plain.length).toBeGreaterThan(300_000);
    expectSame(plain);
    expectSame(await longPdf(true));
    const spaces = ' '.repeat(150_000);
    const text = `<</Type /Catalog /Pages 2 0 R /Lang %${spaces}\n(vi)${spaces}>>`;
    expectSame(
      append(plain, (revision, { xref }) => {
        const root = xref.trailer.entries.get('Root');
        revision.setText(typeof root === 'object' && root?.kind === 'ref' ? root.number : 0, text);
      }),
    );
    expectSame(Buffer.concat([plain, Buffer.alloc(100_000, '\n')]));
  });

  test('with signatures: they are checked, and the next one holds', async () => {
    const signed = await signPdf(await letterPdf(), person, { field: 'KyNguoi1' });
    expectSame(signed);
    const path = onDisk(signed);
    const act = { sign: async () => Buffer.alloc(0), tsa: office.tsa };
    await expect(signDocument(openSigningFile(path), planOf(), act)).rejects.toMatchObject({
      code: 'pades.signature_mismatch',
    });
    appendFileSync(path, await addDocumentTimestamp(openSigningFile(path), { tsa: office.tsa }));
    const anchors = office.trust.map(({ certificate }) => certificate);
    expect(verifyPdf(readFileSync(path), { trustAnchors: anchors, at: office.clock.now }).intact).toBe(true);
  });

  test('damaged files are refused for the same reason', async () => {
    const plain = await plainPdf();
    const signed = await signPdf(plain, person, { field: 'Ky' });
    fc.assert(
      fc.property(fc.constantFrom(plain, signed), fc.nat(), fc.nat({ max: 255 }), fc.nat(), (pdf, at, byte, cut) => {
        const damaged = Uint8Array.from(pdf);
        damaged[at % pdf.length] = byte;
        expectSame(cut % 4 === 0 ? damaged.subarray(0, cut % pdf.length) : damaged);
      }),
      { numRuns: 60 },
    );
  });

  test('a file that changes meanwhile is not signed', async () => {
    const path = onDisk(await longPdf(false));
    const base = openSigningFile(path);
    appendFileSync(path, '\n');
    expect(() => base.bytes).toThrow(expect.objectContaining({ code: 'pades.base_changed' }));
    expect(() => prepareSignature(base, planOf())).toThrow(expect.objectContaining({ code: 'pades.base_changed' }));
  });
});

describe('a key of this process', () => {
  test.each(['rsa-2048', 'p-256', 'p-384'] satisfies KeyKind[])(
    '%s: the first and the next signatures hold',
    async (kind) => {
      const signer = await office.signer('Hạng Thị Mỷ', kind);
      const { privateKey: key } = readPkcs12(signer.p12, PIN);
      const plain = await plainPdf();
      const anchors = office.trust.map(({ certificate }) => certificate);
      for (const algorithm of [...signer.identity.algs, ...signer.identity.algs]) {
        for (const level of ['B', 'T'] as const) {
          const path = onDisk(plain);
          const plan = { ...planOf(signer), level, algorithm, placeholderBytes: 1_000 };
          const { tail } = await signDocument(openSigningFile(path), plan, { key, tsa: office.tsa });
          appendFileSync(path, tail);
          const report = verifyPdf(readFileSync(path), { trustAnchors: anchors, at: office.clock.now });
          expect([report.intact, report.signatures[0]?.level]).toEqual([true, level]);
        }
      }
    },
  );

  test('under the certificate of somebody else it signs nothing, though proven under its own', async () => {
    const { privateKey: key } = readPkcs12(person.p12, PIN);
    const plain = await plainPdf();
    await signDocument(plain, planOf(), { key });
    const other = await office.signer('Vàng A Chở', 'p-256');
    const refusal = { code: 'pades.signature_mismatch' };
    await expect(signDocument(plain, planOf(other), { key })).rejects.toMatchObject(refusal);
    await signDocument(plain, planOf(), { key });
    await expect(signDocument(plain, planOf(other), { key })).rejects.toMatchObject(refusal);
    const stranger = generateKeys('rsa-2048').privateKey;
    await expect(signDocument(plain, planOf(), { key: stranger })).rejects.toMatchObject(refusal);
  });
});
