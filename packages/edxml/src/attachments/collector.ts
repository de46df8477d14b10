import { createHash } from 'node:crypto';
import { EdxmlError } from '../errors.ts';
import type { EdxmlLimits } from '../read/limits.ts';
import type { PayloadEvent } from '../read/payload-splitter.ts';
import type { XmlElement } from '../read/tree.ts';
import { Base64Decoder } from './base64.ts';
import { type ContentStore, type ContentWriter, type StoredContent, StoreFullError } from './store.ts';
import { HEAD_BYTES } from './wrapping.ts';

/** Why one attachment cannot be used; the message itself stands. */
export type AttachmentErrorCode =
  | 'edxml.attachment.base64_truncated'
  | 'edxml.attachment.base64_invalid'
  | 'edxml.attachment.empty'
  | 'edxml.attachment.missing'
  | 'edxml.attachment.too_large'
  | 'edxml.attachment.zip_broken'
  | 'edxml.attachment.zip_ratio'
  | 'edxml.attachment.zip_size'
  | 'edxml.attachment.zip_checksum';

export interface AttachmentError {
  code: AttachmentErrorCode;
  /** Vietnamese. */
  text: string;
}

/** Decoded content of one payload element, before names and wrapping are looked at. */
export interface Payload {
  element: XmlElement;
  content: StoredContent | undefined;
  sha256: string;
  /** The first bytes, for sniffing. */
  head: Uint8Array;
  error: AttachmentError | undefined;
}

const TOO_LARGE = 'edxml.attachment.too_large';

/** One attachment on its way into the store. */
class Slot {
  readonly #element: XmlElement;
  readonly #writer: ContentWriter;
  readonly #maxBytes: number;
  readonly #decoder = new Base64Decoder();
  readonly #hash = createHash('sha256');
  #head: Uint8Array = new Uint8Array(0);
  #size = 0;
  #error: AttachmentError | undefined;

  constructor(element: XmlElement, writer: ContentWriter, maxBytes: number) {
    this.#element = element;
    this.#writer = writer;
    this.#maxBytes = maxBytes;
  }

  async write(base64: Uint8Array): Promise<void> {
    if (this.#error !== undefined) {
      return;
    }
    const bytes = this.#decoder.push(base64);
    this.#size += bytes.length;
    if (this.#size > this.#maxBytes) {
      this.#error = { code: TOO_LARGE, text: `Tệp đính kèm lớn quá ${this.#maxBytes} byte` };
    } else if (bytes.length > 0) {
      await this.#keep(bytes);
    }
  }

  async #keep(bytes: Uint8Array): Promise<void> {
    if (this.#head.length < HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, HEAD_BYTES - this.#head.length)]);
    }
    this.#hash.update(bytes);
    try {
      await this.#writer.write(bytes);
    } catch (error) {
      if (!(error instanceof StoreFullError)) {
        throw error;
      }
      this.#error = { code: TOO_LARGE, text: error.message };
    }
  }

  #verdict(): AttachmentError | undefined {
    const defect = this.#decoder.defectAtEnd();
    if (this.#error !== undefined) {
      return this.#error;
    }
    if (defect === 'truncated') {
      return { code: 'edxml.attachment.base64_truncated', text: 'Nội dung base64 bị cụt: tệp đính kèm không đủ' };
    }
    if (defect === 'invalid') {
      return { code: 'edxml.attachment.base64_invalid', text: 'Nội dung không phải base64 đúng' };
    }
    return this.#size === 0 ? { code: 'edxml.attachment.empty', text: 'Tệp đính kèm trống' } : undefined;
  }

  async close(): Promise<Payload> {
    const error = this.#verdict();
    const [element, head] = [this.#element, this.#head];
    if (error !== undefined) {
      await this.abort();
      return { element, content: undefined, sha256: '', head, error };
    }
    return { element, content: await this.#writer.close(), sha256: this.#hash.digest('hex'), head, error };
  }

  async abort(): Promise<void> {
    await this.#writer.abort();
  }
}

/** Decodes the content of attachments into the store, one after the other. */
export class AttachmentCollector {
  readonly #store: ContentStore;
  readonly #limits: EdxmlLimits;
  readonly #payloads = new Map<XmlElement, Payload>();
  #slot: Slot | undefined;

  constructor(store: ContentStore, limits: EdxmlLimits) {
    this.#store = store;
    this.#limits = limits;
  }

  async take(event: PayloadEvent): Promise<void> {
    if (event.kind === 'open') {
      this.#slot = this.#open(event.element);
    } else if (event.kind === 'data') {
      await this.#slot?.write(event.data);
    } else {
      await this.#close();
    }
  }

  /** The decoded content of an element; base64 that came as ordinary text of it is decoded now. */
  async payloadOf(element: XmlElement): Promise<Payload | undefined> {
    const streamed = this.#payloads.get(element);
    if (element.text.trim() === '') {
      return streamed;
    }
    if (streamed === undefined) {
      this.#slot = this.#open(element);
      await this.#slot.write(Buffer.from(element.text, 'utf8'));
      await this.#close();
      return this.#payloads.get(element);
    }
    // Text on both sides of a comment or child: never show a part as the whole.
    await streamed.content?.discard();
    const error: AttachmentError = { code: 'edxml.attachment.base64_invalid', text: 'Nội dung base64 bị chia cắt' };
    const split: Payload = { ...streamed, content: undefined, sha256: '', error };
    this.#payloads.set(element, split);
    return split;
  }

  #open(element: XmlElement): Slot {
    if (this.#payloads.size >= this.#limits.maxAttachments) {
      const text = `Gói tin có quá ${this.#limits.maxAttachments} tệp đính kèm`;
      throw new EdxmlError('edxml.too_many_attachments', text);
    }
    return new Slot(element, this.#store.create(), this.#limits.maxAttachmentBytes);
  }

  async #close(): Promise<void> {
    const payload = await this.#slot?.close();
    this.#slot = undefined;
    if (payload !== undefined) {
      this.#payloads.set(payload.element, payload);
    }
  }

  /** Gives everything back when the message is refused. */
  async abort(): Promise<void> {
    await this.#slot?.abort();
    this.#slot = undefined;
    for (const payload of this.#payloads.values()) {
      await payload.content?.discard();
    }
  }
}
