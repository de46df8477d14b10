import { type ContentStore, EdxmlError, type EdxmlMessage, parseEdxml } from '@congvu/edxml';
import type { AxisMessageType } from '../types.ts';
import { writeLocal } from '../wire/vietnam-time.ts';
import type { Splice } from './message-file.ts';

/** What the axis reads of a message to route it. */
export interface Envelope {
  messageType: AxisMessageType;
  from: string;
  to: string[];
  documentId: string | null;
  /** Number and symbol in one text. */
  notation: string | null;
  title: string | null;
  statusCode: string | null;
  business: string | null;
}

/** Attachments are none of the axis' business. */
const NOWHERE: ContentStore = {
  create() {
    let size = 0;
    return {
      write(chunk) {
        size += chunk.length;
      },
      close: () => ({ size, async *read() {}, discard() {} }),
      abort() {},
    };
  },
};

function named(codes: readonly (string | undefined)[]): string[] {
  return codes.filter((code): code is string => code !== undefined && code !== '');
}

function readHeader(message: EdxmlMessage): Envelope {
  if (message.kind === 'status') {
    const { responseTo } = message;
    return {
      messageType: 'status',
      from: message.from.agencyCode,
      to: named([responseTo.agencyCode]),
      documentId: responseTo.documentId ?? null,
      notation: responseTo.numberSymbol ?? null,
      title: message.description ?? null,
      statusCode: message.statusCode,
      business: null,
    };
  }
  const notation = named([message.number, message.symbol]).join('/');
  return {
    messageType: 'edoc',
    from: message.from.agencyCode,
    to: named(message.to.map((party) => party.agencyCode)),
    documentId: message.documentId === '' ? null : message.documentId,
    notation: notation === '' ? null : notation,
    title: message.abstract ?? null,
    statusCode: null,
    business: message.business?.kind ?? 'new',
  };
}

/** Undefined for bytes that are no edXML. */
export async function readEnvelope(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Envelope | undefined> {
  try {
    const limits = { maxMessageBytes: maxBytes, maxAttachmentBytes: maxBytes };
    return readHeader((await parseEdxml(bytes, { store: NOWHERE, limits })).message);
  } catch (error) {
    if (error instanceof EdxmlError) {
      return undefined;
    }
    throw error;
  }
}

/** A header is never longer; the list of traces stands in it. */
export const HEAD_BYTES = 256 * 1024;

/**
 * Where and what a node writes into a letter it forwards: one TraceHeader more, in a list of its own when there is none. Bytes
 * outside stay as they are. Null for status messages, and for envelopes in which no place is found.
 */
export function traceSplice(head: Buffer, traceCode: string, at: Date): Splice | null {
  // Latin-1 keeps places in bytes; every letter looked for is ASCII.
  const text = head.toString('latin1');
  const entry = (prefix: string): string =>
    `<${prefix}TraceHeader><${prefix}OrganId>${traceCode}</${prefix}OrganId>` +
    `<${prefix}Timestamp>${writeLocal(at, 'yyyy/MM/dd HH:mm:ss')}</${prefix}Timestamp></${prefix}TraceHeader>`;
  const list = /<\/((?:[\w.-]{1,40}:)?)TraceHeaderList\s*>/.exec(text);
  if (list !== null) {
    return { at: list.index, text: entry(list[1] ?? '') };
  }
  const header = /<\/((?:[\w.-]{1,40}:)?)MessageHeader\s*>/.exec(text);
  if (header === null || /TraceHeaderList/.test(text)) {
    return null;
  }
  const prefix = header[1] ?? '';
  return {
    at: header.index + header[0].length,
    text: `<${prefix}TraceHeaderList>${entry(prefix)}</${prefix}TraceHeaderList>`,
  };
}
