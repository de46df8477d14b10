import { randomBytes } from 'node:crypto';

const PIECE = 256 * 1024;
const LARGE_PDF_HEAD =
  '%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n3 0 obj\n<</Length LENGTH>>\nstream\n';

/** A file as a scanner or a drawing program leaves it: nothing in it can be packed. */
export async function* largeFile(kind: 'pdf' | 'tif', size: number): AsyncGenerator<Uint8Array> {
  const head = kind === 'tif' ? Buffer.from('II*\0') : Buffer.from(LARGE_PDF_HEAD.replace('LENGTH', String(size)));
  yield head;
  for (let left = size; left > 0; left -= PIECE) {
    yield randomBytes(Math.min(PIECE, left));
  }
  if (kind === 'pdf') {
    const start = head.length + size;
    yield Buffer.from(
      `\nendstream\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${start + 18}\n%%EOF\n`,
    );
  }
}
