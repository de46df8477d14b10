import type { IncomingMessage } from 'node:http';
import type { FileWriter } from './message-file.ts';
import { MultipartReader } from './multipart-reader.ts';

export interface ReceivedBody {
  /** Small fields beside the file. */
  fields: Record<string, string>;
}

/** The line is to break when so much has come: a fault on order. */
export class CutHere extends Error {
  override readonly name = 'CutHere';
}

function boundaryOf(contentType: string | undefined): string | undefined {
  const match = /^multipart\/form-data\s*;.*\bboundary="?([^";]{1,200})"?/i.exec(contentType ?? '');
  return match?.[1];
}

async function* cutAt(source: AsyncIterable<Uint8Array>, limit: number | undefined): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (limit !== undefined && size >= limit) {
      throw new CutHere();
    }
    yield chunk;
  }
}

/** The Java SDK says multipart, sends the bare file and a line break behind it: the break is not part of the file. */
async function writeBare(
  source: AsyncIterable<Uint8Array>,
  writer: FileWriter,
  dropsLineBreak: boolean,
): Promise<void> {
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = Buffer.concat([tail, chunk]);
    const keep = dropsLineBreak ? Math.max(bytes.length - 2, 0) : bytes.length;
    await writer.write(bytes.subarray(0, keep));
    tail = Buffer.from(bytes.subarray(keep));
  }
  if (tail.length > 0 && tail.toString('latin1') !== '\r\n') {
    await writer.write(tail);
  }
}

async function peek(source: AsyncGenerator<Uint8Array>): Promise<{ head: Buffer; all: AsyncGenerator<Uint8Array> }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let step = await source.next();
  for (; step.done !== true; step = await source.next()) {
    chunks.push(step.value);
    size += step.value.length;
    if (size >= 256) {
      break;
    }
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* chunks;
    yield* source;
  }
  return { head: Buffer.concat(chunks), all: all() };
}

/**
 * The file in the body of a request, whatever the Content-Type says: raw bytes, a real multipart with a part of this name, or what
 * the Java SDK makes of it.
 */
export async function receiveBody(
  request: IncomingMessage,
  writer: FileWriter,
  options: { part: string; cutAtByte: number | undefined },
): Promise<ReceivedBody> {
  const boundary = boundaryOf(request.headers['content-type']);
  const { head, all } = await peek(cutAt(request, options.cutAtByte));
  if (boundary === undefined || !head.subarray(0, 256).includes(`--${boundary}`)) {
    await writeBare(all, writer, boundary !== undefined);
    return { fields: {} };
  }
  const reader = new MultipartReader(boundary, options.part);
  for await (const chunk of all) {
    for (const piece of reader.push(chunk)) {
      await writer.write(piece);
    }
  }
  return { fields: reader.finish() };
}
