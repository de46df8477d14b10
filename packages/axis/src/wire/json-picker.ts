const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const MAX_DEPTH = 64;
const MAX_KEY_BYTES = 1024;

/** Why an answer is no JSON that can be used. The caller says it in Vietnamese. */
export class JsonProblem extends Error {
  override readonly name = 'JsonProblem';
  readonly kind: 'syntax' | 'too_long' | 'too_deep';

  constructor(kind: JsonProblem['kind']) {
    super(kind);
    this.kind = kind;
  }
}

export interface Picks {
  /** An array of objects, by the keys that lead to it: its elements are handed out one by one and are not kept. */
  elements?: { path: readonly string[]; take: (element: unknown, size: number) => void };
  /** A string: its content is handed out piece by piece as it stands in the JSON, escapes and all. */
  text?: { path: readonly string[]; take: (piece: Buffer) => void };
  /** Longest single element. */
  maxElementBytes: number;
  /** Everything that is not picked. */
  maxRestBytes: number;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function parse(pieces: readonly Buffer[]): unknown {
  try {
    const [only] = pieces;
    const whole = pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
    return JSON.parse(whole.toString('utf8'));
  } catch {
    throw new JsonProblem('syntax');
  }
}

/**
 * Reads a JSON answer as it arrives. One long array and one long string are taken out while they pass, so that memory does not
 * grow with them; what is left is small and parsed as a whole, which is also what proves that the text was JSON.
 */
export class JsonPicker {
  readonly #picks: Picks;
  /** Pieces of what is not picked. */
  readonly #rest: Buffer[] = [];
  #restSize = 0;
  /** Open objects and arrays outside a picked one; an array is undefined, an object its current key. */
  readonly #path: (string | undefined)[] = [];
  #isKeyNext = false;
  #key: Buffer[] = [];
  #keySize = 0;
  #isInKey = false;
  #isInString = false;
  #isEscaped = false;
  #mode: 'rest' | 'elements' | 'text' = 'rest';
  #element: Buffer[] = [];
  #elementSize = 0;
  #elementDepth = 0;

  constructor(picks: Picks) {
    this.#picks = picks;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = 0;
    while (at < bytes.length) {
      at =
        this.#mode === 'elements'
          ? this.#readElements(bytes, at)
          : this.#isInString
            ? this.#readString(bytes, at)
            : this.#readStructure(bytes, at);
    }
  }

  /** What was not picked: a picked array is empty there, a picked string too. */
  finish(): unknown {
    if (this.#isInString || this.#mode !== 'rest' || this.#path.length > 0) {
      throw new JsonProblem('syntax');
    }
    return parse(this.#rest);
  }

  #keep(piece: Buffer): void {
    this.#restSize += piece.length;
    if (this.#restSize > this.#picks.maxRestBytes) {
      throw new JsonProblem('too_long');
    }
    // A chunk belongs to the line and is used again.
    this.#rest.push(Buffer.from(piece));
  }

  #keepElement(piece: Buffer): void {
    this.#countElement(piece.length);
    this.#element.push(Buffer.from(piece));
  }

