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
/** What may stand inside a text without being a part of its markup: where it starts and ends, and whether its content counts. */
const SECTIONS = [
  { start: Buffer.from('<![CDATA['), end: Buffer.from(']]>'), isContent: true },
  { start: Buffer.from('<!--'), end: Buffer.from('-->'), isContent: false },
  { start: Buffer.from('<?'), end: Buffer.from('?>'), isContent: false },
];
/** Some writers turn the line ends of base64 into character references. */
const SPACE_REFERENCE = /^&#(13|10|9|32|x0*(d|a|9|20));$/i;

/** Takes the text of one payload element up to the next tag, which it leaves to the XML parser. */
export class PayloadSplitter {
  readonly #element: XmlElement;
  #isOpen = false;
  #section: (typeof SECTIONS)[number] | undefined;
  isDone = false;

  constructor(element: XmlElement) {
    this.#element = element;
  }

  /** What is left after one step; undefined when more bytes are needed. */
  take(buffer: Buffer, isLast: boolean, events: PayloadEvent[]): Buffer | undefined {
    if (this.#section !== undefined) {
      return this.#takeSection(this.#section, buffer, isLast, events);
    }
    return this.#isOpen ? this.#takeText(buffer, isLast, events) : this.#takeStart(buffer, isLast, events);
  }

  #open(events: PayloadEvent[]): void {
    if (!this.#isOpen) {
      events.push({ kind: 'open', element: this.#element });
    }
    this.#isOpen = true;
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
      this.#open(events);
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
    const section = SECTIONS.find(({ start }) => buffer.subarray(0, start.length).equals(start));
    if (section !== undefined) {
      if (section.isContent) {
        this.#open(events);
      }
      this.#section = section;
      return buffer.subarray(section.start.length);
    }
    if (buffer[0] === LESS) {
      if (this.#isOpen) {
        events.push({ kind: 'close' });
      }
      this.isDone = true;
      return buffer;
    }
    this.#open(events);
    const length = buffer.subarray(0, LOOKAHEAD).indexOf(SEMICOLON) + 1;
    if (SPACE_REFERENCE.test(buffer.toString('latin1', 0, length))) {
      return buffer.subarray(length);
    }
    // No base64 character: the decoder reports it.
    events.push({ kind: 'data', data: buffer.subarray(0, 1) });
    return buffer.subarray(1);
  }

  #takeSection(
    section: (typeof SECTIONS)[number],
    buffer: Buffer,
    isLast: boolean,
    events: PayloadEvent[],
  ): Buffer | undefined {
    const found = buffer.indexOf(section.end);
    // The first bytes of the end mark may already be here.
    const end = found >= 0 ? found : Math.max(0, buffer.length - section.end.length + 1);
    if (end > 0 && section.isContent) {
      events.push({ kind: 'data', data: buffer.subarray(0, end) });
    }
    if (found >= 0) {
      this.#section = undefined;
      return buffer.subarray(found + section.end.length);
    }
    if (isLast) {
      return buffer.subarray(buffer.length);
    }
    return end === 0 ? undefined : buffer.subarray(end);
  }
}
