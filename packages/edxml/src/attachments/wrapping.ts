import { constants, inflateRawSync } from 'node:zlib';
import { extensionOf } from './file-name.ts';

/** First bytes of a file by which its wrapping is judged: the writer must see no more and no less than the reader. */
export const HEAD_BYTES = 512;

const LOCAL_HEADER = 30;
const UUID = /^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i;

/** Starts as a ZIP does, also an empty one. */
function isZip(head: Buffer): boolean {
  const mark = head.length < 4 ? 0 : head.readUInt32LE(0);
  return mark === 0x04034b50 || mark === 0x06054b50;
}

/** The first bytes of an entry's content; none when they cannot be had from what is there. */
function startOf(data: Buffer, method: number): Buffer {
  if (method === 0) {
    return data;
  }
  try {
    return method === 8 ? inflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH }) : Buffer.alloc(0);
  } catch {
    return Buffer.alloc(0);
  }
}

/** `<uuid>.<ext>` as the axis SDK writes, or the name itself; what is no archive has no other ZIP inside whatever it is called. */
function isNamedLike(entryName: string, name: string): boolean {
  const extension = extensionOf(name);
  if (extensionOf(entryName) !== extension) {
    return false;
  }
  const stem = entryName.slice(0, entryName.length - extension.length - 1);
  return extension !== 'zip' || UUID.test(stem) || entryName.normalize('NFC') === name;
}

/**
 * True when a file that its name calls a ZIP (`a.docx`, `a.zip`) begins with an entry that is this very file: some senders wrap
 * office files too. An office file has no such entry; a `.zip` that holds a `.zip` is taken for wrapped only by an SDK name.
 */
export function looksWrapped(head: Uint8Array, name: string): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES));
  if (bytes.length < LOCAL_HEADER || bytes.readUInt32LE(0) !== 0x04034b50 || (bytes.readUInt16LE(6) & 1) === 1) {
    return false;
  }
  const nameEnd = LOCAL_HEADER + bytes.readUInt16LE(26);
  const dataStart = nameEnd + bytes.readUInt16LE(28);
  if (dataStart >= bytes.length) {
    return false;
  }
  const entryName = bytes.toString('utf8', LOCAL_HEADER, nameEnd);
  return isNamedLike(entryName, name) && isZip(startOf(bytes.subarray(dataStart), bytes.readUInt16LE(8)));
}
