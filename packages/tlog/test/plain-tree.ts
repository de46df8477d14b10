import { createHash, hash } from 'node:crypto';

/** RFC 9162 §2.1 word for word, without tiles: the judge of what the package computes. */
export function plainRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) {
    return createHash('sha256').digest();
  }
  if (leaves.length === 1) {
    return only;
  }
  let k = 1;
  while (k * 2 < leaves.length) {
    k *= 2;
  }
  const [left, right] = [plainRoot(leaves.slice(0, k)), plainRoot(leaves.slice(k))];
  return hash('sha256', Buffer.concat([Buffer.of(1), left, right]), 'buffer');
}
