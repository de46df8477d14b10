import type { ArchiveListing } from './archive-names.ts';
import { LzmaError, readLzma } from './lzma.ts';
import { MOST_STREAMS, Reader, Unreadable } from './seven-zip-reader.ts';

/* The directory of a 7z archive (7zFormat.txt of the LZMA SDK): names and whether a password is needed; no content is unpacked. */

const HEADER_SIZE = 32;
/** Names, bytes of a directory, directories packed in each other, and coders of one stream. */
const [MOST_NAMES, MOST_BYTES, MOST_LAYERS, MOST_CODERS] = [20_000, 4 * 1024 * 1024, 4, 8];
const ID = {
  end: 0,
  header: 1,
  properties: 2,
  additional: 3,
  main: 4,
  files: 5,
  packed: 6,
  unpacked: 7,
  substreams: 8,
  size: 9,
  checksum: 10,
  folder: 11,
  unpackedSize: 12,
  streamCount: 13,
  names: 17,
  encoded: 23,
} as const;
const [COPY, LZMA, AES] = ['00', '030101', '06f10701'];

interface Coder {
  id: string;
  properties: Uint8Array;
}

interface Folder {
  coders: Coder[];
  outputs: number;
  sizes: number[];
  hasChecksum: boolean;
}

interface Streams {
  packedAt: number;
  packedSizes: number[];
  folders: Folder[];
}

function numbers(reader: Reader, count: number): number[] {
  return Array.from({ length: count }, () => reader.number());
}

function readPacked(reader: Reader, streams: Streams): void {
  streams.packedAt = reader.number();
  const count = reader.count();
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id === ID.size) {
      streams.packedSizes = numbers(reader, count);
    } else if (id === ID.checksum) {
      reader.checksums(count);
    } else {
      throw new Unreadable();
    }
  }
}

function readFolder(reader: Reader): Folder {
  let [inputs, outputs] = [0, 0];
  const coders = Array.from({ length: reader.count(MOST_CODERS) }, (): Coder => {
    const flags = reader.byte();
    const id = reader.bytes(flags & 0xf).toString('hex');
    const isSimple = (flags & 0x10) === 0;
    inputs += isSimple ? 1 : reader.count(MOST_CODERS);
    outputs += isSimple ? 1 : reader.count(MOST_CODERS);
    return { id, properties: (flags & 0x20) === 0 ? Buffer.alloc(0) : reader.bytes(reader.number()) };
  });
  const bound = Math.max(0, outputs - 1);
  numbers(reader, 2 * bound);
  const packed = inputs - bound;
  if (packed > 1) {
    numbers(reader, packed);
  }
  return { coders, outputs, sizes: [], hasChecksum: false };
}

function readUnpacked(reader: Reader, streams: Streams): void {
  reader.expect(ID.folder);
  const count = reader.count();
  if (reader.byte() !== 0) {
    throw new Unreadable(); // kept elsewhere: nobody writes that
  }
  streams.folders = Array.from({ length: count }, () => readFolder(reader));
  reader.expect(ID.unpackedSize);
  for (const folder of streams.folders) {
    folder.sizes = numbers(reader, folder.outputs);
  }
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id !== ID.checksum) {
      throw new Unreadable();
    }
    for (const [no, has] of reader.checksums(count).entries()) {
      const folder = streams.folders[no];
      if (folder !== undefined) {
        folder.hasChecksum = has;
      }
    }
  }
}

function readSubstreams(reader: Reader, folders: readonly Folder[]): void {
  let counts = folders.map(() => 1);
  let id = reader.byte();
  if (id === ID.streamCount) {
    counts = folders.map(() => reader.count());
    id = reader.byte();
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total > MOST_STREAMS) {
    throw new Unreadable();
  }
  if (id === ID.size) {
    numbers(
      reader,
      counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
    );
    id = reader.byte();
  }
  if (id === ID.checksum) {
    const known = folders.filter(({ hasChecksum }, no) => hasChecksum && counts[no] === 1).length;
    reader.checksums(total - known);
    id = reader.byte();
  }
  if (id !== ID.end) {
    throw new Unreadable();
  }
}

