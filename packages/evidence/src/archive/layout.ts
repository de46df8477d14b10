/** The files in front of the messages. */
export const MANIFEST_NAME = 'manifest.json';
export const SEAL_NAME = 'manifest.sig';
export const TIMESTAMP_NAME = 'manifest.tst';

/** A file of the archive as its headers tell of it. */
export interface ArchiveEntry {
  name: string;
  size: number;
  crc: number;
}

export const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
/** Version 1.0: stored, no ZIP64 (APPNOTE 4.4.3.2). */
const VERSION = 10;
/** 1980-01-01 00:00, the first moment of the format. */
const DOS_DATE = 0x0021;

/** Stored, no flags, no extra field, no date: name, size and checksum say everything else. */
export function localHeader({ name, size, crc }: ArchiveEntry): Buffer {
  const header = Buffer.alloc(LOCAL_BYTES + name.length);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  header.write(name, LOCAL_BYTES, 'ascii');
  return header;
}

/** What a local header claims; the caller compares the whole header with the one that it should be. */
export function claimsOf(header: Buffer): { crc: number; size: number } {
  return { crc: header.readUInt32LE(14), size: header.readUInt32LE(18) };
}

function centralHeader({ name, size, crc }: ArchiveEntry, offset: number): Buffer {
  const header = Buffer.alloc(CENTRAL_BYTES + name.length);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(DOS_DATE, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(size, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(offset, 42);
  header.write(name, CENTRAL_BYTES, 'ascii');
  return header;
}

/** The directory and the end record: the rest of an archive after its last file. */
export function tailOf(entries: readonly ArchiveEntry[]): Buffer {
  let offset = 0;
  const headers = entries.map((entry) => {
    const header = centralHeader(entry, offset);
    offset += LOCAL_BYTES + entry.name.length + entry.size;
    return header;
  });
  const directory = Buffer.concat(headers);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([directory, end]);
}

/** Bytes of the whole archive. */
export function archiveSize(entries: readonly Pick<ArchiveEntry, 'name' | 'size'>[]): number {
  return entries.reduce(
    (total, { name, size }) => total + LOCAL_BYTES + CENTRAL_BYTES + 2 * name.length + size,
    END_BYTES,
  );
}
