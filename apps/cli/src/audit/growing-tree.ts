import { createHash } from 'node:crypto';

function join(left: Buffer, right: Buffer): Buffer {
  const hash = createHash('sha256');
  hash.update('\u0001');
  hash.update(left);
  hash.update(right);
  return hash.digest();
}

interface Peak {
  height: number;
  hash: Buffer;
}

/** Told of every whole subtree as it closes, by height and number from the left. */
type Closed = (height: number, position: number, hash: Buffer) => void;

/**
 * The tree of RFC 9162 read from left to right, once: only the peaks of whole subtrees are kept. Written apart from `@congvu/tlog`, which
 * the server uses: two programs, one answer.
 */
export class GrowingTree {
  #peaks: Peak[] = [];
  #size = 0;
  readonly #closed: Closed | undefined;

  constructor(closed?: Closed) {
    this.#closed = closed;
  }

  get size(): number {
    return this.#size;
  }

  add(leafHash: Buffer): void {
    let peak: Peak = { height: 0, hash: leafHash };
    let position = this.#size;
    this.#size += 1;
    for (let last = this.#peaks.at(-1); last?.height === peak.height; last = this.#peaks.at(-1)) {
      this.#peaks.pop();
      position = Math.floor(position / 2);
      peak = { height: peak.height + 1, hash: join(last.hash, peak.hash) };
      this.#closed?.(peak.height, position, peak.hash);
    }
    this.#peaks.push(peak);
  }

  root(): Buffer {
    const peaks = [...this.#peaks];
    let root = peaks.pop()?.hash;
    for (let left = peaks.pop(); root !== undefined && left !== undefined; left = peaks.pop()) {
      root = join(left.hash, root);
    }
    return root ?? createHash('sha256').digest();
  }
}

/** RFC 9162 2.1.3.2 in the words of 2.1.1: the root that a leaf and its siblings lead to; undefined when there are too many or too few. */
export function rootOfPath(
  leafHash: Buffer,
  index: number,
  size: number,
  siblings: readonly Buffer[],
): Buffer | undefined {
  if (size === 1) {
    return siblings.length === 0 ? leafHash : undefined;
  }
  const outer = siblings.at(-1);
  if (outer === undefined) {
    return undefined;
  }
  let left = 1;
  while (left * 2 < size) {
    left *= 2;
  }
  const inner = siblings.slice(0, -1);
  if (index < left) {
    const below = rootOfPath(leafHash, index, left, inner);
    return below === undefined ? undefined : join(below, outer);
  }
  const below = rootOfPath(leafHash, index - left, size - left, inner);
  return below === undefined ? undefined : join(outer, below);
}
