import { createHash } from 'node:crypto';
import { AttachmentCollector } from './attachments/collector.ts';
import { type EdxmlAttachment, resolveAttachments } from './attachments/resolve.ts';
import { type ContentStore, memoryStore } from './attachments/store.ts';
import { EdxmlError } from './errors.ts';
import type { EdxmlMessage } from './message/types.ts';
import { DEFAULT_LIMITS, type EdxmlLimits } from './read/limits.ts';
import { type EdxmlVariant, type EnvelopeSignature, readMessage } from './read/read-message.ts';
import { MessageScanner } from './read/scanner.ts';
import { type EdxmlWarning, type EdxmlWarningCode, warningOf } from './texts/warnings.ts';

export interface ParseOptions {
  /** Where attachments go; memory up to 64 MiB by default. */
  store?: ContentStore;
  limits?: Partial<EdxmlLimits>;
}

/** A message that was read. */
export interface ParsedEdxml {
  message: EdxmlMessage;
  attachments: EdxmlAttachment[];
  /** Repairs and doubts, in the order met. */
  warnings: EdxmlWarning[];
  variant: EdxmlVariant;
  /** The envelope's own Signature element: never evidence. Show "chữ ký gói tin: không có / không kiểm được". */
  signature: EnvelopeSignature;
  /** Lower-case hex SHA-256 of the bytes as received. */
  sha256: string;
  /** Bytes as received. */
  size: number;
}

const PIECE_BYTES = 64 * 1024;
/** A hostile message must not fill memory with warnings. */
const MAX_WARNINGS = 500;

type Source = Uint8Array | AsyncIterable<Uint8Array>;

async function* pieces(source: Source): AsyncGenerator<Uint8Array> {
  const chunks = source instanceof Uint8Array ? [source] : source;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      yield chunk.subarray(at, at + PIECE_BYTES);
    }
  }
}

function asEdxmlError(error: unknown): EdxmlError {
  return error instanceof EdxmlError
    ? error
    : new EdxmlError('edxml.source_failed', 'Không đọc được dữ liệu của gói tin', { cause: error });
}

/**
 * Reads a message tolerantly: any order, any namespace, the variants V1–V4 and the defects of real senders; every
 * repair is in `warnings`. Attachments go to the store as they are decoded, so memory does not grow with them. A defect
 * of an attachment is the `error` of that attachment.
 *
 * @param source the whole message or its bytes as they arrive
 * @throws {EdxmlError} when the message is refused; everything stored is discarded first
 * @example
 * const { message, attachments, warnings } = await parseEdxml(await readFile('den.edxml'));
 * if (message.kind === 'document') { console.log(message.abstract, attachments[0]?.sha256); }
 */
export async function parseEdxml(source: Source, options: ParseOptions = {}): Promise<ParsedEdxml> {
  const limits: EdxmlLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const store = options.store ?? memoryStore();
  const warnings: EdxmlWarning[] = [];
  const warn = (code: EdxmlWarningCode, path: string, value?: string): void => {
    if (warnings.length < MAX_WARNINGS) {
      warnings.push(warningOf(code, path, value));
    }
  };
  const collector = new AttachmentCollector(store, limits);
  const scanner = new MessageScanner(limits, warn);
  const hash = createHash('sha256');
  const attachments: EdxmlAttachment[] = [];
  let size = 0;
  try {
    for await (const piece of pieces(source)) {
      size += piece.length;
      hash.update(piece);
      for (const event of scanner.push(piece)) {
        await collector.take(event);
      }
    }
    const { root, events } = scanner.finish();
    for (const event of events) {
      await collector.take(event);
    }
    const read = readMessage(root, warn);
    await resolveAttachments(root, collector, attachments, { store, limits, warn });
    return { ...read, attachments, warnings, sha256: hash.digest('hex'), size };
  } catch (error) {
    await collector.abort();
    for (const attachment of attachments) {
      await attachment.content?.discard();
    }
    const refusal = asEdxmlError(error);
    if (source instanceof Uint8Array) {
      refusal.sha256 = createHash('sha256').update(source).digest('hex');
    }
    throw refusal;
  }
}
