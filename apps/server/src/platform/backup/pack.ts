import { chmodSync, chownSync, closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import type { ServiceAccount } from '../postgres/account.ts';
import { errorCode } from '../postgres/errors.ts';
import { damagedBackup } from './sealed-stream.ts';

/**
 * Folders as one stream: for each entry a head (`u32` length, JSON) and, for a file, its pieces (`u32` length, bytes), ended by a
 * piece of length 0. Pieces and not a size, because files of a running database grow while they are read; not tar for the same reason.
 */
interface Head {
  path: string;
  kind: 'folder' | 'file';
  mode: number;
}

export interface PackOptions {
  /** Paths with `/` below the folder; a folder that is left out is not entered. */
  leaveOut(path: string): boolean;
}

interface Packing extends PackOptions {
  room: Buffer;
}

const PIECE_BYTES = 256 * 1024;
const MODE = 0o777;

function framed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function headOf(head: Head): Buffer {
  return framed(Buffer.from(JSON.stringify(head)));
}

/** `room` is read into again and again: a cluster has thousands of small files. */
async function* packFile(path: string, head: Head, room: Buffer): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r');
  try {
    yield headOf(head);
    for (;;) {
      const { bytesRead } = await handle.read(room, 0, PIECE_BYTES);
      yield framed(room.subarray(0, bytesRead));
      if (bytesRead === 0) {
        return;
      }
    }
  } finally {
    await handle.close();
  }
}

async function* packEntry(dir: string, path: string, options: Packing): AsyncGenerator<Buffer> {
  const found = await stat(join(dir, path));
  const mode = found.mode & MODE;
  if (found.isDirectory()) {
    yield headOf({ path, kind: 'folder', mode });
    yield* packBelow(dir, options, path);
  } else if (found.isFile()) {
    yield* packFile(join(dir, path), { path, kind: 'file', mode }, options.room);
  }
}

/** What vanishes between the look and the reading was being removed: it is not part of what is packed. */
async function* packBelow(dir: string, options: Packing, below: string): AsyncGenerator<Buffer> {
  const names = await readdir(join(dir, below));
  for (const name of names.sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    if (options.leaveOut(path)) {
      continue;
    }
    try {
      yield* packEntry(dir, path, options);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') {
        throw error;
      }
    }
  }
}

export async function* packFolder(dir: string, options: PackOptions): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  // Each piece on its own would be a turn of the compressor, and most files of a cluster have 8 kB.
  for await (const bytes of packBelow(dir, { ...options, room: Buffer.allocUnsafe(PIECE_BYTES) }, '')) {
    held.push(bytes);
    length += bytes.length;
    if (length >= PIECE_BYTES) {
      yield Buffer.concat(held);
      held = [];
      length = 0;
    }
  }
  if (length > 0) {
    yield Buffer.concat(held);
  }
}

/** Bytes on order, whatever pieces they come in. */
function createReader(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]();
  let held: Uint8Array = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const { value, done } = await iterator.next();
    if (done === true) {
      return false;
    }
    held = held.length === 0 ? value : Buffer.concat([held, value]);
    return true;
  };
  return {
    /** Undefined at the end. */
    take: async (length: number): Promise<Uint8Array | undefined> => {
      while (held.length < length) {
        if (!(await more())) {
          return undefined;
        }
      }
      const taken = held.subarray(0, length);
      held = held.subarray(length);
      return taken;
    },
  };
}

type Reader = ReturnType<typeof createReader>;

async function takeFramed(reader: Reader): Promise<Uint8Array | undefined> {
  const length = await reader.take(4);
  if (length === undefined) {
    return undefined;
  }
  return reader.take(Buffer.from(length).readUInt32BE());
}

function placeOf(dir: string, path: string): string {
  const target = normalize(join(dir, path));
  if (!target.startsWith(`${normalize(dir)}${sep}`)) {
    throw damagedBackup(path);
  }
  return target;
}

async function unpackFile(reader: Reader, target: string, mode: number): Promise<void> {
  const handle = openSync(target, 'wx', mode);
  try {
    for (;;) {
      const piece = await takeFramed(reader);
      if (piece === undefined) {
        throw damagedBackup(target);
      }
      if (piece.length === 0) {
        return;
      }
      writeSync(handle, piece);
    }
  } finally {
    closeSync(handle);
  }
}

/** Puts a packed folder into an empty one; answers how many files it held. */
export async function unpackFolder(
  source: AsyncIterable<Uint8Array>,
  dir: string,
  account: ServiceAccount | undefined,
): Promise<number> {
  const reader = createReader(source);
  let files = 0;
  for (;;) {
    const bytes = await takeFramed(reader);
    if (bytes === undefined) {
      return files;
    }
    const head = JSON.parse(Buffer.from(bytes).toString()) as Head; // sealed by us
    const target = placeOf(dir, head.path);
    if (head.kind === 'folder') {
      mkdirSync(target, { recursive: true });
    } else {
      await unpackFile(reader, target, head.mode);
      files += 1;
    }
    chmodSync(target, head.mode);
    if (account !== undefined) {
      chownSync(target, account.uid, account.gid);
    }
  }
}
