import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { StoredContent } from './store.ts';

const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const MAX_DIRECTORY = 64 * 1024;
const RATIO_FLOOR = 1024 * 1024;
/** Up to here an entry is unpacked in one go: a stream costs more than the bytes of an ordinary letter. */
const SMALL_BYTES = 2 * 1024 * 1024;

export interface ZipEntry {
  method: number;
  encrypted: boolean;
  crc: number;
  packed: number;
  size: number;
  /** Offset of the local header. */
  offset: number;
  /** Offset of the central directory: the entry must end before it. */
  directory: number;
}

export interface ZipCaps {
  maxBytes: number;
  maxRatio: number;
}

export type ZipDefect = 'too_large' | 'ratio' | 'size_mismatch' | 'checksum' | 'broken';

/** Why an entry could not be unpacked. Internal: it becomes the error of the attachment. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
  readonly defect: ZipDefect;
  constructor(defect: ZipDefect) {
    super(defect);
    this.defect = defect;
  }
}

async function bytesAt(content: StoredContent, start: number, end: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.read(start, end)) {
    chunks.push(chunk);
  }
  const [only] = chunks;
  return only !== undefined && chunks.length === 1
    ? Buffer.from(only.buffer, only.byteOffset, only.length)
    : Buffer.concat(chunks);
}

function entryAt(directory: Buffer, start: number): { entry: ZipEntry; length: number } | undefined {
  if (directory.length < 46 || directory.readUInt32LE(0) !== 0x02014b50) {
    return undefined;
  }
  return {
    entry: {
      method: directory.readUInt16LE(10),
      encrypted: (directory.readUInt16LE(8) & 1) === 1,
      crc: directory.readUInt32LE(16),
      packed: directory.readUInt32LE(20),
      size: directory.readUInt32LE(24),
      offset: directory.readUInt32LE(42),
      directory: start,
    },
    length: 46 + directory.readUInt16LE(28) + directory.readUInt16LE(30) + directory.readUInt16LE(32),
  };
}

/**
 * The entry of a ZIP that has exactly one; `many` for more or none, `broken` when there is no readable directory
 * (a ZIP cut short has none).
 */
export async function findOnlyEntry(content: StoredContent): Promise<ZipEntry | 'many' | 'broken'> {
  const tailStart = Math.max(0, content.size - END_BYTES - MAX_COMMENT);
  const tail = await bytesAt(content, tailStart, content.size);
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (at < 0 || at + END_BYTES > tail.length) {
    return 'broken';
  }
  const count = tail.readUInt16LE(at + 10);
  const length = tail.readUInt32LE(at + 12);
  const start = tail.readUInt32LE(at + 16);
  if (count !== 1) {
    return 'many';
  }
  if (start + length > tailStart + at || length > MAX_DIRECTORY) {
    return 'broken';
  }
  const directory = await bytesAt(content, start, start + length);
  const first = entryAt(directory, start);
  if (first === undefined) {
    return 'broken';
  }
  // A directory that says "one" and lists two is a trick: leave the file as it came.
  return entryAt(directory.subarray(first.length), start) === undefined ? first.entry : 'many';
}

function checkGrowth(out: number, entry: ZipEntry, caps: ZipCaps): void {
  if (out > caps.maxBytes) {
    throw new ZipError('too_large');
  }
  if (out > RATIO_FLOOR && out > entry.packed * caps.maxRatio) {
    throw new ZipError('ratio');
  }
  if (out > entry.size) {
    throw new ZipError('size_mismatch');
  }
}

/** Of zlib itself. */
const MIN_CHUNK = 64;

async function* unpack(content: StoredContent, entry: ZipEntry, start: number): AsyncGenerator<Uint8Array> {
  const packed = content.read(start, start + entry.packed);
  if (entry.method === 0) {
    yield* packed;
    return;
  }
  if (entry.packed <= SMALL_BYTES && entry.size <= SMALL_BYTES) {
    // One byte more than it says shows that it lies; nothing is unpacked beyond.
    const room = entry.size + 1;
    yield inflateRawSync(await bytesAt(content, start, start + entry.packed), {
      maxOutputLength: room,
      chunkSize: Math.max(room, MIN_CHUNK),
    });
    return;
  }
  // Small pieces: memory grows with those that wait for the collector, time hardly does.
  const inflate = createInflateRaw({ chunkSize: 32 * 1024 });
  // The reading loop below meets a failure of either side as an error of the stream itself.
  const feeding = pipeline(packed, inflate).catch(() => undefined);
  try {
    for await (const chunk of inflate) {
      // A zlib stream in byte mode yields Buffers only.
      yield chunk as Buffer;
    }
  } finally {
    inflate.destroy();
    await feeding;
  }
}

/**
 * Unpacks the entry piece by piece; size, ratio and checksum are checked as the bytes come, before they are written.
 *
 * @throws {ZipError}
 */
export async function* readEntry(content: StoredContent, entry: ZipEntry, caps: ZipCaps): AsyncGenerator<Uint8Array> {
  checkGrowth(entry.size, { ...entry, size: Number.MAX_SAFE_INTEGER }, caps);
  const header = await bytesAt(content, entry.offset, entry.offset + 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) {
    throw new ZipError('broken');
  }
  // The header before the bytes must say what the directory says: another reader may believe the other one.
  if (header.readUInt16LE(8) !== entry.method || (header.readUInt16LE(6) & 1) !== 0) {
    throw new ZipError('broken');
  }
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + entry.packed > entry.directory) {
    throw new ZipError('broken');
  }
  let size = 0;
  let crc = 0;
  try {
    for await (const chunk of unpack(content, entry, start)) {
      size += chunk.length;
      checkGrowth(size, entry, caps);
      crc = crc32(chunk, crc);
      yield chunk;
    }
  } catch (error) {
    throw zipErrorOf(error) ?? error;
  }
  if (size !== entry.size) {
    throw new ZipError('size_mismatch');
  }
  if (crc !== entry.crc) {
    throw new ZipError('checksum');
  }
}

function zipErrorOf(error: unknown): ZipError | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return new ZipError('size_mismatch');
  }
  return code.startsWith('Z_') ? new ZipError('broken') : undefined;
}
