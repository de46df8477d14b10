import { foldAccents } from '@congvu/vntext';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The last row of the page before, by id: its name is looked up again, so that long names make no long cursors. A made-up one begins at
 * the first page.
 */
export function readCursor(cursor: string | undefined): string | undefined {
  return cursor !== undefined && UUID.test(cursor) ? cursor : undefined;
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
