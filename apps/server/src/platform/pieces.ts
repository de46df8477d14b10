/**
 * The bytes again in pieces of exactly `size`, the last one told apart; of an empty source one empty last piece. One buffer for all
 * of them: a piece is good until the next one is asked for.
 */
export async function* inPieces(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ piece: Buffer; isLast: boolean }> {
  const held = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const bytes of source) {
    let from = 0;
    while (from < bytes.length) {
      if (filled === size) {
        yield { piece: held, isLast: false };
        filled = 0;
      }
      const part = bytes.subarray(from, from + size - filled);
      held.set(part, filled);
      filled += part.length;
      from += part.length;
    }
  }
  yield { piece: held.subarray(0, filled), isLast: true };
}
