/** Why bytes were refused; what a proof fails to prove is never an error but the answer `false`. */
export type TlogErrorCode =
  /** A size, an index or a reader that contradicts the tree. */
  | 'tlog.out_of_range'
  /** Not a note, a checkpoint, a key or a request of the C2SP formats. */
  | 'tlog.malformed'
  /** None of the known keys signed it. */
  | 'tlog.unsigned';

/**
 * The only class this package throws.
 *
 * @example
 * try { openNote(text, keys); } catch (error) {
 *   if (error instanceof TlogError && error.code === 'tlog.unsigned') { … }
 * }
 */
export class TlogError extends Error {
  override readonly name = 'TlogError';
  readonly code: TlogErrorCode;

  constructor(code: TlogErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function malformed(message: string): TlogError {
  return new TlogError('tlog.malformed', message);
}
