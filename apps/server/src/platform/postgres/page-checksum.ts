/**
 * The checksum PostgreSQL writes into each page (src/include/storage/checksum_impl.h: 32 lanes of FNV-1a with a shift, folded to 16
 * bits with the number of the block). Known from its description; `page-checksum.test.ts` compares with pages of the real server.
 */
export const PAGE_BYTES = 8192;
const LANES = 32;
const WORDS = PAGE_BYTES / 4;
const PRIME = 16_777_619;
/** Of pd_checksum, in 16-bit words: behind the log position. */
const CHECKSUM_AT = 4;

// biome-ignore format: a table of the format
const OFFSETS = Uint32Array.of(
  0x5b1f36e9, 0xb8525960, 0x02ab50aa, 0x1de66d2a, 0x79ff467a, 0x9bb9f8a3, 0x217e7cd2, 0x83e13d2c,
  0xf8d4474f, 0xe39eb970, 0x42c6ae16, 0x993216fa, 0x7b093b5d, 0x98daff3c, 0xf718902a, 0x0b1c9cdb,
  0xe58f764b, 0x187636bc, 0x5d7b3bb1, 0xe73de7de, 0x92bec979, 0xcca6c0b2, 0x304a0979, 0x85aa43d4,
  0x783125bb, 0x6ca8eaa2, 0xe407eac6, 0x4b5cfc3e, 0x9fbf8c76, 0x15ca20be, 0xf2ca9fd3, 0x959bd756,
);

/** Of a page whose bytes are aligned to four; the place of the checksum itself counts as zero. */
export function pageChecksum(page: Uint8Array, block: number): number {
  const words = new Uint32Array(page.buffer, page.byteOffset, WORDS);
  const sums = OFFSETS.slice();
  for (let at = 0; at < WORDS; at += LANES) {
    for (let lane = 0; lane < LANES; lane += 1) {
      let word = words[at + lane] ?? 0;
      if (at + lane === CHECKSUM_AT / 2) {
        word &= 0xffff_0000;
      }
      const mixed = (sums[lane] ?? 0) ^ word;
      sums[lane] = Math.imul(mixed, PRIME) ^ (mixed >>> 17);
    }
  }
  let whole = 0;
  for (let round = 0; round < 2; round += 1) {
    for (let lane = 0; lane < LANES; lane += 1) {
      const mixed = sums[lane] ?? 0;
      sums[lane] = Math.imul(mixed, PRIME) ^ (mixed >>> 17);
    }
  }
  for (const sum of sums) {
    whole ^= sum;
  }
  return (((whole ^ block) >>> 0) % 65_535) + 1;
}

type PageCondition = 'good' | 'empty' | 'damaged';

export function judgePage(page: Uint8Array, block: number): PageCondition {
  const halves = new Uint16Array(page.buffer, page.byteOffset, PAGE_BYTES / 2);
  // pd_upper is zero only in a page that was never written to: all of it must be zero then.
  if (halves[7] === 0) {
    return page.every((byte) => byte === 0) ? 'empty' : 'damaged';
  }
  return halves[CHECKSUM_AT] === pageChecksum(page, block) ? 'good' : 'damaged';
}
