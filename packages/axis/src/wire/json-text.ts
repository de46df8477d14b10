import { Base64Decoder } from './base64-stream.ts';

const BACKSLASH = 0x5c;
const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Thrown for an escape that JSON does not know; the caller says it in Vietnamese. */
export class EscapeProblem extends Error {
  override readonly name = 'EscapeProblem';
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Turns the content of a JSON string into its bytes, piece by piece: escapes may be cut anywhere. */
export class JsonTextDecoder {
  /** What came of an escape so far, without its backslash. */
  #escape: string | undefined;
  /** First half of a surrogate pair. */
  #high: number | undefined;

  push(piece: Buffer): Buffer {
    if (this.#escape === undefined && this.#high === undefined && !piece.includes(BACKSLASH)) {
      return piece;
    }
    const out: Buffer[] = [];
    let at = 0;
    while (at < piece.length) {
      if (this.#escape !== undefined) {
        this.#escape += String.fromCharCode(piece[at] ?? 0);
        at += 1;
        this.#endEscape(out);
        continue;
      }
      const next = piece.indexOf(BACKSLASH, at);
      const plain = piece.subarray(at, next === -1 ? piece.length : next);
      if (plain.length > 0) {
        this.#loseHalf(out);
        out.push(plain);
      }
      this.#escape = next === -1 ? undefined : '';
      at += plain.length + 1;
    }
    return Buffer.concat(out);
  }

  /** What is left of a pair that never became whole. */
  end(): Buffer {
    const out: Buffer[] = [];
    this.#loseHalf(out);
    return Buffer.concat(out);
  }

  #loseHalf(out: Buffer[]): void {
    if (this.#high !== undefined) {
      out.push(Buffer.from('\ufffd'));
      this.#high = undefined;
    }
  }

  #endEscape(out: Buffer[]): void {
    const text = this.#escape ?? '';
    if (text.startsWith('u')) {
      if (text.length === 5) {
        this.#escape = undefined;
        this.#putUnit(text.slice(1), out);
      }
      return;
    }
    const character = SIMPLE[text];
    if (character === undefined) {
      throw new EscapeProblem();
    }
    this.#escape = undefined;
    this.#loseHalf(out);
    out.push(Buffer.from(character));
  }

  #putUnit(hex: string, out: Buffer[]): void {
    if (!/^[0-9a-f]{4}$/i.test(hex)) {
      throw new EscapeProblem();
    }
    const unit = Number.parseInt(hex, 16);
    if (this.#high !== undefined && isLow(unit)) {
      out.push(Buffer.from(String.fromCharCode(this.#high, unit)));
      this.#high = undefined;
      return;
    }
    this.#loseHalf(out);
    if (isHigh(unit)) {
      this.#high = unit;
    } else {
      out.push(Buffer.from(String.fromCharCode(unit)));
    }
  }
}

const SNIFFED = 1024;

/**
 * An edXML file given as a JSON string: base64, or the XML text itself. Which one, the first letters tell: base64 has no "<".
 */
export class EdxmlTextDecoder {
  readonly #text = new JsonTextDecoder();
  #decoder: Base64Decoder | 'text' | undefined;
  #head: Buffer = Buffer.alloc(0);

  push(piece: Buffer): Buffer {
    return this.#decode(this.#text.push(piece), false);
  }

  end(): Buffer {
    const last = this.#decode(this.#text.end(), true);
    return this.#decoder instanceof Base64Decoder ? Buffer.concat([last, this.#decoder.end()]) : last;
  }

  #decode(bytes: Buffer, isLast: boolean): Buffer {
    if (this.#decoder !== undefined) {
      return this.#decoder === 'text' ? bytes : this.#decoder.push(bytes.toString('latin1'));
    }
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length < SNIFFED && !isLast) {
      return Buffer.alloc(0);
    }
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    this.#decoder = head.subarray(0, SNIFFED).includes('<') ? 'text' : new Base64Decoder();
    return this.#decoder === 'text' ? head : this.#decoder.push(head.toString('latin1'));
  }
}
