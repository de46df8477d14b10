const BLOCK = 4096;
const blocks = new Map<number, Uint8Array>();

function blockOf(value: number): Uint8Array {
  const block = blocks.get(value) ?? new Uint8Array(BLOCK).fill(value);
  blocks.set(value, block);
  return block;
}

/**
 * Where the run of `value` begins that ends the bytes from `start` to `end`; `end` when there is none. The room of a signature is mostly
 * padding, tens of thousands of bytes of it: compared a block at a time.
 */
export function paddingStart(bytes: Uint8Array, start: number, end: number, value: number): number {
  const block = blockOf(value);
  let at = end;
  while (at - BLOCK >= start && Buffer.compare(bytes.subarray(at - BLOCK, at), block) === 0) {
    at -= BLOCK;
  }
  while (at > start && bytes[at - 1] === value) {
    at -= 1;
  }
  return at;
}
