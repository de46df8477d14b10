import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import {
  BadBlob,
  type BlobSecret,
  HEADER_BYTES,
  newSegmentKey,
  type OpenSlot,
  openSegment,
  openSlot,
  SEALED_SEGMENT_BYTES,
  SEGMENT_BYTES,
  SLOT_BYTES,
  sealedSizeOf,
  sealSegment,
  sealSlot,
  segmentsOf,
} from './blob-format.ts';
import type { Keyring } from './keys/keyring.ts';
import { inPieces } from './pieces.ts';

/** How much goes to the disk and comes from it at a time: 1 MiB. */
const SEGMENTS_AT_ONCE = 16;
/** Another process may be writing a slot while it is read; it is never writing both. */
const LOOKS = 3;

async function writeWhole(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Seals the content behind the place of the header, which is empty yet: what is left of it after a crash opens for nobody. */
export async function writeSegments(handle: FileHandle, content: AsyncIterable<Uint8Array>): Promise<BlobSecret> {
  const key = newSegmentKey();
  const hash = createHash('sha256');
  let size = 0;
  let counter = 0;
  let waiting: Buffer[] = [];
  const write = async (): Promise<void> => {
    const position = HEADER_BYTES + (counter - waiting.length) * SEALED_SEGMENT_BYTES;
    await writeWhole(handle, Buffer.concat(waiting), position);
    waiting = [];
  };
  for await (const { piece, isLast } of inPieces(content, SEGMENT_BYTES)) {
    hash.update(piece);
    size += piece.length;
    waiting.push(sealSegment(key, counter, isLast, piece));
    counter += 1;
    if (waiting.length === SEGMENTS_AT_ONCE) {
      await write();
    }
  }
  await write();
  return { ...key, sha256: hash.digest('hex'), size };
}

/** Durable with all that was written before: the size of the file is part of what fdatasync(2) makes durable. */
export async function writeHeader(
  handle: FileHandle,
  keyring: Keyring,
  name: string,
  secret: BlobSecret,
): Promise<void> {
  const slots = [sealSlot(keyring, name, secret), sealSlot(keyring, name, secret)];
  await writeWhole(handle, Buffer.concat(slots), 0);
  await handle.datasync();
}

/** Over a header others may be relying on: one slot durable before the other is touched, at any moment one of them opens. */
export async function rewriteHeader(
  handle: FileHandle,
  keyring: Keyring,
  name: string,
  { secret, slots }: { secret: BlobSecret; slots: readonly number[] },
): Promise<void> {
  for (const index of slots) {
    await writeWhole(handle, sealSlot(keyring, name, secret), index * SLOT_BYTES);
    await handle.datasync();
  }
}

async function readWhole(handle: FileHandle, bytes: Buffer, position: number): Promise<Buffer> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) {
      return bytes.subarray(0, done);
    }
    done += bytesRead;
  }
  return bytes;
}

type Slots = [OpenSlot | undefined, OpenSlot | undefined];

async function readSlotsOnce(handle: FileHandle, keyring: Keyring, name: string): Promise<Slots> {
  const bytes = await readWhole(handle, Buffer.alloc(HEADER_BYTES), 0);
  return [
    openSlot(keyring, name, bytes.subarray(0, SLOT_BYTES)),
    openSlot(keyring, name, bytes.subarray(SLOT_BYTES, HEADER_BYTES)),
  ];
}

/** Both slots; one that does not open was looked at more than once. */
export async function readSlots(handle: FileHandle, keys: () => Keyring, name: string): Promise<Slots> {
  let slots = await readSlotsOnce(handle, keys(), name);
  for (let look = 1; look < LOOKS && slots.includes(undefined); look += 1) {
    slots = await readSlotsOnce(handle, keys(), name);
  }
  return slots;
}

/** @throws BadBlob when neither slot opens */
export async function readSecret(handle: FileHandle, keys: () => Keyring, name: string): Promise<BlobSecret> {
  const [first, second] = await readSlots(handle, keys, name);
  const slot = first ?? second;
  if (slot === undefined) {
    throw new BadBlob('no header');
  }
  return slot.secret;
}

async function readSegmentsAt(
  handle: FileHandle,
  secret: BlobSecret,
  first: number,
  buffer: Buffer,
): Promise<Buffer[]> {
  const total = segmentsOf(secret.size);
  const position = HEADER_BYTES + first * SEALED_SEGMENT_BYTES;
  const bytes = await readWhole(handle, buffer, position);
  const opened: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += SEALED_SEGMENT_BYTES) {
    const counter = first + opened.length;
    opened.push(openSegment(secret, counter, counter === total - 1, bytes.subarray(at, at + SEALED_SEGMENT_BYTES)));
  }
  if (opened.length === 0) {
    throw new BadBlob('cut off');
  }
  return opened;
}

/** The content from `start` to before `end`; reads nothing of what lies outside but the rest of its segments. */
export async function* readContent(
  handle: FileHandle,
  secret: BlobSecret,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  const { size } = await handle.stat();
  if (size !== sealedSizeOf(secret.size)) {
    throw new BadBlob('another length');
  }
  // Of an empty blob the one empty segment is looked at as well.
  const beyond = Math.max(1, Math.ceil(end / SEGMENT_BYTES));
  let counter = Math.floor(start / SEGMENT_BYTES);
  let buffer = Buffer.alloc(0);
  while (counter < beyond) {
    const count = Math.min(SEGMENTS_AT_ONCE, beyond - counter);
    const wanted = Math.min(count * SEALED_SEGMENT_BYTES, size - HEADER_BYTES - counter * SEALED_SEGMENT_BYTES);
    buffer = buffer.length >= wanted ? buffer : Buffer.allocUnsafe(wanted);
    for (const bytes of await readSegmentsAt(handle, secret, counter, buffer.subarray(0, wanted))) {
      const at = counter * SEGMENT_BYTES;
      const part = bytes.subarray(Math.max(0, start - at), Math.max(0, end - at));
      if (part.length > 0) {
        yield part;
      }
      counter += 1;
    }
  }
}

/** Reads all of it: the segments as they were sealed, and the hash that was taken when they came. */
export async function isContentGood(handle: FileHandle, secret: BlobSecret): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of readContent(handle, secret, 0, secret.size)) {
      hash.update(bytes);
    }
  } catch {
    return false;
  }
  return hash.digest('hex') === secret.sha256;
}

/**
 * Brings the header under the active key; false when it was.
 * @throws BadBlob when neither slot opens
 */
export async function rewrap(handle: FileHandle, keys: () => Keyring, name: string): Promise<boolean> {
  const found = await readSlots(handle, keys, name);
  const keyring = keys();
  const secret = (found[0] ?? found[1])?.secret;
  if (secret === undefined) {
    throw new BadBlob('no header');
  }
  // The one that is no good goes first: the other is all there is until then.
  const order = found[0] === undefined ? [0, 1] : [1, 0];
  const slots = order.filter((index) => found[index]?.keyId !== keyring.active.id);
  await rewriteHeader(handle, keyring, name, { secret, slots });
  return slots.length > 0;
}

/** What is left opens for nobody, wherever the medium keeps it (crypto-erase). */
export async function destroyHeader(handle: FileHandle): Promise<void> {
  await writeWhole(handle, Buffer.alloc(HEADER_BYTES), 0);
  await handle.datasync();
}

export async function withFile<T>(
  path: string,
  flags: 'r' | 'r+',
  work: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await open(path, flags);
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}
