/*
 * Streams of a compound file (MS-CFB), as Word kept its letters in before 2007. Every chain is walked at most as far as the file has
 * sectors, so that one that bites its own tail ends.
 */

const [HEADER, DIRECTORY_ENTRY, DIRECT_TABLES] = [512, 128, 109];
const [LAST, FREE] = [0xfffffffe, 0xffffffff];
const MOST_STREAM = 32 * 1024 * 1024;
const [ROOT, STREAM] = [5, 2];

export function isCompoundFile(bytes: Buffer): boolean {
  return bytes.length >= HEADER && bytes.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1';
}

interface Sectors {
  bytes: Buffer;
  size: number;
  /** What comes behind each sector. */
  next: Buffer;
  /** Of sectors, from the start of the bytes. */
  from: number;
}

function chain({ bytes, size, next, from }: Sectors, first: number, length: number): Buffer {
  const pieces: Buffer[] = [];
  const most = Math.ceil(Math.min(length, MOST_STREAM) / size);
  let sector = first;
  while (pieces.length < most && sector < LAST && from + sector * size < bytes.length) {
    const at = from + sector * size;
    pieces.push(bytes.subarray(at, at + size));
    sector = sector * 4 + 4 <= next.length ? next.readUInt32LE(sector * 4) : LAST;
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** Sectors that hold the table of chains: the first 109 stand in the head, the others in a chain of their own. */
function tableSectors(bytes: Buffer, size: number): number[] {
  const wanted = Math.min(bytes.readUInt32LE(44), Math.ceil(bytes.length / size));
  const sectors = Array.from({ length: DIRECT_TABLES }, (_, no) => bytes.readUInt32LE(76 + 4 * no));
  let more = bytes.readUInt32LE(68);
  while (sectors.length < wanted && more < LAST && (more + 2) * size <= bytes.length) {
    const at = (more + 1) * size;
    for (let no = 0; no < size / 4 - 1; no += 1) {
      sectors.push(bytes.readUInt32LE(at + 4 * no));
    }
    more = bytes.readUInt32LE(at + size - 4);
  }
  return sectors.slice(0, wanted).filter((sector) => sector < FREE);
}

export interface CompoundFile {
  /** Undefined when there is none of that name. */
  stream(name: string): Buffer | undefined;
}

interface DirectoryEntry {
  name: string;
  type: number;
  first: number;
  length: number;
}

function entriesOf(directory: Buffer): DirectoryEntry[] {
  return Array.from({ length: Math.floor(directory.length / DIRECTORY_ENTRY) }, (_, no) => {
    const entry = directory.subarray(no * DIRECTORY_ENTRY, (no + 1) * DIRECTORY_ENTRY);
    const letters = Math.min(64, Math.max(0, entry.readUInt16LE(64) - 2));
    return {
      name: entry.toString('utf16le', 0, letters),
      type: entry[66] ?? 0,
      first: entry.readUInt32LE(116),
      length: entry.readUInt32LE(120),
    };
  });
}

export function openCompoundFile(bytes: Buffer): CompoundFile | undefined {
  const size = isCompoundFile(bytes) ? 2 ** bytes.readUInt16LE(30) : 0;
  if (size !== 512 && size !== 4096) {
    return undefined;
  }
  const next = Buffer.concat(
    tableSectors(bytes, size).map((sector) => bytes.subarray((sector + 1) * size, (sector + 2) * size)),
  );
  const sectors: Sectors = { bytes, size, next, from: size };
  const entries = entriesOf(chain(sectors, bytes.readUInt32LE(48), MOST_STREAM));
  const root = entries.find(({ type }) => type === ROOT);
  const small: Sectors = {
    bytes: root === undefined ? Buffer.alloc(0) : chain(sectors, root.first, root.length),
    size: 64,
    next: chain(sectors, bytes.readUInt32LE(60), MOST_STREAM),
    from: 0,
  };
  return {
    stream: (wanted) => {
      const entry = entries.find(({ name, type }) => type === STREAM && name === wanted);
      if (entry === undefined) {
        return undefined;
      }
      return chain(entry.length < bytes.readUInt32LE(56) ? small : sectors, entry.first, entry.length);
    },
  };
}
