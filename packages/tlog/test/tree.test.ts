import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyRoot,
  growTree,
  leafHash,
  openTree,
  TILE_WIDTH,
  type TileAddress,
  type TileReader,
  TlogError,
  verifyConsistency,
  verifyInclusion,
} from '../src/index.ts';
import { plainRoot } from './plain-tree.ts';

/** RFC 9162 §2.1: the eight entries and the roots of the test tree of the Certificate Transparency reference implementation. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
/** The same tree: the path of leaf 5 in seven, and the proof from six to eight. */
const PATH_5_OF_7 = [
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
];

function leavesOf(count: number): Buffer[] {
  return Array.from({ length: count }, (_none, at) => leafHash(Buffer.from(`leaf ${at}`)));
}

/** A log in memory that keeps what `growTree` says, as a database would. */
function createStore() {
  const rows: Buffer[][] = [[]];
  const read: TileReader = async ({ level, index, width }) =>
    (rows[level] ?? []).slice(index * TILE_WIDTH, index * TILE_WIDTH + width);
  return {
    read,
    rows,
    async append(leaves: readonly Buffer[]): Promise<void> {
      const before = rows[0]?.length ?? 0;
      rows[0]?.push(...leaves);
      for (const { level, index, hash } of await growTree(before, before + leaves.length, read)) {
        const row = rows[level] ?? [];
        rows[level] = row;
        expect(row.length).toBe(index);
        row.push(hash);
      }
    },
  };
}

async function storeOf(leaves: readonly Buffer[]) {
  const store = createStore();
  await store.append(leaves);
  return store;
}

describe('the test tree of the reference implementation', () => {
  const leaves = ENTRIES.map((hex) => leafHash(Buffer.from(hex, 'hex')));

  test('roots of all its beginnings', async () => {
    const { read } = await storeOf(leaves);
    for (const [index, root] of ROOTS.entries()) {
      expect((await openTree(index + 1, read).root()).toString('hex')).toBe(root);
    }
    expect(await openTree(0, read).root()).toEqual(emptyRoot());
  });

  test('a path known from elsewhere', async () => {
    const { read } = await storeOf(leaves);
    const proof = await openTree(7, read).inclusionProof(5);
    expect(proof.slice(1).map((hash) => hash.toString('hex'))).toEqual(
      [leaves[6], Buffer.from(ROOTS[3] ?? '', 'hex')].map((hash) => hash?.toString('hex')),
    );
    expect(proof[0]?.toString('hex')).toBe(PATH_5_OF_7[0]);
    expect(proof.map((hash) => hash.toString('hex'))).toEqual(PATH_5_OF_7);
  });
});

test('every leaf of every tree up to 300, every beginning of every tree up to 300', async () => {
  const leaves = leavesOf(300);
  const { read } = await storeOf(leaves);
  const roots = [emptyRoot()];
  for (let size = 1; size <= leaves.length; size += 1) {
    const tree = openTree(size, read);
    const root = await tree.root();
    expect(root).toEqual(plainRoot(leaves.slice(0, size)));
    roots.push(root);
    for (let first = 0; first <= size; first += 1) {
      const claim = { first, second: size, firstRoot: roots[first] ?? root, secondRoot: root };
      if (!verifyConsistency({ ...claim, proof: await tree.consistencyProof(first) })) {
        expect.fail(`${first} in ${size}`);
      }
    }
    const places = size <= 64 || size >= 296 ? [...Array(size).keys()] : [0, size >> 1, size - 1];
    for (const index of places) {
      const claim = { leafHash: leaves[index] ?? root, index, size, root, proof: await tree.inclusionProof(index) };
      expect(verifyInclusion(claim)).toBe(true);
    }
  }
});

