import { inflateRawSync } from 'node:zlib';
import { typeByBytes } from '../read/file-type.ts';
import { rarListing } from './rar-names.ts';
import { sevenZipListing } from './seven-zip-names.ts';

/* The central directory of a zip, and those of archives inside it: names are listed, nothing but inner archives is inflated. */

interface ArchiveEntry {
  name: string;
  isEncrypted: boolean;
}

interface Located extends ArchiveEntry {
  method: number;
  size: number;
  /** Of its local header. */
  at: number;
}

export interface ArchiveListing {
  entries: ArchiveEntry[];
  /** Archives lie deeper in each other than is looked at. */
  isTooDeep: boolean;
  /** Not even the names can be read without a password. */
  isLocked?: boolean;
  /** It is written in a way that is not read, or holds more than is looked at. */
  isUnreadable?: boolean;
}

const [END_SIGNATURE, ENTRY_SIGNATURE, LOCAL_SIGNATURE] = [0x06054b50, 0x02014b50, 0x04034b50];
const [END_SIZE, ENTRY_SIZE, LOCAL_SIZE] = [22, 46, 30];
/** Comment of a zip at most. */
const SEARCH = 65_557;
const MAX_ENTRIES = 2_000;
/** Layers of archives in archives, inner archives in all, and bytes that are inflated for them. */
const [MOST_LAYERS, MOST_INNER, MOST_INFLATED] = [3, 10, 8 * 1024 * 1024];
const INNER_NAME = /\.(?:zip|jar|docx|xlsx|pptx|7z|rar)$/i;
const ARCHIVE_NAME = /\.(?:zip|rar|7z|gz|tgz|tar)$/i;

function findEnd(view: Buffer): number {
  const least = Math.max(0, view.length - SEARCH);
  for (let at = view.length - END_SIZE; at >= least; at -= 1) {
    if (view.readUInt32LE(at) === END_SIGNATURE) {
      return at;
    }
  }
  return -1;
}

/** Names and encryption of the first entries; empty when there is no directory. */
function located(view: Buffer): Located[] {
  const end = view.length < END_SIZE ? -1 : findEnd(view);
  const entries: Located[] = [];
  let at = end === -1 ? view.length : view.readUInt32LE(end + 16);
  while (at + ENTRY_SIZE <= view.length && entries.length < MAX_ENTRIES && view.readUInt32LE(at) === ENTRY_SIGNATURE) {
    const [flags, nameLength] = [view.readUInt16LE(at + 8), view.readUInt16LE(at + 28)];
    const skip = view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
    const name = view.toString(
      (flags & 0x800) === 0 ? 'latin1' : 'utf8',
      at + ENTRY_SIZE,
      at + ENTRY_SIZE + nameLength,
    );
    entries.push({
      name,
      isEncrypted: (flags & 1) === 1,
      method: view.readUInt16LE(at + 10),
      size: view.readUInt32LE(at + 20),
      at: view.readUInt32LE(at + 42),
    });
    at += ENTRY_SIZE + nameLength + skip;
  }
  return entries;
}

/** The bytes of one entry, when it is stored or deflated and small enough. */
function bytesOf(view: Buffer, { method, size, at }: Located, most: number): Buffer | undefined {
  if (at + LOCAL_SIZE > view.length || view.readUInt32LE(at) !== LOCAL_SIGNATURE) {
    return undefined;
  }
  const start = at + LOCAL_SIZE + view.readUInt16LE(at + 26) + view.readUInt16LE(at + 28);
  const packed = view.subarray(start, Math.min(start + size, view.length));
  if (method === 0) {
    return packed.length <= most ? packed : undefined;
  }
  try {
    return method === 8 ? inflateRawSync(packed, { maxOutputLength: Math.max(1, most) }) : undefined;
  } catch {
    return undefined; // not deflated after all, or larger than is looked at
  }
}

/** Archives inside a zip, as long as there is something left to spend. */
function innerArchives(view: Buffer, entries: readonly Located[], spent: { count: number; bytes: number }): Buffer[] {
  return entries.flatMap((entry) => {
    if (!INNER_NAME.test(entry.name) || entry.isEncrypted || spent.count >= MOST_INNER) {
      return [];
    }
    spent.count += 1;
    const found = bytesOf(view, entry, MOST_INFLATED - spent.bytes);
    spent.bytes += found?.length ?? 0;
    return found === undefined ? [] : [found];
  });
}

interface Read {
  view: Buffer;
  /** Of a zip: what may be looked into. */
  zipped: Located[];
  listing: ArchiveListing;
}

function readLayer(view: Buffer): Read {
  switch (typeByBytes(view)) {
    case 'application/x-7z-compressed':
      return { view, zipped: [], listing: sevenZipListing(view) };
    case 'application/vnd.rar':
      return { view, zipped: [], listing: rarListing(view) };
    default: {
      const zipped = located(view);
      const entries = zipped.map(({ name, isEncrypted }) => ({ name, isEncrypted }));
      return { view, zipped, listing: { entries, isTooDeep: false } };
    }
  }
}

/** Names in an archive, and in the archives inside a zip, three layers deep; a 7z or RAR is not looked into further. */
export function archiveListing(bytes: Uint8Array): ArchiveListing {
  const listing: ArchiveListing = { entries: [], isTooDeep: false };
  const spent = { count: 0, bytes: 0 };
  let layer = [Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)];
  for (let depth = 1; layer.length > 0; depth += 1) {
    const read = layer.map(readLayer);
    const entries = read.flatMap((each) => each.listing.entries);
    listing.entries.push(...entries);
    listing.isLocked ||= read.some((each) => each.listing.isLocked === true);
    listing.isUnreadable ||= read.some((each) => each.listing.isUnreadable === true);
    if (depth === MOST_LAYERS) {
      return { ...listing, isTooDeep: entries.some(({ name }) => ARCHIVE_NAME.test(name)) };
    }
    layer = read.flatMap((each) => innerArchives(each.view, each.zipped, spent));
  }
  return listing;
}
