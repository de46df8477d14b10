import type { ArchiveListing } from './archive-names.ts';

/* The blocks of a RAR archive of format 4 and 5, one behind the other: names and passwords; no content is unpacked. */

const MOST_NAMES = 20_000;
/** Blocks that are no file are passed over, as many as this. */
const MOST_BLOCKS = 40_000;
const MARK = 'Rar!\x1a\x07';
const FOUR = { main: 0x73, file: 0x74, end: 0x7b } as const;
const FIVE = { file: 2, encryption: 4, end: 5 } as const;
const FOUR_BLOCK = 7;
const FOUR_FILE = 32;

interface Block {
  next: number;
  names?: string[];
  isEncrypted?: boolean;
  /** Everything behind it is encrypted. */
  isLocked?: boolean;
  isEnd?: boolean;
}

type ReadBlock = (view: Buffer, at: number) => Block | undefined;

/** Letters taken over from the code page, each moved by as much when `added` is given. */
function takenOver(
  narrow: Buffer,
  from: number,
  count: number,
  moved: { added: number; high: number } | undefined,
): number[] {
  return [...narrow.subarray(from, from + count)].map((letter) =>
    moved === undefined ? letter : ((letter + moved.added) & 0xff) | moved.high,
  );
}

/** Format 4 keeps the letters beyond the code page beside it: two bits say how each is written. */
function wideName(narrow: Buffer, packed: Buffer): string {
  const letters: number[] = [];
  const high = (packed[0] ?? 0) << 8;
  let at = 1;
  const take = (): number => {
    at += 1;
    return packed[at - 1] ?? 0;
  };
  const readLetter: readonly (() => number[])[] = [
    () => [take()],
    () => [take() | high],
    () => [take() | (take() << 8)],
    () => {
      const said = take();
      const moved = (said & 0x80) === 0 ? undefined : { added: take(), high };
      return takenOver(narrow, letters.length, (said & 0x7f) + 2, moved);
    },
  ];
  while (at < packed.length) {
    const kinds = take();
    for (let shift = 6; shift >= 0 && at < packed.length; shift -= 2) {
      letters.push(...(readLetter[(kinds >>> shift) & 3]?.() ?? []));
    }
  }
  return String.fromCharCode(...letters);
}

function namesOfFour(name: Buffer, isWide: boolean): string[] {
  const end = isWide ? name.indexOf(0) : -1;
  if (end === -1) {
    return [name.toString(isWide ? 'utf8' : 'latin1')];
  }
  // Programs differ in which of the two they show.
  return [name.toString('latin1', 0, end), wideName(name.subarray(0, end), name.subarray(end + 1))];
}

const readFour: ReadBlock = (view, at) => {
  if (at + FOUR_BLOCK > view.length) {
    return undefined;
  }
  const [type, flags, size] = [view[at + 2] ?? 0, view.readUInt16LE(at + 3), view.readUInt16LE(at + 5)];
  const hasMore = (flags & 0x8000) !== 0 || type === FOUR.file;
  if (size < FOUR_BLOCK || at + size > view.length || (hasMore && size < FOUR_BLOCK + 4)) {
    return undefined;
  }
  const isLarge = type === FOUR.file && (flags & 0x100) !== 0 && size >= FOUR_FILE + 8;
  const high = isLarge ? view.readUInt32LE(at + FOUR_FILE) * 2 ** 32 : 0;
  const next = at + size + (hasMore ? view.readUInt32LE(at + FOUR_BLOCK) : 0) + high;
  if (type === FOUR.main) {
    return { next, isLocked: (flags & 0x80) !== 0 };
  }
  if (type !== FOUR.file || size < FOUR_FILE) {
    return { next, isEnd: type === FOUR.end };
  }
  const from = at + FOUR_FILE + ((flags & 0x100) === 0 ? 0 : 8);
  const name = view.subarray(from, Math.min(from + view.readUInt16LE(at + 26), at + size));
  return { next, names: namesOfFour(name, (flags & 0x200) !== 0), isEncrypted: (flags & 4) !== 0 };
};

/** Numbers of format 5: seven bits a byte, the lowest first, at most ten bytes. */
class Numbers {
  #at: number;
  readonly #view: Buffer;
  readonly #end: number;

  constructor(view: Buffer, at: number, end: number) {
    this.#view = view;
    this.#at = at;
    this.#end = Math.min(end, view.length);
  }

  get at(): number {
    return this.#at;
  }

  skip(count: number): void {
    this.#at += count;
  }

  next(): number {
    let value = 0;
    for (let no = 0; no < 10 && this.#at < this.#end; no += 1) {
      const byte = this.#view[this.#at] ?? 0;
      this.#at += 1;
      value += (byte & 0x7f) * 2 ** (7 * no);
      if (byte < 0x80) {
        return value;
      }
    }
    return Number.NaN;
  }
}

/** Among the records at the end of a header, that of type 1 says that a password is needed. */
function isEncryptedFive(view: Buffer, from: number, end: number): boolean {
  let at = from;
  while (at < end) {
    const numbers = new Numbers(view, at, end);
    const size = numbers.next();
    const start = numbers.at;
    if (!(size > 0)) {
      return false;
    }
    if (numbers.next() === 1) {
      return true;
    }
    at = start + size;
  }
  return false;
}

const readFive: ReadBlock = (view, at) => {
  const numbers = new Numbers(view, at + 4, view.length);
  const size = numbers.next();
  const start = numbers.at;
  const end = start + size;
  if (!(size > 0) || end > view.length) {
    return undefined;
  }
  const [type, flags] = [numbers.next(), numbers.next()];
  const extra = (flags & 1) === 0 ? 0 : numbers.next();
  const data = (flags & 2) === 0 ? 0 : numbers.next();
  if (![type, flags, extra, data].every(Number.isSafeInteger)) {
    return undefined;
  }
  const next = end + data;
  if (type !== FIVE.file) {
    return { next, isLocked: type === FIVE.encryption, isEnd: type === FIVE.end };
  }
  const fileFlags = numbers.next();
  numbers.next(); // size
  numbers.next(); // attributes
  numbers.skip(((fileFlags & 2) === 0 ? 0 : 4) + ((fileFlags & 4) === 0 ? 0 : 4));
  numbers.next(); // packing
  numbers.next(); // system
  const length = numbers.next();
  if (!Number.isSafeInteger(length)) {
    return undefined;
  }
  const name = view.toString('utf8', numbers.at, Math.min(numbers.at + length, end));
  return { next, names: [name], isEncrypted: isEncryptedFive(view, Math.max(numbers.at, end - extra), end) };
};

/** Names in a RAR archive, as far as its blocks reach. */
export function rarListing(view: Buffer): ArchiveListing {
  const isFive = view[MARK.length] === 1;
  const read = isFive ? readFive : readFour;
  const listing: ArchiveListing = { entries: [], isTooDeep: false };
  let at = MARK.length + (isFive ? 2 : 1);
  for (let no = 0; at < view.length; no += 1) {
    if (no === MOST_BLOCKS || listing.entries.length > MOST_NAMES) {
      return { ...listing, isUnreadable: true };
    }
    const block = read(view, at);
    if (block === undefined) {
      return listing; // cut off, or no block any more: whoever opens it sees no further
    }
    if (block.isLocked === true) {
      return { ...listing, isLocked: true };
    }
    listing.entries.push(...(block.names ?? []).map((name) => ({ name, isEncrypted: block.isEncrypted === true })));
    if (block.isEnd === true) {
      return listing;
    }
    at = block.next;
  }
  return listing;
}