function readStreams(reader: Reader): Streams {
  const streams: Streams = { packedAt: 0, packedSizes: [], folders: [] };
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id === ID.packed) {
      readPacked(reader, streams);
    } else if (id === ID.unpacked) {
      readUnpacked(reader, streams);
    } else if (id === ID.substreams) {
      readSubstreams(reader, streams.folders);
    } else {
      throw new Unreadable();
    }
  }
  return streams;
}

function isLocked({ folders }: Streams): boolean {
  return folders.some(({ coders }) => coders.some(({ id }) => id === AES));
}

/** A directory that is packed itself; undefined when a password is needed for it. */
function unpacked(view: Buffer, streams: Streams): Buffer | undefined {
  if (isLocked(streams)) {
    return undefined;
  }
  const [folder, ...others] = streams.folders;
  const [coder, ...more] = folder?.coders ?? [];
  const [length = 0, packed = 0] = [folder?.sizes[0], streams.packedSizes[0]];
  const from = HEADER_SIZE + streams.packedAt;
  if (coder === undefined || others.length + more.length > 0 || length > MOST_BYTES || from + packed > view.length) {
    throw new Unreadable();
  }
  const bytes = view.subarray(from, from + packed);
  if (coder.id === COPY) {
    return bytes;
  }
  if (coder.id !== LZMA) {
    throw new Unreadable();
  }
  return Buffer.from(readLzma(bytes, coder.properties[0] ?? 0xff, length).buffer);
}

function readNames(reader: Reader): string[] {
  const count = reader.number();
  let names: string[] = [];
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    const part = reader.bytes(reader.number());
    if (id === ID.names) {
      names = part.toString('utf16le', 1).split('\0').slice(0, -1);
    }
  }
  if (count > MOST_NAMES || names.length > MOST_NAMES) {
    throw new Unreadable(); // a name among more is not looked for
  }
  return names;
}

function readDirectory(reader: Reader): ArchiveListing {
  let isEncrypted = false;
  let names: string[] = [];
  for (let id = reader.byte(); id !== ID.end; id = reader.byte()) {
    if (id === ID.properties) {
      for (let property = reader.byte(); property !== ID.end; property = reader.byte()) {
        reader.bytes(reader.number());
      }
    } else if (id === ID.additional || id === ID.main) {
      isEncrypted = isLocked(readStreams(reader)) || isEncrypted;
    } else if (id === ID.files) {
      names = readNames(reader);
    } else {
      throw new Unreadable();
    }
  }
  return { entries: names.map((name) => ({ name, isEncrypted })), isTooDeep: false };
}

function listingOf(view: Buffer): ArchiveListing {
  const nothing: ArchiveListing = { entries: [], isTooDeep: false };
  if (view.length < HEADER_SIZE) {
    return nothing;
  }
  const start = Number(view.readBigUInt64LE(12)) + HEADER_SIZE;
  const size = Number(view.readBigUInt64LE(20));
  if (size === 0 || start + size > view.length) {
    return nothing; // cut off: no program finds a directory, so none opens it
  }
  if (size > MOST_BYTES) {
    throw new Unreadable();
  }
  let directory = view.subarray(start, start + size);
  for (let layer = 0; layer <= MOST_LAYERS; layer += 1) {
    const reader = new Reader(directory);
    const id = reader.byte();
    if (id === ID.header) {
      return readDirectory(reader);
    }
    if (id !== ID.encoded) {
      throw new Unreadable();
    }
    const inner = unpacked(view, readStreams(reader));
    if (inner === undefined) {
      return { ...nothing, isLocked: true };
    }
    directory = inner;
  }
  throw new Unreadable();
}

/** Names in a 7z archive; what is packed otherwise than archivers do cannot be read. */
export function sevenZipListing(view: Buffer): ArchiveListing {
  try {
    return listingOf(view);
  } catch (error) {
    if (error instanceof Unreadable || error instanceof LzmaError) {
      return { entries: [], isTooDeep: false, isUnreadable: true };
    }
    throw error;
  }
}
