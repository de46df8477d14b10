import { buffer } from 'node:stream/consumers';
import type { EvidenceSource } from '../src/index.ts';

export async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return buffer(pieces);
}

/** In pieces, as a file comes. */
export function sourceOf(bytes: Uint8Array, pieceBytes = 16 * 1024): EvidenceSource {
  return {
    size: bytes.length,
    async *read() {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        yield bytes.subarray(at, at + pieceBytes);
      }
    },
  };
}
