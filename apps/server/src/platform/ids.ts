import { randomBytes, randomInt } from 'node:crypto';

/** Bits of the counter behind the millisecond: 12 of rand_a and the first 14 of rand_b. */
const COUNTER_BITS = 26;
/** A new millisecond starts in the lower quarter, so that millions of ids of one moment still fit above. */
const START_BELOW = 2 ** (COUNTER_BITS - 2);

let lastTime = -1;
let counter = 0;

function count(now: number): number {
  counter = now === lastTime && counter < 2 ** COUNTER_BITS - 1 ? counter + 1 : randomInt(START_BELOW);
  lastTime = now;
  return counter;
}

/**
 * UUIDv7 (RFC 9562 §5.7) with a counter behind the time (§6.2 method 1): ordered by time, and within one millisecond in the order this
 * process made them, so that primary keys fill B-trees from the right and lines of a timeline keep their order.
 */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  const step = count(now);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt16BE(0x7000 | (step >>> 14), 6);
  bytes.writeUInt16BE(0x8000 | (step & 0x3fff), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