test('a tree grown in random steps has the roots and proofs of one made at once, over three levels of tiles', async () => {
  const leaves = leavesOf(TILE_WIDTH ** 2 + 700);
  const whole = await storeOf(leaves);
  const grown = createStore();
  for (let from = 0, step = 1; from < leaves.length; from += step, step = (step * 7 + 3) % 4_099) {
    await grown.append(leaves.slice(from, from + step));
  }
  expect(grown.rows).toEqual(whole.rows);
  expect(grown.rows.map(({ length }) => length)).toEqual([66_236, 258, 1]);
  const asked: TileAddress[] = [];
  const tree = openTree(leaves.length, async (tile) => {
    asked.push(tile);
    return whole.read(tile);
  });
  const root = await tree.root();
  expect(root).toEqual(plainRoot(leaves));
  asked.length = 0;
  const fresh = openTree(leaves.length, async (tile) => {
    asked.push(tile);
    return whole.read(tile);
  });
  const proof = await fresh.inclusionProof(40_000);
  expect(verifyInclusion({ leafHash: leaves[40_000] ?? root, index: 40_000, size: leaves.length, root, proof })).toBe(
    true,
  );
  expect(asked.length).toBeLessThanOrEqual(6);
});

/** One bit of one hash, one hash more or fewer, two swapped. */
function forged(proof: readonly Buffer[], seed: number): Buffer[] {
  const copy = proof.map((hash) => Buffer.from(hash));
  const at = seed % Math.max(1, copy.length);
  switch (seed % 4) {
    case 0:
      return [...copy, leafHash(Buffer.from('more'))];
    case 1:
      return copy.length === 0 ? [emptyRoot()] : copy.slice(0, -1);
    case 2: {
      const bent = copy[at] ?? emptyRoot();
      bent[seed % 32] = (bent[seed % 32] ?? 0) ^ (1 << (seed % 8));
      return copy.length === 0 ? [bent] : copy;
    }
    default:
      return copy.length > 1 ? [...copy.slice(1), ...copy.slice(0, 1)] : [leafHash(Buffer.from('other'))];
  }
}

test('forged proofs, leaves, places and roots are refused', async () => {
  const leaves = leavesOf(600);
  const { read } = await storeOf(leaves);
  const numbers = fc.tuple(fc.integer({ min: 2, max: 600 }), fc.nat(), fc.nat());
  await fc.assert(
    fc.asyncProperty(numbers, async ([size, place, seed]) => {
      const tree = openTree(size, read);
      const root = await tree.root();
      const index = place % size;
      const leaf = leaves[index] ?? root;
      const proof = await tree.inclusionProof(index);
      const claim = { leafHash: leaf, index, size, root, proof };
      expect(verifyInclusion(claim)).toBe(true);
      expect(verifyInclusion({ ...claim, proof: forged(proof, seed) })).toBe(false);
      expect(verifyInclusion({ ...claim, leafHash: leafHash(Buffer.from('other')) })).toBe(false);
      expect(verifyInclusion({ ...claim, index: (index + 1) % size })).toBe(false);
      expect(verifyInclusion({ ...claim, root: emptyRoot() })).toBe(false);
      const first = 1 + (place % (size - 1));
      const between = await tree.consistencyProof(first);
      const said = {
        first,
        second: size,
        firstRoot: await openTree(first, read).root(),
        secondRoot: root,
        proof: between,
      };
      expect(verifyConsistency(said)).toBe(true);
      expect(verifyConsistency({ ...said, proof: forged(between, seed) })).toBe(false);
      expect(verifyConsistency({ ...said, firstRoot: leafHash(Buffer.from('x')) })).toBe(false);
      expect(verifyConsistency({ ...said, secondRoot: leafHash(Buffer.from('x')) })).toBe(false);
    }),
    { numRuns: 150 },
  );
});

test('places outside the tree and stores that lie are told', async () => {
  const { read } = await storeOf(leavesOf(5));
  await expect(openTree(5, read).inclusionProof(5)).rejects.toThrow(TlogError);
  await expect(openTree(5, read).consistencyProof(6)).rejects.toThrow(TlogError);
  await expect(openTree(6, read).root()).rejects.toThrow(TlogError);
  await expect(growTree(3, 2, read)).rejects.toThrow(TlogError);
  expect(() => openTree(-1, read)).toThrow(TlogError);
  expect(verifyInclusion({ leafHash: emptyRoot(), index: 1, size: 1, root: emptyRoot(), proof: [] })).toBe(false);
  const roots = { firstRoot: emptyRoot(), secondRoot: emptyRoot() };
  expect(verifyConsistency({ first: 3, second: 2, ...roots, proof: [] })).toBe(false);
});
