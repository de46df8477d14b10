/*
 * LZMA (the decoder of the LZMA SDK's specification, 2015) for the directory of a 7z archive alone: into a buffer of a known length,
 * which is its window as well. No package on npm that is still kept does this without a native part.
 */

const [STATES, POSITION_STATES_MOST, ALIGN_BITS, DISTANCE_MODELS] = [12, 16, 4, 115];
const [TOP, MODEL_BITS, MOVE_BITS, HALF] = [2 ** 24, 11, 5, 1024];
/** What archivers write; more only makes the tables larger. */
const MOST_LITERAL_BITS = 4;

export class LzmaError extends Error {
  override name = 'LzmaError';
}

function models(count: number): Uint16Array {
  return new Uint16Array(count).fill(HALF);
}

class Range {
  #code = 0;
  #range = 0xffffffff;
  #at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#at = 1;
    for (let no = 0; no < 4; no += 1) {
      this.#code = ((this.#code << 8) | this.#next()) >>> 0;
    }
  }

  #next(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) {
      throw new LzmaError('ends early');
    }
    this.#at += 1;
    return byte;
  }

  #fill(): void {
    if (this.#range < TOP) {
      this.#range = (this.#range << 8) >>> 0;
      this.#code = ((this.#code << 8) | this.#next()) >>> 0;
    }
  }

  bit(table: Uint16Array, index: number): number {
    const chance = table[index] ?? HALF;
    const bound = (this.#range >>> MODEL_BITS) * chance;
    if (this.#code < bound) {
      this.#range = bound;
      table[index] = chance + ((2 ** MODEL_BITS - chance) >>> MOVE_BITS);
      this.#fill();
      return 0;
    }
    this.#range -= bound;
    this.#code -= bound;
    table[index] = chance - (chance >>> MOVE_BITS);
    this.#fill();
    return 1;
  }

  direct(count: number): number {
    let value = 0;
    for (let no = 0; no < count; no += 1) {
      this.#range >>>= 1;
      const isSet = this.#code >= this.#range;
      this.#code -= isSet ? this.#range : 0;
      value = value * 2 + (isSet ? 1 : 0);
      this.#fill();
    }
    return value;
  }

  tree(table: Uint16Array, bits: number, from = 0): number {
    let node = 1;
    for (let no = 0; no < bits; no += 1) {
      node = node * 2 + this.bit(table, from + node);
    }
    return node - 2 ** bits;
  }

  reversed(table: Uint16Array, bits: number, from = 0): number {
    let [node, value] = [1, 0];
    for (let no = 0; no < bits; no += 1) {
      const one = this.bit(table, from + node);
      node = node * 2 + one;
      value += one * 2 ** no;
    }
    return value;
  }
}

class Lengths {
  readonly #choice = models(2);
  readonly #low = models(POSITION_STATES_MOST * 8);
  readonly #middle = models(POSITION_STATES_MOST * 8);
  readonly #high = models(256);

