import { invalid } from './errors.ts';

/** Keyset cursors: the sort values of the last row shown. */
export function writeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @throws AppError 422 for a cursor that was not made by `writeCursor` with as many values */
export function readCursor(cursor: string | undefined, count: number): string[] | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(values) && values.length === count && values.every((value) => typeof value === 'string')) {
      return values;
    }
  } catch {
    // Told below.
  }
  throw invalid('platform.invalid_input', 'Trang danh sách không còn đúng. Tải lại danh sách.');
}
