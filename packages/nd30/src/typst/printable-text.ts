import { covers } from './compiler.ts';
import { makePrintable } from './printable.ts';

/**
 * A plain JSON value with every text as our typeface prints it: characters without a form become □, endless words may be cut. For
 * other layouts in the same typeface, which PDF/A would otherwise refuse.
 */
export function toPrintable<T>(value: T): T {
  return makePrintable(value, covers());
}
