/** More streams than an archive of an office has. */
export const MOST_STREAMS = 20_000;

/** Written otherwise than archivers do, or more than is read. */
export class Unreadable extends Error {}

/** Bytes, numbers and lists as a directory of 7z writes them; each throws `Unreadable` where the bytes end. */
export class Reader {
  readonly #view: Buffer;
  #at = 0;

  constructor(view: Buffer) {
    this.#view = view;
  }

  bytes(count: number): Buffer {
    if (count > this.#view.length - this.#at) {
      throw new Unreadable();
    }
    this.#at += count;
    return this.#view.subarray(this.#at - count, this.#at);
  }

  byte(): number {
    return this.bytes(1)[0] ?? 0;
  }

  /** The number of leading ones of the first byte says how many follow; the lowest comes first. */
  number(): number {
    const first = this.byte();
    let [value, mask] = [0, 0x80];
    for (let no = 0; no < 8; no += 1) {
      if ((first & mask) === 0) {
        return this.#whole(value + (first & (mask - 1)) * 2 ** (8 * no));
      }
      value += this.byte() * 2 ** (8 * no);
      mask >>>= 1;
    }
    return this.#whole(value);
  }

  #whole(value: number): number {
    if (!Number.isSafeInteger(value)) {
      throw new Unreadable();
    }
    return value;
  }

  count(most = MOST_STREAMS): number {
    const value = this.number();
    if (value > most) {
      throw new Unreadable();
    }
    return value;
  }

  expect(id: number): void {
    if (this.byte() !== id) {
      throw new Unreadable();
    }
  }

  /** Checksums of some of them. */
  checksums(count: number): boolean[] {
    const isAll = this.byte() !== 0;
    const bits = isAll ? undefined : this.bytes(Math.ceil(count / 8));
    const has = Array.from({ length: count }, (_, no) =>
      bits === undefined ? true : (((bits[no >>> 3] ?? 0) >>> (7 - (no & 7))) & 1) === 1,
    );
    this.bytes(4 * has.filter(Boolean).length);
    return has;
  }
}
