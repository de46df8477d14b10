import type { XmlElement } from './tree.ts';

/** Content of an attachment as base64 text; `data` is a view of the chunk just pushed. */
export type PayloadEvent =
  | { kind: 'open'; element: XmlElement }
  | { kind: 'data'; data: Uint8Array }
  | { kind: 'close' };

const LESS = 60;
const AMPERSAND = 38;
const SEMICOLON = 59;
/** Enough to tell a CDATA section or a character reference from anything else. */
const LOOKAHEAD = 12;
const CDATA_START = Buffer.from('<![CDATA[');
const CDATA_END = Buffer.from(']]>');
/** Some writers turn the line ends of base64 into character references. */
const SPACE_REFERENCE = /^&#(13|10|9|32|x0*(d|a|9|20));$/i;

/** Takes the text of one payload element up to the next markup, which it leaves to the XML parser. */
export class PayloadSplitter {
  readonly #element: XmlElement;
  #mode: 'start' | 'text' | 'cdata' = 'start';
  isDone = false;

  constructor(element: XmlElement) {
    this.#element = element;
  }

  /** What is left after one step; undefined when more bytes are needed. */
  take(buffer: Buffer, isLast: boolean, events: PayloadEvent[]): Buffer | undefined {
    if (this.#mode === 'cdata') {
      return this.#takeCdata(buffer, isLast, events);
    }
    return this.#mode === 'start' ? this.#takeStart(buffer, isLast, events) : this.#takeText(buffer, isLast, events);
  }

  #open(mode: 'text' | 'cdata', events: PayloadEvent[]): void {
    if (this.#mode === 'start') {
      events.push({ kind: 'open', element: this.#element });
    }
    this.#mode = mode;
  }

  /** White space before a child element does not make the element a payload. */
  #takeStart(buffer: Buffer, isLast: boolean, events: PayloadEvent[]): Buffer | undefined {
    let at = 0;
    while (at < buffer.length && (buffer[at] ?? 0) <= 32) {
      at += 1;
    }
    const rest = buffer.subarray(at);
    if (rest[0] === LESS) {
      return this.#takeMark(rest, isLast, events);
    }
    if (rest.length > 0) {
      this.#open('text', events);
    }
    return rest;
  }

  #takeText(buffer: Buffer, isLast: boolean, events: PayloadEvent[]): Buffer | undefined {
    const less = buffer.indexOf(LESS);
    const limit = less < 0 ? buffer.length : less;
    const reference = buffer.subarray(0, limit).indexOf(AMPERSAND);
    const end = reference < 0 ? limit : reference;
    if (end === 0) {
      return this.#takeMark(buffer, isLast, events);
    }
    events.push({ kind: 'data', data: buffer.subarray(0, end) });
    return buffer.subarray(end);
  }

  /** At "<" or "&". */
  #takeMark(buffer: Buffer, isLast: boolean, events: PayloadEvent[]): Buffer | undefined {
    if (buffer.length < LOOKAHEAD && !isLast) {
      return undefined;
    }
    if (buffer.subarray(0, CDATA_START.length).equals(CDATA_START)) {
      this.#open('cdata', events);
      return buffer.subarray(CDATA_START.length);
    }
    if (buffer[0] === LESS) {
      if (this.#mode !== 'start') {
        events.push({ kind: 'close' });
      }
      this.isDone = true;
      return buffer;
    }
    this.#open('text', events);
    const length = buffer.subarray(0, LOOKAHEAD).indexOf(SEMICOLON) + 1;
    if (SPACE_REFERENCE.test(buffer.toString('latin1', 0, length))) {
      return buffer.subarray(length);
    }
    // No base64 character: the decoder reports it.
    events.push({ kind: 'data', data: buffer.subarray(0, 1) });
    return buffer.subarray(1);
  }

  #takeCdata(buffer: Buffer, isLast: boolean, events: PayloadEvent[]): Buffer | undefined {
    const found = buffer.indexOf(CDATA_END);
    const end = found >= 0 ? found : Math.max(0, buffer.length - 2);
    if (end > 0) {
      events.push({ kind: 'data', data: buffer.subarray(0, end) });
    }
    if (found >= 0) {
      this.#mode = 'text';
      return buffer.subarray(found + CDATA_END.length);
    }
    if (isLast) {
      return buffer.subarray(buffer.length);
    }
    return end === 0 ? undefined : buffer.subarray(end);
  }
}
