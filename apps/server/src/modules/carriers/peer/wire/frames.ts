/**
 * A batch of messages: `CVX1`, then for each message the length of its header (4 bytes, big-endian), the header as JSON in UTF-8,
 * the length of its bytes (4 bytes) and the bytes. A message that was uploaded before has no bytes here.
 */
const MAGIC = Buffer.from('CVX1', 'latin1');
const LENGTH_BYTES = 4;
const MAX_HEADER = 4 * 1024;

export class FrameError extends Error {
  override name = 'FrameError';
}

export interface Frame {
  header: unknown;
  content: Buffer;
}

function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(LENGTH_BYTES);
  bytes.writeUInt32BE(length);
  return bytes;
}

export function writeFrames(frames: readonly Frame[]): Buffer {
  const parts = frames.flatMap(({ header, content }) => {
    const text = Buffer.from(JSON.stringify(header));
    return [lengthBytes(text.length), text, lengthBytes(content.length), content];
  });
  return Buffer.concat([MAGIC, ...parts]);
}

/** @throws FrameError when lengths do not add up or there are more than `max`; a header that is no JSON is undefined */
export function readFrames(body: Buffer, max: number): Frame[] {
  let at = 0;
  const take = (length: number): Buffer => {
    if (at + length > body.length) {
      throw new FrameError('cut');
    }
    const bytes = body.subarray(at, at + length);
    at += length;
    return bytes;
  };
  if (body.length < MAGIC.length || !take(MAGIC.length).equals(MAGIC)) {
    throw new FrameError('not a batch');
  }
  const frames: Frame[] = [];
  while (at < body.length) {
    const headerLength = take(LENGTH_BYTES).readUInt32BE();
    if (headerLength > MAX_HEADER || frames.length === max) {
      throw new FrameError('too many or too long');
    }
    const header = readJson(take(headerLength));
    const content = take(take(LENGTH_BYTES).readUInt32BE());
    frames.push({ header, content });
  }
  return frames;
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
