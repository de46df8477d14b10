/** Base64 text of a stream of bytes, chunk by chunk: only whole groups of three are written before the end. */
export async function* encodeBase64(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes =
      rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % 3);
    rest = Buffer.from(bytes.subarray(whole));
    if (whole > 0) {
      yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
    }
  }
  if (rest.length > 0) {
    yield Buffer.from(rest.toString('base64'), 'latin1');
  }
}

const SPACE = new Uint8Array(256);
for (const code of [9, 10, 13, 32]) {
  SPACE[code] = 1;
}

/** Drops white space in place of a copy; the same array when there is none. */
function withoutSpace(bytes: Uint8Array): Uint8Array {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!view.includes(10) && !view.includes(13) && !view.includes(32) && !view.includes(9)) {
    return bytes;
  }
  const kept = new Uint8Array(bytes.length);
  let length = 0;
  for (const byte of bytes) {
    kept[length] = byte;
    length += 1 - (SPACE[byte] ?? 0);
  }
  return kept.subarray(0, length);
}

/** `unpadded`: the text may be whole or cut, only the bytes can tell. */
export type Base64Defect = 'truncated' | 'unpadded' | 'invalid';

const EMPTY = new Uint8Array(0);
const EQUALS = 61;

/** Strict decoder that allows white space anywhere and the URL alphabet; a defect stops it, it never throws. */
export class Base64Decoder {
  #rest: Uint8Array = EMPTY;
  /** Where chunks are decoded, one after the other: a large attachment leaves no trail of buffers. */
  #room: Buffer = Buffer.alloc(0);
  #isClosed = false;
  #defect: Base64Defect | undefined;

  /** The bytes that this chunk completes, valid until the next push; none once a defect was met. */
  push(chunk: Uint8Array): Uint8Array {
    const text = withoutSpace(chunk);
    if (this.#defect !== undefined || text.length === 0) {
      return EMPTY;
    }
    if (this.#isClosed) {
      this.#defect = 'invalid';
      return EMPTY;
    }
    const joined = this.#rest.length === 0 ? text : Buffer.concat([this.#rest, text]);
    const whole = joined.length - (joined.length % 4);
    this.#rest = joined.length === whole ? EMPTY : Uint8Array.from(joined.subarray(whole));
    return whole === 0 ? EMPTY : this.#decode(joined.subarray(0, whole));
  }

  #decode(groups: Uint8Array): Uint8Array {
    const padding = groups.at(-1) !== EQUALS ? 0 : groups.at(-2) === EQUALS ? 2 : 1;
    this.#isClosed = padding > 0;
    const text = Buffer.from(groups.buffer, groups.byteOffset, groups.length).toString('latin1');
    const room = (groups.length / 4) * 3;
    if (this.#room.length < room) {
      this.#room = Buffer.allocUnsafeSlow(room);
    }
    const bytes = this.#room.subarray(0, this.#room.write(text, 'base64'));
    // Node skips what is no base64 character and stops at an early "=": the length tells.
    if (bytes.length !== room - padding) {
      this.#defect = 'invalid';
      return EMPTY;
    }
    return bytes;
  }

  /** The last bytes of a text that ends without its padding, and the defect of the whole. */
  finish(): { bytes: Uint8Array; defect: Base64Defect | undefined } {
    const rest = Buffer.from(this.#rest).toString('latin1');
    if (this.#defect !== undefined || rest === '') {
      return { bytes: EMPTY, defect: this.#defect };
    }
    if (!/^[\w+/-]+$/.test(rest) || this.#isClosed) {
      return { bytes: EMPTY, defect: 'invalid' };
    }
    return rest.length === 1
      ? { bytes: EMPTY, defect: 'truncated' }
      : { bytes: Buffer.from(rest, 'base64'), defect: 'unpadded' };
  }
}
