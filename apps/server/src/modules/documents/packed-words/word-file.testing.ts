const SECTOR = 512;
const [END, FREE, TABLE] = [0xfffffffe, 0xffffffff, 0xfffffffd];

/** Of sectors one behind the other; the last ends. */
function chainFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, no) => (no === count - 1 ? END : first + no + 1));
}

function entry(
  name: string,
  type: number,
  given: { first: number; length: number; child?: number; right?: number },
): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.write(name, 'utf16le');
  bytes.writeUInt16LE(2 * (name.length + 1), 64);
  bytes[66] = type;
  bytes[67] = 1;
  bytes.writeUInt32LE(FREE, 68);
  bytes.writeUInt32LE(given.right ?? FREE, 72);
  bytes.writeUInt32LE(given.child ?? FREE, 76);
  bytes.writeUInt32LE(given.first, 116);
  bytes.writeUInt32LE(given.length, 120);
  return bytes;
}

function padded(bytes: Buffer, least: number): Buffer {
  return Buffer.concat([
    bytes,
    Buffer.alloc(Math.max(least, Math.ceil(bytes.length / SECTOR) * SECTOR) - bytes.length),
  ]);
}

/** MS-CFB of version 3 with two streams of at least 4,096 bytes each. */
function compoundFile(word: Buffer, table: Buffer): Buffer {
  const [one, two] = [padded(word, 4_096), padded(table, 4_096)];
  const [oneSectors, twoSectors] = [one.length / SECTOR, two.length / SECTOR];
  const chains = [TABLE, END, ...chainFrom(2, oneSectors), ...chainFrom(2 + oneSectors, twoSectors)];
  const next = Buffer.alloc(SECTOR, 0xff);
  for (const [no, sector] of chains.entries()) {
    next.writeUInt32LE(sector, 4 * no);
  }
  const head = Buffer.alloc(SECTOR);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(head);
  for (const [at, value] of [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const) {
    head.writeUInt16LE(value, at);
  }
  for (const [at, value] of [
    [44, 1],
    [48, 1],
    [56, 4_096],
    [60, END],
    [68, END],
  ] as const) {
    head.writeUInt32LE(value, at);
  }
  head.fill(0xff, 76);
  head.writeUInt32LE(0, 76);
  const directory = Buffer.concat([
    entry('Root Entry', 5, { first: END, length: 0, child: 1 }),
    entry('WordDocument', 2, { first: 2, length: one.length, right: 2 }),
    entry('1Table', 2, { first: 2 + oneSectors, length: two.length }),
    Buffer.alloc(128),
  ]);
  return Buffer.concat([head, next, directory, one, two]);
}

export interface Piece {
  text: string;
  /** In the Western alphabet, a byte a letter. */
  isNarrow?: boolean;
}

/** A Word 97 file whose text stands in these pieces, stored in the order opposite to that they are read in. */
export function wordBinary(pieces: readonly Piece[], { flags = 0, version = 193 } = {}): Buffer {
  const word = Buffer.alloc(1_024 + pieces.reduce((sum, { text }) => sum + 2 * text.length, 0));
  word.writeUInt16LE(0xa5ec, 0);
  word.writeUInt16LE(version, 2);
  word.writeUInt16LE(0x200 | flags, 10);
  word.writeUInt16LE(14, 32);
  word.writeUInt16LE(22, 62);
  word.writeUInt16LE(93, 152);
  const plc = Buffer.alloc(4 + 12 * pieces.length);
  let at = word.length;
  let letters = 0;
  for (const [no, { text, isNarrow = false }] of pieces.entries()) {
    const bytes = Buffer.from(text, isNarrow ? 'latin1' : 'utf16le');
    at -= bytes.length;
    bytes.copy(word, at);
    letters += text.length;
    plc.writeUInt32LE(letters, 4 * (no + 1));
    plc.writeUInt32LE(isNarrow ? 2 * at + 2 ** 30 : at, 4 * (pieces.length + 1) + 8 * no + 2);
  }
  word.writeUInt32LE(letters, 76);
  const head = Buffer.from([1, 4, 0, 9, 9, 9, 9, 2, 0, 0, 0, 0]);
  head.writeUInt32LE(plc.length, 8);
  const table = Buffer.concat([head, plc]);
  word.writeUInt32LE(table.length, 0x1a6);
  return compoundFile(word, table);
}
