import { TlogError } from './errors.ts';
import { emptyRoot, HASH_BYTES, nodeHash } from './hashes.ts';

/** C2SP tlog-tiles: a tile holds 256 hashes; a full one is one hash of the tile above it. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** `width` hashes from the start of the tile: 256, or fewer at the right edge of the tree. Level 0 holds the leaf hashes. */
export interface TileAddress {
  level: number;
  index: number;
  width: number;
}

export type TileReader = (tile: TileAddress) => Promise<readonly Uint8Array[]>;

/** One hash of a level above 0: that of tile `index` of the level below, which has become full. */
export interface TileHash {
  level: number;
  index: number;
  hash: Buffer;
}

export interface Tree {
  size: number;
  root(): Promise<Buffer>;
  /** RFC 9162 §2.1.3.1. @throws TlogError `tlog.out_of_range` */
  inclusionProof(index: number): Promise<Buffer[]>;
  /** RFC 9162 §2.1.4.1: that the tree of `first` leaves is the beginning of this one. @throws TlogError `tlog.out_of_range` */
  consistencyProof(first: number): Promise<Buffer[]>;
}

function outOfRange(message: string): TlogError {
  return new TlogError('tlog.out_of_range', message);
}

function assertSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw outOfRange(`a tree cannot have ${size} leaves`);
  }
}

function fold(hashes: readonly Uint8Array[]): Buffer {
  let row: readonly Uint8Array[] = hashes;
  while (row.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at + 1 < row.length; at += 2) {
      above.push(nodeHash(row[at] ?? emptyRoot(), row[at + 1] ?? emptyRoot()));
    }
    row = above;
  }
  return Buffer.from(row[0] ?? emptyRoot());
}

/** How many hashes the level of tiles has in a tree of this size. */
function rowLength(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

async function readWhole(read: TileReader, tile: TileAddress): Promise<readonly Uint8Array[]> {
  const hashes = await read(tile);
  if (hashes.length !== tile.width || hashes.some((hash) => hash.length !== HASH_BYTES)) {
    throw outOfRange(`tile ${tile.level}/${tile.index} does not hold ${tile.width} hashes`);
  }
  return hashes;
}

/** Largest power of two below n, for n ≥ 2. */
function splitOf(count: number): number {
  let power = 1;
  while (power * 2 < count) {
    power *= 2;
  }
  return power;
}

/** The hash over 2^height leaves from a multiple of it, read out of one tile. */
type Subtree = (height: number, position: number) => Promise<Buffer>;

function subtreesOf(size: number, read: TileReader): Subtree {
  const tiles = new Map<string, Promise<readonly Uint8Array[]>>();
  const tileAt = (level: number, index: number): Promise<readonly Uint8Array[]> => {
    const key = `${level}/${index}`;
    const width = Math.min(TILE_WIDTH, rowLength(size, level) - index * TILE_WIDTH);
    const tile = tiles.get(key) ?? readWhole(read, { level, index, width });
    tiles.set(key, tile);
    return tile;
  };
  const made = new Map<string, Promise<Buffer>>();
  const subtree: Subtree = async (height, position) => {
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const first = position * count;
    const tile = await tileAt(level, Math.floor(first / TILE_WIDTH));
    const offset = first % TILE_WIDTH;
    return fold(tile.slice(offset, offset + count));
  };
  return (height, position) => {
    const key = `${height}/${position}`;
    const known = made.get(key) ?? subtree(height, position);
    made.set(key, known);
    return known;
  };
}

/**
 * A tree of so many leaves whose hashes lie in tiles: roots and proofs cost a handful of tiles, however large it is.
 *
 * @example
 * const leaves = ['a', 'b', 'c'].map((text) => leafHash(Buffer.from(text)));
 * const tree = openTree(3, async ({ width }) => leaves.slice(0, width));
 * const proof = await tree.inclusionProof(2); // one hash: the node over a and b
 */
export function openTree(size: number, read: TileReader): Tree {
  assertSize(size);
  const subtree = subtreesOf(size, read);
  const rangeRoot = async (from: number, count: number): Promise<Buffer> => {
    const height = Math.log2(count);
    if (Number.isInteger(height)) {
      return subtree(height, from / count);
    }
    const left = splitOf(count);
    return nodeHash(await rangeRoot(from, left), await rangeRoot(from + left, count - left));
  };
  const path = async (index: number, from: number, count: number): Promise<Buffer[]> => {
    if (count === 1) {
      return [];
    }
    const left = splitOf(count);
    return index < left
      ? [...(await path(index, from, left)), await rangeRoot(from + left, count - left)]
      : [...(await path(index - left, from + left, count - left)), await rangeRoot(from, left)];
  };
  const subproof = async (first: number, from: number, count: number, isWhole: boolean): Promise<Buffer[]> => {
    if (first === count) {
      return isWhole ? [] : [await rangeRoot(from, count)];
    }
    const left = splitOf(count);
    return first <= left
      ? [...(await subproof(first, from, left, isWhole)), await rangeRoot(from + left, count - left)]
      : [...(await subproof(first - left, from + left, count - left, false)), await rangeRoot(from, left)];
  };
  return {
    size,
    root: async () => (size === 0 ? emptyRoot() : rangeRoot(0, size)),
    inclusionProof: async (index) => {
      if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
        throw outOfRange(`leaf ${index} is not in a tree of ${size}`);
      }
      return path(index, 0, size);
    },
    consistencyProof: async (first) => {
      if (!Number.isSafeInteger(first) || first < 0 || first > size) {
        throw outOfRange(`a tree of ${first} is not the beginning of one of ${size}`);
      }
      return first === 0 ? [] : subproof(first, 0, size, true);
    },
  };
}

/**
 * What to store beside the new leaf hashes when a tree grows: one hash for every tile that has become full, lowest level first.
 * `read` is asked for tiles of the grown tree, never for hashes that this call itself makes.
 *
 * @example
 * const leaf = leafHash(Buffer.from('x'));
 * const made = await growTree(255, 256, async ({ width }) => Array.from({ length: width }, () => leaf));
 * made.length // 1: the hash of tile 0, which is hash 0 of level 1
 */
export async function growTree(before: number, after: number, read: TileReader): Promise<TileHash[]> {
  assertSize(before);
  assertSize(after);
  if (after < before) {
    throw outOfRange(`a tree of ${before} cannot become one of ${after}`);
  }
  const made: TileHash[] = [];
  for (let level = 0; rowLength(after, level) >= TILE_WIDTH; level += 1) {
    const fresh = new Map(made.filter((one) => one.level === level).map(({ index, hash }) => [index, hash]));
    const known = rowLength(before, level);
    const first = Math.floor(known / TILE_WIDTH);
    for (let index = first; index < Math.floor(rowLength(after, level) / TILE_WIDTH); index += 1) {
      const start = index * TILE_WIDTH;
      const stored = level === 0 ? TILE_WIDTH : Math.max(0, Math.min(TILE_WIDTH, known - start));
      const read0 = stored === 0 ? [] : await readWhole(read, { level, index, width: stored });
      const rest = Array.from({ length: TILE_WIDTH - stored }, (_none, at) => fresh.get(start + stored + at));
      made.push({ level: level + 1, index, hash: fold([...read0, ...rest.map((hash) => hash ?? emptyRoot())]) });
    }
  }
  return made;
}
