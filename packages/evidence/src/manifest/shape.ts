import type { JsonValue } from '../canonical-json.ts';

/** A field that is not what the format says; names the place. Internal: it becomes a reason of the report or an EvidenceError. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** Reads one value of the format or says where it is wrong. Nothing is converted and nothing left out. */
export type Shape<T> = (value: JsonValue | undefined, path: string) => T;

function wrong(path: string, expected: string): never {
  throw new ShapeError(`${path || 'manifest'}: ${expected}`);
}

/** Of any length: the manifest is capped as a whole. */
export const text: Shape<string> = (value, path) => (typeof value === 'string' ? value : wrong(path, 'phải là chữ'));

export function matching(pattern: RegExp, expected: string): Shape<string> {
  return (value, path) => (typeof value === 'string' && pattern.test(value) ? value : wrong(path, expected));
}

export function literal<const T extends string | number>(...allowed: readonly T[]): Shape<T> {
  return (value, path) => allowed.find((one) => one === value) ?? wrong(path, `phải là ${allowed.join(', ')}`);
}

export const flag: Shape<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : wrong(path, 'phải là true hoặc false');

export function whole(max: number): Shape<number> {
  return (value, path) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max
      ? value
      : wrong(path, `phải là số nguyên từ 0 đến ${max}`);
}

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? null : shape(value, path));
}

export function list<T>(item: Shape<T>, max: number): Shape<T[]> {
  return (value, path) =>
    Array.isArray(value) && value.length <= max
      ? value.map((one, index) => item(one, `${path}[${index}]`))
      : wrong(path, `phải là danh sách, nhiều nhất ${max} mục`);
}

function fieldsOf(value: JsonValue | undefined, path: string): { [key: string]: JsonValue } {
  return value === null || typeof value !== 'object' || Array.isArray(value)
    ? wrong(path, 'phải là một đối tượng')
    : value;
}

/** An object with exactly these fields: a field that this version does not know could say something nobody judges. */
export function record<T>(fields: { [Key in keyof T]-?: Shape<T[Key]> }): Shape<T> {
  const shapes = Object.entries(fields) as [keyof T & string, Shape<T[keyof T & string]>][];
  const known = new Set<string>(Object.keys(fields));
  return (value, path) => {
    const given = fieldsOf(value, path);
    const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
    const strange = Object.keys(given).find((key) => !known.has(key));
    if (strange !== undefined) {
      return wrong(below(strange), 'là mục lạ');
    }
    const read: Partial<T> = {};
    for (const [key, shape] of shapes) {
      read[key] = shape(Object.hasOwn(given, key) ? given[key] : undefined, below(key));
    }
    // Every field of T was read by the loop above.
    return read as T;
  };
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** As `Date.toISOString` writes it, so that an instant has one spelling. */
export const instant: Shape<string> = (value, path) => {
  const isOne = typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
  return isOne && new Date(value).toISOString() === value ? value : wrong(path, 'phải là thời điểm UTC');
};

export const sha256: Shape<string> = matching(/^[0-9a-f]{64}$/, 'phải là mã băm SHA-256');
