import { foldAccents } from '@congvu/vntext';
import { z } from 'zod';

const Cursor = z.tuple([z.string().max(300), z.uuid()]);
type Place = z.infer<typeof Cursor>;

export function writeCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** A made-up cursor begins at the first page. */
export function readCursor(cursor: string | undefined): Place | undefined {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor ?? '', 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

/** What was typed into the search box as a pattern for `like`; its own wildcards mean themselves. */
export function likePattern(q: string | undefined): string | undefined {
  const plain = foldAccents(q ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return plain === '' ? undefined : `%${plain.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Conditions and parameters of one statement, kept in step. */
export class Conditions {
  readonly parameters: unknown[] = [];
  private readonly parts: string[] = [];

  /** A place for the value: `$3`. */
  bind(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  add(condition: string): void {
    this.parts.push(condition);
  }

  get sql(): string {
    return this.parts.length === 0 ? 'true' : this.parts.map((part) => `(${part})`).join(' and ');
  }
}
