import { inflateRawSync } from 'node:zlib';

const MAX_ENTRIES = 400;
const DIRECTORY_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = Buffer.from([0x50, 0x4b, 5, 6]);

/**
 * Unpacks every entry of an OOXML file once with a bound, whatever sizes the file claims (ECMA-376 Part 2, APPNOTE 4.3).
 * @throws RangeError also for what is no such file
 */
export function assertSmall(given: Uint8Array, limit: number): void {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const end = bytes.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0) {
    throw new RangeError('no directory');
  }
  let at = bytes.readUInt32LE(end + 16);
  let left = limit;
  const count = bytes.readUInt16LE(end + 10);
  for (let entry = 0; entry < count; entry += 1) {
    if (count > MAX_ENTRIES || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) {
      throw new RangeError('directory');
    }
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    const size =
      bytes.readUInt16LE(at + 10) === 0 ? packed.length : inflateRawSync(packed, { maxOutputLength: left }).length;
    left -= size;
    if (left < 0) {
      throw new RangeError('unpacked');
    }
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}
