import { EdxmlError } from '../errors.ts';
import type { Warn } from '../texts/warnings.ts';
import type { EdxmlLimits } from './limits.ts';
import { type PayloadEvent, PayloadSplitter } from './payload-splitter.ts';
import { findMarkupStart, opensWithDoctype } from './prolog.ts';
import { isNamed, type XmlElement } from './tree.ts';
import { createTreeBuilder, type TreeBuilder } from './tree-builder.ts';

const LESS = 60;
const GREATER = 62;
const PROLOG_BYTES = 4096;
/** Elements that carry base64: official form, hand-made form, old Manifest form. */
const PAYLOAD_TAG = /^<(?:[^\s<>/:=]{1,40}:)?(ContentTransferEncoded|AttachmentData|Content)(?=[\s/>]|$)/i;
const TAG_PEEK = 96;
const NOTHING = Buffer.alloc(0);

/** "</", "<!" and "<?" open none: half of all tags need no closer look. */
function opensElement(byte: number | undefined): boolean {
  return byte !== 47 && byte !== 33 && byte !== 63;
}

/** True for an element whose text is the base64 of an attachment. */
export function isPayloadElement(element: XmlElement, parentName: string): boolean {
  return (
    isNamed(element, 'ContentTransferEncoded') ||
    isNamed(element, 'AttachmentData') ||
    (isNamed(element, 'Content') && parentName.toLowerCase() === 'attachment')
  );
}

/**
 * Splits the bytes of a message: markup goes to the XML parser as text, the base64 of attachments goes out as bytes
 * and is never collected into one string.
 */
export class MessageScanner {
  readonly #limits: EdxmlLimits;
  readonly #warn: Warn;
  readonly #tree: TreeBuilder;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #mode: 'prolog' | 'markup' | PayloadSplitter = 'prolog';
  /** Bytes that cannot be judged before more arrive. */
  #pending: Buffer = NOTHING;
  #total = 0;
  #markup = 0;
  /** A tag began in the bytes already fed and has not ended. */
  #tagOpen = false;

  constructor(limits: EdxmlLimits, warn: Warn) {
    this.#limits = limits;
    this.#warn = warn;
    this.#tree = createTreeBuilder({ limits, warn });
  }

  /** The attachment bytes met in this chunk. Their `data` is valid until the next push. */
  push(chunk: Uint8Array): PayloadEvent[] {
    this.#total += chunk.length;
    if (this.#total > this.#limits.maxMessageBytes) {
      throw new EdxmlError('edxml.message_too_large', `Gói tin lớn quá ${this.#limits.maxMessageBytes} byte`);
    }
    return this.#run(chunk, false);
  }

  finish(): { root: XmlElement; events: PayloadEvent[] } {
    const events = this.#run(NOTHING, true);
    if (this.#mode === 'prolog') {
      throw new EdxmlError('edxml.not_xml', 'Tệp trống');
    }
    if (this.#mode !== 'markup') {
      throw new EdxmlError('edxml.truncated', 'Gói tin bị cụt giữa nội dung tệp đính kèm');
    }
    this.#feed(NOTHING, true);
    this.#tree.finish();
    if (this.#tree.root === undefined) {
      throw new EdxmlError('edxml.truncated', 'Gói tin không có phần tử gốc');
    }
    return { root: this.#tree.root, events };
  }

  #run(chunk: Uint8Array, isLast: boolean): PayloadEvent[] {
    const events: PayloadEvent[] = [];
    const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let buffer: Buffer = this.#pending.length === 0 ? view : Buffer.concat([this.#pending, view]);
    this.#pending = NOTHING;
    while (buffer.length > 0) {
      const next = this.#step(buffer, isLast, events);
      if (next === undefined) {
        this.#pending = Buffer.from(buffer);
        break;
      }
      buffer = next;
    }
    return events;
  }

  /** What is left after one step; undefined when more bytes are needed. */
  #step(buffer: Buffer, isLast: boolean, events: PayloadEvent[]): Buffer | undefined {
    if (this.#mode === 'prolog') {
      if (buffer.length < PROLOG_BYTES && !isLast) {
        return undefined;
      }
      const start = findMarkupStart(buffer.subarray(0, PROLOG_BYTES), this.#warn);
      if (opensWithDoctype(buffer.toString('latin1', start))) {
        throw new EdxmlError('edxml.doctype_refused', 'Gói tin có DOCTYPE hoặc khai báo <!…>: từ chối đọc');
      }
      this.#mode = 'markup';
      return buffer.subarray(start);
    }
    if (this.#mode === 'markup') {
      return this.#scanMarkup(buffer);
    }
    const rest = this.#mode.take(buffer, isLast, events);
    if (this.#mode.isDone) {
      this.#mode = 'markup';
    }
    return rest;
  }

  #feed(bytes: Uint8Array, isLast = false): void {
    this.#markup += bytes.length;
    if (this.#markup > this.#limits.maxHeaderBytes) {
      const text = `Phần thông tin của gói tin lớn quá ${this.#limits.maxHeaderBytes} byte`;
      throw new EdxmlError('edxml.message_too_large', text);
    }
    let text: string;
    try {
      text = this.#decoder.decode(bytes, { stream: !isLast });
    } catch (error) {
      throw new EdxmlError('edxml.encoding_refused', 'Gói tin có byte không phải UTF-8', { cause: error });
    }
    this.#tree.write(text);
  }

  #scanMarkup(buffer: Buffer): Buffer {
    const end = this.#markupEnd(buffer);
    const isTagEnd = buffer[end - 1] === GREATER;
    this.#feed(buffer.subarray(0, end));
    this.#tagOpen &&= !isTagEnd;
    const opened = this.#tree.justOpened;
    if (isTagEnd && opened !== undefined && isPayloadElement(opened, opened.path.split('/').at(-2) ?? '')) {
      this.#mode = new PayloadSplitter(opened);
    }
    return buffer.subarray(end);
  }

  /** Index just after the start tag of a possible payload element; the whole length when there is none. */
  #markupEnd(buffer: Buffer): number {
    if (this.#tagOpen) {
      const end = buffer.indexOf(GREATER);
      return end < 0 ? buffer.length : end + 1;
    }
    for (let at = buffer.indexOf(LESS); at >= 0; at = buffer.indexOf(LESS, at + 1)) {
      const end = buffer.indexOf(GREATER, at);
      if (end < 0) {
        this.#tagOpen = true;
        return buffer.length;
      }
      if (
        opensElement(buffer[at + 1]) &&
        PAYLOAD_TAG.test(buffer.toString('latin1', at, Math.min(at + TAG_PEEK, end + 1)))
      ) {
        return end + 1;
      }
    }
    return buffer.length;
  }
}
