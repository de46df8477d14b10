import { type EdxmlErrorCode, REFUSALS_IN_ENGLISH } from './texts/refusals.ts';

export interface EdxmlErrorDetail {
  /** Element path (`edXML/edXMLEnvelope/…`), field path (`to[1].agencyCode`) or place in the bytes (`3:7`, line and column). */
  path?: string;
  cause?: unknown;
}

/** `3:7` is a place in the bytes, anything else a path. */
function place(path: string, line: string, column: string): string {
  const found = /^(\d+):(\d+)$/.exec(path);
  return found === null ? path : `${line} ${found[1]}, ${column} ${found[2]}`;
}

/**
 * The only class this package throws. `message` is Vietnamese and names the place, `english` says the same in English.
 *
 * @example
 * try { await parseEdxml(bytes); } catch (error) {
 *   if (error instanceof EdxmlError && error.code === 'edxml.doctype_refused') { … }
 * }
 */
export class EdxmlError extends Error {
  override readonly name = 'EdxmlError';
  readonly code: EdxmlErrorCode;
  /** See {@link EdxmlErrorDetail.path}; empty when there is none. */
  readonly path: string;
  /** Lower-case hex SHA-256 of the refused bytes, when they were given whole. */
  sha256: string | undefined;

  constructor(code: EdxmlErrorCode, message: string, detail: EdxmlErrorDetail = {}) {
    const path = detail.path ?? '';
    super(
      path === '' ? message : `${message} (tại ${place(path, 'dòng', 'cột')})`,
      detail.cause === undefined ? undefined : { cause: detail.cause },
    );
    this.code = code;
    this.path = path;
  }

  get english(): string {
    const text = REFUSALS_IN_ENGLISH[this.code];
    return this.path === '' ? text : `${text} (at ${place(this.path, 'line', 'column')})`;
  }
}
