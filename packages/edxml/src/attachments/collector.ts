import { createHash } from 'node:crypto';
import { EdxmlError } from '../errors.ts';
import type { EdxmlLimits } from '../read/limits.ts';
import type { PayloadEvent } from '../read/payload-splitter.ts';
import { rawTextOf, type XmlElement } from '../read/tree.ts';
import { type AttachmentError, attachmentError } from '../texts/attachment-errors.ts';
import { Base64Decoder } from './base64.ts';
import { Edges } from './edges.ts';
import { type ContentStore, type ContentWriter, type StoredContent, StoreFullError } from './store.ts';

/** Decoded content of one payload element, before names and wrapping are looked at. */
export interface Payload {
  element: XmlElement;
  content: StoredContent | undefined;
  sha256: string;
  edges: Edges;
  error: AttachmentError | undefined;
  /** The base64 had no padding and was whole all the same. */
  wasUnpadded?: boolean;
}

export function tooManyAttachments({ maxAttachments }: EdxmlLimits): EdxmlError {
  return new EdxmlError('edxml.too_many_attachments', `Gói tin có quá ${maxAttachments} tệp đính kèm`);
}

/** One attachment on its way into the store. */
class Slot {
  readonly #element: XmlElement;
  readonly #writer: ContentWriter;
  readonly #maxBytes: number;
  readonly #decoder = new Base64Decoder();
  readonly #hash = createHash('sha256');
  readonly #edges = new Edges();
  #size = 0;
  #error: AttachmentError | undefined;

  constructor(element: XmlElement, writer: ContentWriter, maxBytes: number) {
    this.#element = element;
    this.#writer = writer;
    this.#maxBytes = maxBytes;
  }

  async write(base64: Uint8Array): Promise<void> {
    if (this.#error === undefined) {
      await this.#keep(this.#decoder.push(base64));
    }
  }

  async #keep(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.length;
    if (this.#size > this.#maxBytes) {
      this.#error = attachmentError('edxml.attachment.too_large', this.#maxBytes);
      return;
    }
    if (bytes.length === 0) {
      return;
    }
    this.#edges.push(bytes);
    this.#hash.update(bytes);
    try {
      await this.#writer.write(bytes);
    } catch (error) {
      if (!(error instanceof StoreFullError)) {
        throw error;
      }
      this.#error = attachmentError('edxml.attachment.too_large', error.capacity);
    }
  }

  /** Takes the last bytes; true when they came without their padding. */
  async #finish(): Promise<boolean> {
    const { bytes, defect } = this.#decoder.finish();
    if (this.#error === undefined) {
      await this.#keep(bytes);
    }
    if (defect === 'invalid') {
      this.#error ??= attachmentError('edxml.attachment.base64_invalid');
    } else if (defect === 'truncated' || (defect === 'unpadded' && !this.#edges.endsWhole)) {
      this.#error ??= attachmentError('edxml.attachment.base64_truncated');
    } else if (this.#size === 0) {
      this.#error ??= attachmentError('edxml.attachment.empty');
    }
    return defect === 'unpadded';
  }

  async close(): Promise<Payload> {
    const wasUnpadded = await this.#finish();
    const [element, edges, error] = [this.#element, this.#edges, this.#error];
    if (error !== undefined) {
      await this.abort();
      return { element, content: undefined, sha256: '', edges, error };
    }
    const content = await this.#writer.close();
    return { element, content, sha256: this.#hash.digest('hex'), edges, error, wasUnpadded };
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
    const text = rawTextOf(element);
    if (text.trim() === '') {
      return streamed;
    }
    if (streamed === undefined) {
      this.#slot = this.#open(element);
      await this.#slot.write(Buffer.from(text, 'utf8'));
      await this.#close();
      return this.#payloads.get(element);
    }
    // Text on both sides of a child: never show a part as the whole.
    await streamed.content?.discard();
    const error = attachmentError('edxml.attachment.base64_invalid');
    const split: Payload = { ...streamed, content: undefined, sha256: '', error };
    this.#payloads.set(element, split);
    return split;
  }

  #open(element: XmlElement): Slot {
    if (this.#payloads.size >= this.#limits.maxAttachments) {
      throw tooManyAttachments(this.#limits);
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
