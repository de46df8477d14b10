import { invalid } from './errors.ts';

/** Keyset cursors: the sort values of the last row shown. */
export function writeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

const SHAPES = {
  text: /^/,
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  instant: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  integer: /^-?\d{1,9}$/,
};

/** @throws AppError 422 for a cursor that was not made by `writeCursor` of values of these kinds: nothing else reaches a query */
export function readCursor(cursor: string | undefined, kinds: readonly (keyof typeof SHAPES)[]): string[] | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(values) &&
      values.length === kinds.length &&
      values.every((value, at) => isKind(value, kinds[at]))
    ) {
      return values;
    }
  } catch {
    // Told below.
  }
  throw invalid('platform.invalid_input', 'Trang danh sách không còn đúng. Tải lại danh sách.');
}

function isKind(value: unknown, kind: keyof typeof SHAPES | undefined): value is string {
  return typeof value === 'string' && kind !== undefined && SHAPES[kind].test(value) && !value.includes('\0');
}
