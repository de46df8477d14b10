import { readAll, type StoredContent } from '@congvu/edxml';
import type { SpooledFile } from './spool-store.ts';

/** Up to here a file lies in the memory of its letter, which the threads share. */
const LARGE_BYTES = 2 * 1024 * 1024;

export interface FileAtHand {
  sha256: string;
  content: StoredContent;
}

function isSpooled(content: StoredContent): content is SpooledFile {
  return 'readInto' in content;
}

async function readShared(content: StoredContent): Promise<Uint8Array> {
  if (content.size <= LARGE_BYTES) {
    return readAll(content);
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(content.size));
  if (isSpooled(content)) {
    await content.readInto(bytes);
    return bytes;
  }
  let at = 0;
  for await (const piece of content.read()) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Files of one letter for the threads that look into them: a large one is in memory once, however many do. */
export function filesAtHand(): { bytesOf(file: FileAtHand): Promise<Uint8Array> } {
  const known = new Map<string, Promise<Uint8Array>>();
  return {
    bytesOf: ({ sha256, content }) => {
      const bytes = known.get(sha256) ?? readShared(content);
      known.set(sha256, bytes);
      return bytes;
    },
  };
}
