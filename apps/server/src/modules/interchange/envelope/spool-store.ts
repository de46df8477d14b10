import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentStore, ContentWriter, StoredContent } from '@congvu/edxml';
import type { Arena } from './arena.ts';

/** Attachments up to this size stay in memory while their message is read; larger ones go to a file. */
const MEMORY_LIMIT = 2 * 1024 * 1024;
const PIECE = 256 * 1024;

function inMemory(chunks: Uint8Array[], size: number): StoredContent {
  let bytes: Uint8Array | undefined = chunks.length === 1 ? chunks[0] : undefined;
  return {
    size,
    async *read(start = 0, end = size) {
      bytes ??= Buffer.concat(chunks.splice(0), size);
      yield bytes.subarray(start, Math.min(end, size));
    },
    discard: () => {
      chunks.length = 0;
      bytes = new Uint8Array(0);
    },
  };
}

/** The pieces of one file in memory: one stretch of the arena as long as it fits and nobody writes behind it, else copies. */
class Pieces {
  readonly chunks: Uint8Array[] = [];
  readonly #arena: Arena | undefined;
  #start = 0;
  #end = 0;

  constructor(arena: Arena | undefined) {
    this.#arena = arena;
  }

  add(chunk: Uint8Array): void {
    const arena = this.#arena;
    if (arena !== undefined && this.chunks.length === 0) {
      this.#start = arena.used;
      this.#end = arena.used;
    }
    const isOnTop = arena !== undefined && this.chunks.length <= 1 && arena.used === this.#end;
    if (!isOnTop || this.#end + chunk.length > arena.bytes.length) {
      this.chunks.push(Uint8Array.from(chunk));
      return;
    }
    arena.bytes.set(chunk, this.#end);
    this.#end += chunk.length;
    arena.used = this.#end;
    this.chunks[0] = arena.bytes.subarray(this.#start, this.#end);
  }
}

/** Content that lies in a file of its own. */
export interface SpooledFile extends StoredContent {
  /** All of it, without anything in between. */
  readInto(target: Uint8Array): Promise<void>;
}

async function readFileInto(path: string, target: Uint8Array): Promise<void> {
  const handle = await open(path, 'r');
  try {
    for (let at = 0; at < target.length; ) {
      const { bytesRead } = await handle.read(target, at, Math.min(PIECE, target.length - at), at);
      if (bytesRead === 0) {
        return;
      }
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

async function* readFilePieces(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    for (let at = start; at < end; ) {
      const piece = Buffer.alloc(Math.min(PIECE, end - at));
      const { bytesRead } = await handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) {
        return;
      }
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

function createWriter(dir: string, arena: Arena | undefined): ContentWriter {
  const pieces = new Pieces(arena);
  const { chunks } = pieces;
  let size = 0;
  let file: { path: string; handle: FileHandle } | undefined;
  const spill = async (): Promise<{ path: string; handle: FileHandle }> => {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const path = join(dir, randomUUID());
    const opened = { path, handle: await open(path, 'wx', 0o600) };
    for (const chunk of chunks.splice(0)) {
      await opened.handle.writeFile(chunk);
    }
    return opened;
  };
  return {
    async write(chunk) {
      size += chunk.length;
      if (file === undefined && size <= MEMORY_LIMIT) {
        pieces.add(chunk);
        return;
      }
      file ??= await spill();
      await file.handle.writeFile(chunk);
    },
    async close() {
      if (file === undefined) {
        return inMemory(chunks, size);
      }
      const { path, handle } = file;
      await handle.close();
      const spooled: SpooledFile = {
        size,
        read: (start = 0, end = size) => readFilePieces(path, start, Math.min(end, size)),
        readInto: (target) => readFileInto(path, target),
        discard: () => rm(path, { force: true }),
      };
      return spooled;
    },
    async abort() {
      chunks.length = 0;
      if (file !== undefined) {
        await file.handle.close();
        await rm(file.path, { force: true });
      }
    },
  };
}

/** Where attachments wait while a message is read: small ones in memory, large ones in files of their own. */
export function spoolStore(dir: string, arena?: Arena): ContentStore {
  return { create: () => createWriter(dir, arena) };
}
