import { EdxmlError, writeEdxml } from '@congvu/edxml';
import type { Services } from '../../../platform/context.ts';
import type { MessageSource, SourceFile } from '../envelope/message-source.ts';
import type { MessageRow } from '../interchange.tables.ts';
import { fixBytes } from './outbox.store.ts';

export interface BuiltMessage {
  sha256: string;
  size: number;
  content: Buffer | null;
}

async function* readPieces(services: Services, file: SourceFile): AsyncGenerator<Uint8Array> {
  for await (const piece of services.blobs.read(file.sha256)) {
    yield typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
  }
}

async function* writeSource(services: Services, source: MessageSource): AsyncGenerator<Uint8Array> {
  const files = source.kind === 'document' ? source.files : [];
  yield* writeEdxml(
    source.message,
    files.map((file) => ({ name: file.name, mediaType: file.mediaType, content: readPieces(services, file) })),
    { packing: source.kind === 'document' ? (source.packing ?? 'zip') : 'zip' },
  );
}

/**
 * The bytes of a message: streamed from the files into the blob store the first time, the very same ones ever after. Two workers
 * at once write the same bytes, since they depend on the source alone.
 */
export async function buildMessage(services: Services, message: MessageRow): Promise<BuiltMessage> {
  if (message.sha256 !== null && message.size !== null) {
    return { sha256: message.sha256, size: message.size, content: message.content };
  }
  const stored = await services.blobs.put(writeSource(services, message.source));
  return { ...(await fixBytes(services, message, stored)), content: null };
}

/** True when another attempt would fail in the same way: the envelope itself cannot be written. */
export function isUnbuildable(error: unknown): error is EdxmlError {
  return error instanceof EdxmlError && error.code !== 'edxml.source_failed';
}
