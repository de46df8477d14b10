import { timingSafeEqual } from 'node:crypto';
import { HASH_BYTES, nodeHash } from './hashes.ts';

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === HASH_BYTES);
}

/** Both numbers of RFC 9162 are walked from their last bit; beyond 2^31 the bit operators of JavaScript would cut them. */
function half(value: number): number {
  return Math.floor(value / 2);
}

export interface InclusionClaim {
  leafHash: Uint8Array;
  index: number;
  size: number;
  root: Uint8Array;
  proof: readonly Uint8Array[];
}

/**
 * RFC 9162 §2.1.3.2: the leaf stands at this place of the tree with this root.
 *
 * @example
 * const leaf = leafHash(Buffer.from('alone'));
 * verifyInclusion({ leafHash: leaf, index: 0, size: 1, root: leaf, proof: [] }) // true
 */
export function verifyInclusion({ leafHash, index, size, root, proof }: InclusionClaim): boolean {
  if (!isWhole(index) || !isWhole(size) || index >= size || !areHashes([leafHash, root, ...proof])) {
    return false;
  }
  let [fn, sn] = [index, size - 1];
  let hash: Uint8Array = leafHash;
  for (const sibling of proof) {
    if (sn === 0) {
      return false;
    }
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        [fn, sn] = [half(fn), half(sn)];
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && isSame(hash, root);
}

export interface ConsistencyClaim {
  first: number;
  second: number;
  firstRoot: Uint8Array;
  secondRoot: Uint8Array;
  proof: readonly Uint8Array[];
}

/** Both roots out of the proof, or nothing when it is too long or too short. */
function walk({ first, second, firstRoot, proof }: ConsistencyClaim): [Uint8Array, Uint8Array] | undefined {
  let [fn, sn] = [first - 1, second - 1];
  while (fn % 2 === 1) {
    [fn, sn] = [half(fn), half(sn)];
  }
  const isPowerOfTwo = Number.isInteger(Math.log2(first));
  const [start, ...rest] = isPowerOfTwo ? [firstRoot, ...proof] : proof;
  if (start === undefined) {
    return undefined;
  }
  let [left, right]: [Uint8Array, Uint8Array] = [start, start];
  for (const hash of rest) {
    if (sn === 0) {
      return undefined;
    }
    if (fn % 2 === 1 || fn === sn) {
      [left, right] = [nodeHash(hash, left), nodeHash(hash, right)];
      while (fn % 2 === 0 && fn !== 0) {
        [fn, sn] = [half(fn), half(sn)];
      }
    } else {
      right = nodeHash(right, hash);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 ? [left, right] : undefined;
}

/**
 * RFC 9162 §2.1.4.2: the larger tree begins with the smaller one: nothing of it was changed, dropped or moved. A tree of nothing is
 * the beginning of every tree, by the empty proof.
 *
 * @example
 * const root = leafHash(Buffer.from('alone'));
 * verifyConsistency({ first: 1, second: 1, firstRoot: root, secondRoot: root, proof: [] }) // true
 */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { first, second, firstRoot, secondRoot, proof } = claim;
  if (!isWhole(first) || !isWhole(second) || first > second || !areHashes([firstRoot, secondRoot, ...proof])) {
    return false;
  }
  if (first === 0) {
    return proof.length === 0;
  }
  if (first === second) {
    return proof.length === 0 && isSame(firstRoot, secondRoot);
  }
  const roots = proof.length === 0 ? undefined : walk(claim);
  return roots !== undefined && isSame(roots[0], firstRoot) && isSame(roots[1], secondRoot);
}
