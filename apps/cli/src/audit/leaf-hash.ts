import { createHash } from 'node:crypto';

/** RFC 8785 written a second time, so that an error of the writer is not repeated by its judge. */
export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      throw new TypeError('not a JSON value');
  }
  if (value === null) {
    return 'null';
  }
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value) {
      parts.push(canonicalText(item));
    }
    return `[${parts.join(',')}]`;
  }
  const members = new Map(Object.entries(value));
  for (const name of [...members.keys()].sort()) {
    parts.push(`${JSON.stringify(name)}:${canonicalText(members.get(name))}`);
  }
  return `{${parts.join(',')}}`;
}

/** RFC 9162 2.1.1: 0x00 and the entry. */
export function hashOfLeaf(leaf: Record<string, unknown>): Buffer {
  const hash = createHash('sha256');
  hash.update('\0');
  hash.update(canonicalText(leaf), 'utf8');
  return hash.digest();
}