  read(range: Range, position: number): number {
    if (range.bit(this.#choice, 0) === 0) {
      return 2 + range.tree(this.#low, 3, position * 8);
    }
    return range.bit(this.#choice, 1) === 0
      ? 10 + range.tree(this.#middle, 3, position * 8)
      : 18 + range.tree(this.#high, 8);
  }
}

class Decoder {
  readonly #range: Range;
  readonly #out: Uint8Array;
  readonly #literalBits: number;
  readonly #literalPosition: number;
  readonly #positionMask: number;
  readonly #literal: Uint16Array;
  readonly #match = models(STATES * POSITION_STATES_MOST);
  readonly #again = models(STATES);
  readonly #first = models(STATES);
  readonly #second = models(STATES);
  readonly #third = models(STATES);
  readonly #short = models(STATES * POSITION_STATES_MOST);
  readonly #slots = models(4 * 64);
  readonly #special = models(DISTANCE_MODELS);
  readonly #align = models(2 ** ALIGN_BITS);
  readonly #lengths = new Lengths();
  readonly #lengthsAgain = new Lengths();
  #last: [number, number, number, number] = [0, 0, 0, 0];
  #state = 0;
  #at = 0;

  constructor(bytes: Uint8Array, properties: number, length: number) {
    this.#literalBits = properties % 9;
    this.#literalPosition = Math.floor(properties / 9) % 5;
    const positionBits = Math.floor(properties / 45);
    if (positionBits > 4 || this.#literalBits + this.#literalPosition > MOST_LITERAL_BITS) {
      throw new LzmaError('properties');
    }
    this.#positionMask = 2 ** positionBits - 1;
    this.#literal = models(0x300 * 2 ** (this.#literalBits + this.#literalPosition));
    this.#out = new Uint8Array(length);
    this.#range = new Range(bytes);
  }

  #readLiteral(): void {
    const before = this.#at === 0 ? 0 : (this.#out[this.#at - 1] ?? 0);
    const place = this.#at % 2 ** this.#literalPosition;
    const from = 0x300 * (place * 2 ** this.#literalBits + (before >>> (8 - this.#literalBits)));
    let symbol = 1;
    if (this.#state >= 7) {
      let matched = this.#out[this.#at - this.#last[0] - 1] ?? 0;
      while (symbol < 0x100) {
        const wanted = (matched >>> 7) & 1;
        matched <<= 1;
        const bit = this.#range.bit(this.#literal, from + (1 + wanted) * 0x100 + symbol);
        symbol = symbol * 2 + bit;
        if (wanted !== bit) {
          break;
        }
      }
    }
    while (symbol < 0x100) {
      symbol = symbol * 2 + this.#range.bit(this.#literal, from + symbol);
    }
    this.#out[this.#at] = symbol & 0xff;
    this.#at += 1;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  #readDistance(length: number): number {
    const slot = this.#range.tree(this.#slots, 6, Math.min(length - 2, 3) * 64);
    if (slot < 4) {
      return slot;
    }
    const bits = Math.floor(slot / 2) - 1;
    const start = (2 + (slot % 2)) * 2 ** bits;
    return slot < 14
      ? start + this.#range.reversed(this.#special, bits, start - slot)
      : start + this.#range.direct(bits - ALIGN_BITS) * 2 ** ALIGN_BITS + this.#range.reversed(this.#align, ALIGN_BITS);
  }

  #copy(length: number): void {
    const distance = this.#last[0] + 1;
    if (distance > this.#at || length > this.#out.length - this.#at) {
      throw new LzmaError('points outside');
    }
    for (let no = 0; no < length; no += 1) {
      this.#out[this.#at] = this.#out[this.#at - distance] ?? 0;
      this.#at += 1;
    }
  }

  #readMatch(position: number): void {
    const length = this.#lengths.read(this.#range, position);
    const [one, two, three] = this.#last;
    this.#last = [this.#readDistance(length), one, two, three];
    this.#state = this.#state < 7 ? 7 : 10;
    this.#copy(length);
  }

  /** One of the last four distances again; true when it was the newest, for one byte alone. */
  #isShort(position: number): boolean {
    const [one, two, three, four] = this.#last;
    if (this.#range.bit(this.#first, this.#state) === 0) {
      return this.#range.bit(this.#short, this.#state * POSITION_STATES_MOST + position) === 0;
    }
    if (this.#range.bit(this.#second, this.#state) === 0) {
      this.#last = [two, one, three, four];
    } else if (this.#range.bit(this.#third, this.#state) === 0) {
      this.#last = [three, one, two, four];
    } else {
      this.#last = [four, one, two, three];
    }
    return false;
  }

  #readAgain(position: number): void {
    if (this.#isShort(position)) {
      this.#state = this.#state < 7 ? 9 : 11;
      this.#copy(1);
      return;
    }
    const length = this.#lengthsAgain.read(this.#range, position);
    this.#state = this.#state < 7 ? 8 : 11;
    this.#copy(length);
  }

  read(): Uint8Array {
    while (this.#at < this.#out.length) {
      const position = this.#at & this.#positionMask;
      if (this.#range.bit(this.#match, this.#state * POSITION_STATES_MOST + position) === 0) {
        this.#readLiteral();
      } else if (this.#range.bit(this.#again, this.#state) === 0) {
        this.#readMatch(position);
      } else {
        this.#readAgain(position);
      }
    }
    return this.#out;
  }
}

/** @throws LzmaError when the bytes are not what they should be; every step makes a byte or ends */
export function readLzma(bytes: Uint8Array, properties: number, length: number): Uint8Array {
  return new Decoder(bytes, properties, length).read();
}
