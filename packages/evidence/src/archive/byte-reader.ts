/** The source ended before what was asked for. Internal. */
export class EndOfBytes extends Error {
  override readonly name = 'EndOfBytes';
}

/** Reads a stream of bytes once, from front to back, in the lengths asked for. */
export interface ByteReader {
  /** @throws EndOfBytes */
  take(length: number): Promise<Buffer>;
  /** The next bytes piece by piece. @throws EndOfBytes */
  pieces(length: number): AsyncGenerator<Buffer>;
  /** Whether nothing follows. */
  isAtEnd(): Promise<boolean>;
  close(): Promise<void>;
}

export function byteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let current: Buffer = Buffer.alloc(0);

  async function fill(): Promise<boolean> {
    while (current.length === 0) {
      const step = await chunks.next();
      if (step.done === true) {
        return false;
      }
      current = Buffer.from(step.value.buffer, step.value.byteOffset, step.value.length);
    }
    return true;
  }

  async function* pieces(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (!(await fill())) {
        throw new EndOfBytes();
      }
      const piece = current.subarray(0, left);
      current = current.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  return {
    pieces,
    async take(length) {
      const taken: Buffer[] = [];
      for await (const piece of pieces(length)) {
        taken.push(piece);
      }
      return Buffer.concat(taken, length);
    },
    isAtEnd: async () => !(await fill()),
    close: async () => void (await chunks.return?.()),
  };
}