  #countElement(length: number): void {
    this.#elementSize += length;
    if (this.#elementSize > this.#picks.maxElementBytes) {
      throw new JsonProblem('too_long');
    }
  }

  #route(piece: Buffer): void {
    if (this.#mode === 'text') {
      this.#picks.text?.take(piece);
    } else {
      this.#keep(piece);
      if (this.#isInKey) {
        this.#keySize += piece.length;
        if (this.#keySize <= MAX_KEY_BYTES) {
          this.#key.push(Buffer.from(piece));
        }
      }
    }
  }

  /** From inside a string to its end or the end of the chunk. */
  #readString(bytes: Buffer, from: number): number {
    let at = from;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (this.#isEscaped) {
        this.#isEscaped = false;
      } else if (byte === BACKSLASH) {
        this.#isEscaped = true;
      } else if (byte === QUOTE) {
        break;
      }
    }
    this.#route(bytes.subarray(from, at));
    if (at < bytes.length) {
      this.#endString(bytes.subarray(at, at + 1));
      return at + 1;
    }
    return at;
  }

  #endString(quote: Buffer): void {
    this.#isInString = false;
    if (this.#mode === 'text') {
      this.#mode = 'rest';
    } else if (this.#isInKey) {
      this.#isInKey = false;
      this.#path[this.#path.length - 1] = this.#keySize > MAX_KEY_BYTES ? '' : this.#keyText();
    }
    this.#route(quote);
  }

  #keyText(): string {
    const raw = Buffer.concat(this.#key).toString('utf8');
    return raw.includes('\\') ? String(parse([Buffer.from(`"${raw}"`)])) : raw;
  }

  #isAt(path: readonly string[] | undefined): boolean {
    return path !== undefined && path.length === this.#path.length && path.every((key, i) => key === this.#path[i]);
  }

  /** Structure outside a picked array: keys, brackets, small values. */
  #readStructure(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      switch (bytes[at]) {
        case QUOTE:
          this.#keep(bytes.subarray(from, at + 1));
          this.#beginString();
          return at + 1;
        case OPEN_BRACKET:
        case OPEN_BRACE:
          this.#keep(bytes.subarray(from, at + 1));
          this.#open(bytes[at] === OPEN_BRACE);
          return at + 1;
        case CLOSE_BRACKET:
        case CLOSE_BRACE:
          this.#path.pop();
          break;
        case COMMA:
          this.#isKeyNext = typeof this.#path.at(-1) === 'string';
          break;
        case COLON:
          this.#isKeyNext = false;
          break;
      }
    }
    this.#keep(bytes.subarray(from));
    return bytes.length;
  }

  #beginString(): void {
    this.#isInString = true;
    this.#isInKey = this.#isKeyNext;
    if (this.#isInKey) {
      this.#key = [];
      this.#keySize = 0;
    } else if (this.#isAt(this.#picks.text?.path)) {
      this.#mode = 'text';
    }
  }

  #open(isObject: boolean): void {
    if (!isObject && this.#isAt(this.#picks.elements?.path)) {
      this.#mode = 'elements';
      this.#elementDepth = 0;
      return;
    }
    if (this.#path.length >= MAX_DEPTH) {
      throw new JsonProblem('too_deep');
    }
    this.#path.push(isObject ? '' : undefined);
    this.#isKeyNext = isObject;
  }

  /** Inside a picked array, strings included: to the end of one element, or of the chunk. */
  #readElements(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (this.#isInString) {
        this.#stepInString(byte);
      } else if (this.#endsElement(byte)) {
        this.#endElement(bytes.subarray(from, at), byte === CLOSE_BRACKET);
        return at + 1;
      }
    }
    this.#keepElement(bytes.subarray(from));
    return bytes.length;
  }

  #endsElement(byte: number | undefined): boolean {
    if (byte === QUOTE) {
      this.#isInString = true;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      this.#openInElement();
    } else if (this.#elementDepth > 0) {
      this.#elementDepth -= byte === CLOSE_BRACE || byte === CLOSE_BRACKET ? 1 : 0;
    } else {
      return byte === COMMA || byte === CLOSE_BRACKET;
    }
    return false;
  }

  #stepInString(byte: number | undefined): void {
    if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (byte === BACKSLASH) {
      this.#isEscaped = true;
    } else if (byte === QUOTE) {
      this.#isInString = false;
    }
  }

  #openInElement(): void {
    this.#elementDepth += 1;
    if (this.#elementDepth > MAX_DEPTH) {
      throw new JsonProblem('too_deep');
    }
  }

  #endElement(tail: Buffer, isLast: boolean): void {
    this.#countElement(tail.length);
    const pieces = [...this.#element, tail];
    const size = this.#elementSize;
    this.#element = [];
    this.#elementSize = 0;
    if (!isLast || pieces.some((piece) => !piece.every(isSpace))) {
      this.#picks.elements?.take(parse(pieces), size);
    }
    if (isLast) {
      this.#mode = 'rest';
      this.#keep(Buffer.from(']'));
    }
  }
}
