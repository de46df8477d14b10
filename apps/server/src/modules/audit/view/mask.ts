/** A telephone number of Vietnam: 0 or +84 and nine digits, with or without separators. */
const PHONE = /(?<![\p{L}\p{N}-])(?:\+?84|0)(?:[ .-]?\d){9}(?![\p{L}\p{N}-])/gu;
/** Identity papers: nine digits (CMND) or twelve (CCCD), grouped or not; not a part of an id or a hash. */
const IDENTITY = /(?<![\p{L}\p{N}-])(?:\d{12}|\d{9}|\d{3} \d{3} \d{3}(?: \d{3})?)(?![\p{L}\p{N}-])/gu;
const LEFT_OPEN = 3;

function hide(found: string): string {
  const last = found.length - LEFT_OPEN;
  return found.replace(/\d/g, (digit, at: number) => (at < last ? '•' : digit));
}

function maskText(text: string): string {
  return text.replace(PHONE, hide).replace(IDENTITY, hide);
}

/** Numbers of identity papers and telephones are hidden but for the end, wherever they stand (Law 91/2025/QH15: no more than is needed). */
export function maskPersonal<T>(value: T): T;
export function maskPersonal(value: unknown): unknown {
  if (typeof value === 'string') {
    return maskText(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => maskPersonal(item));
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskPersonal(item)]));
  }
  return value;
}
