import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { openBlobStore } from '../../platform/blobs.ts';
import { readConfig } from '../../platform/config.ts';
import type { ActingContext } from '../../platform/context.ts';
import { testKeys } from '../../platform/testing/test-keys.ts';
import { receiveUpload } from './receive-upload.ts';

const dir = mkdtempSync(join(tmpdir(), 'congvu-upload-'));
// Only the blob store is reached by an upload where there is no antivirus.
const services = { blobs: openBlobStore({ dir, keys: testKeys() }), config: readConfig([], {}) } as ActingContext;
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function pdf(trailer = '<</Size 3/Root 1 0 R>>'): string {
  const body =
    '%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n';
  return `${body}xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000056 00000 n \ntrailer\n${trailer}\nstartxref\n${body.length}\n%%EOF\n`;
}

function upload(name: string, chunks: (string | Buffer)[], maxBytes = 1_000_000) {
  return receiveUpload(
    services,
    { name, declaredType: '', stream: Readable.from(chunks.map((c) => Buffer.from(c))) },
    { maxBytes },
  );
}

describe('an upload', () => {
  test('of a whole PDF is stored under its hash', async () => {
    const stored = await upload('Mẫu 01.pdf', [pdf()]);
    expect(stored).toMatchObject({ name: 'Mẫu 01.pdf', mediaType: 'application/pdf', size: pdf().length });
    expect(services.blobs.has(stored.sha256)).toBe(true);
  });

  test.each([
    ['an encrypted PDF', 'a.pdf', [pdf('<</Size 3/Root 1 0 R/Encrypt 9 0 R>>')], 'files.encrypted_pdf'],
    [
      'encryption cut by a chunk border',
      'a.pdf',
      [pdf('<</Encrypt 9 0 R>>').slice(0, 230), pdf('<</Encrypt 9 0 R>>').slice(230)],
      'files.encrypted_pdf',
    ],
    ['a truncated PDF', 'a.pdf', [pdf().slice(0, -20)], 'files.broken_pdf'],
    ['a PDF whose table lies outside', 'a.pdf', ['%PDF-1.7\nstartxref\n99999\n%%EOF'], 'files.broken_pdf'],
    ['an empty file', 'a.pdf', [], 'files.empty'],
    ['a program named as PDF', 'a.pdf', [Buffer.from('4d5a9000030000000400', 'hex')], 'files.type_refused'],
    ['an unknown ending', 'a.exe', ['MZ'], 'files.type_refused'],
    ['a PDF named as Word', 'a.docx', [pdf()], 'files.type_refused'],
    ['a binary named as text', 'a.txt', [Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')], 'files.type_refused'],
  ])('of %s is refused', async (_case, name, chunks, code) => {
    await expect(upload(name, chunks)).rejects.toMatchObject({ code });
  });

  test('past the limit is cut off while it streams', async () => {
    async function* endless() {
      for (;;) {
        yield Buffer.alloc(64 * 1024);
      }
    }
    const file = { name: 'a.pdf', declaredType: '', stream: Readable.from(endless()) };
    await expect(receiveUpload(services, file, { maxBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'files.too_large',
    });
  });

  test('of the same bytes twice is welcome', async () => {
    const [first, second] = [await upload('a.pdf', [pdf()]), await upload('b.pdf', [pdf()])];
    expect(second.sha256).toBe(first.sha256);
  });
});
