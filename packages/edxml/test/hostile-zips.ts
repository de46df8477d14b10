import { crc32, deflateRawSync } from 'node:zlib';
import { PDF, zip } from './messages.ts';

export const ZEROS = Buffer.alloc(12 * 1024 * 1024);

/** Entries that share one run of packed bytes: what Fifield's bomb does. */
export function overlapping(count: number): Buffer {
  const data = deflateRawSync(ZEROS, { level: 9 });
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(crc32(ZEROS), 16);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt32LE(ZEROS.length, 24);
  const directory = Buffer.concat(Array.from({ length: count }, () => entry));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length + data.length, 16);
  return Buffer.concat([local, data, directory, end]);
}

/** The one entry of a ZIP with some of its fields overwritten; offsets count from the local or from the central header. */
export function forged(changes: {
  local?: [number, number, 2 | 4][];
  central?: [number, number, 2 | 4][];
  end?: [number, number, 2 | 4][];
}): Buffer {
  const bytes = zip({ name: 'a.pdf', bytes: PDF });
  const places = { local: 0, central: bytes.indexOf('PK\u0001\u0002', 0, 'latin1'), end: bytes.length - 22 };
  for (const [part, start] of Object.entries(places)) {
    for (const [offset, value, size] of changes[part as keyof typeof places] ?? []) {
      bytes.writeUIntLE(value, start + offset, size);
    }
  }
  return bytes;
}
