import { EdxmlError, writeEdxml } from '@congvu/edxml';
import { assertNotInfected } from '#modules/files';
import type { Services } from '../../../platform/context.ts';
import type { MessageSource, SourceFile } from '../envelope/message-source.ts';
import type { MessageRow } from '../interchange.tables.ts';

export interface BuiltMessage {
  sha256: string;
  size: number;
  content: Buffer | null;
  /** The bytes, when they are few enough to be kept at hand until they are handed over. */
  atHand?: Buffer;
}

/** Up to here a letter is put together in memory; beyond, it is streamed from its files into the store. */
const SMALL_BYTES = 512 * 1024;

async function* readPieces(services: Services, file: SourceFile): AsyncGenerator<Uint8Array> {
  if (file.size <= SMALL_BYTES) {
    yield await services.blobs.readBytes(file.sha256);
    return;
  }
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

function isSmall(source: MessageSource): boolean {
  return source.kind === 'status' || source.files.reduce((sum, file) => sum + file.size, 0) <= SMALL_BYTES;
}

/**
 * The bytes of a message, durable in the blob store: written the first time, the very same ones ever after. Two workers at once write
 * the same bytes, since they depend on the source alone. What was found to be malware since it was issued does not leave.
 * @throws AppError 410 `files.infected_since`
 */
export async function buildMessage(services: Services, message: MessageRow): Promise<BuiltMessage> {
  const { sha256, size, content, source } = message;
  await assertNotInfected(services.db, source.kind === 'document' ? source.files : []);
  if (sha256 !== null && size !== null) {
    return { sha256, size, content };
  }
  if (!isSmall(source)) {
    return { ...(await services.blobs.put(writeSource(services, source))), content: null };
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of writeSource(services, source)) {
    pieces.push(piece);
  }
  const atHand = Buffer.concat(pieces);
  return { ...(await services.blobs.put(atHand)), content: null, atHand };
}

/** True when another attempt would fail in the same way: the envelope itself cannot be written. */
export function isUnbuildable(error: unknown): error is EdxmlError {
  return error instanceof EdxmlError && error.code !== 'edxml.source_failed';
}
