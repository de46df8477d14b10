import { MailGuardError } from '../errors.ts';

/** Beyond these a mail is refused, not cut. */
export const MAIL_LIMITS = {
  maxBytes: 30 * 1024 * 1024,
  maxParts: 1_000,
  maxDepth: 16,
  maxHeaderBytes: 256 * 1024,
} as const;

const [LF, CR, DASH, BLANK, TAB] = [0x0a, 0x0d, 0x2d, 0x20, 0x09];
const BOUNDARY = /boundary\s{0,20}=\s{0,20}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))/gi;
/** RFC 2046 §5.1.1: at most 70 characters; longer ones are in use. */
const LONGEST_BOUNDARY = 204;

/** Where the header of the mail ends. */
export function headerEnd(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== LF) {
      continue;
    }
    const next = bytes[at + 1] === CR ? at + 2 : at + 1;
    if (bytes[next] === LF) {
      return at + 1;
    }
  }
  return bytes.length;
}

function boundariesOf(latin: string): Set<string> {
  return new Set([...latin.matchAll(BOUNDARY)].map(([, quoted, bare]) => (quoted ?? bare ?? '').trimEnd()));
}

/** The line from `start`, without blanks at its end; only lines that may be delimiters are asked for. */
function lineAt(buffer: Buffer, start: number): string {
  const found = buffer.indexOf(LF, start);
  let end = Math.min(found === -1 ? buffer.length : found, start + LONGEST_BOUNDARY);
  while (end > start && [CR, BLANK, TAB].includes(buffer[end - 1] ?? 0)) {
    end -= 1;
  }
  return buffer.toString('latin1', start + 2, end);
}

/** Delimiter lines that open a part, counted in one pass before anything is parsed. */
function countParts(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boundaries = boundariesOf(buffer.toString('latin1'));
  if (boundaries.size === 0) {
    return 0;
  }
  let count = 0;
  for (let at = buffer.indexOf('\n--'); at !== -1; at = buffer.indexOf('\n--', at + 3)) {
    if (buffer[at + 2] === DASH && boundaries.has(lineAt(buffer, at + 1))) {
      count += 1;
    }
  }
  return count;
}

/** @throws MailGuardError for a mail that is too large, has too many parts or too long a header */
export function assertWithinLimits(bytes: Uint8Array): void {
  if (bytes.length > MAIL_LIMITS.maxBytes) {
    throw new MailGuardError('mailguard.too_large');
  }
  if (headerEnd(bytes) > MAIL_LIMITS.maxHeaderBytes) {
    throw new MailGuardError('mailguard.header_too_large');
  }
  if (countParts(bytes) > MAIL_LIMITS.maxParts) {
    throw new MailGuardError('mailguard.too_many_parts');
  }
}
