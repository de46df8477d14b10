/** One header field; `raw` is every byte of it with its line ends, `value` unfolded (RFC 5322 §2.2.3). */
export interface HeaderField {
  /** Lower case. */
  name: string;
  value: string;
  raw: Buffer;
}

/** A MIME entity (RFC 2045 §2.4): header fields, and everything behind the blank line. */
export interface Entity {
  bytes: Buffer;
  fields: HeaderField[];
  body: Buffer;
}

export interface ContentType {
  /** `multipart/signed`, lower case; `text/plain` when none is written (RFC 2045 §5.2). */
  type: string;
  parameters: ReadonlyMap<string, string>;
  /** Written twice, or a parameter twice or in pieces (RFC 2231): two readers could read it differently. */
  isAmbiguous: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const MAX_HEADER = 256 * 1024;
const MAX_VALUE = 4_000;
const FIELD = /^([!-9;-~]{1,200})[ \t]{0,20}:([\s\S]*)$/;

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Where the line that begins at `start` ends, its line end included. */
function lineEnd(bytes: Buffer, start: number): number {
  const found = bytes.indexOf(LF, start);
  return found === -1 ? bytes.length : found + 1;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start;
  return (length === 1 && bytes[start] === LF) || (length === 2 && bytes[start] === CR && bytes[start + 1] === LF);
}

function fieldOf(raw: Buffer): HeaderField[] {
  const found = FIELD.exec(raw.toString('latin1'));
  if (found === null) {
    return [];
  }
  const [, name = '', value = ''] = found;
  return [{ name: name.toLowerCase(), value: value.replaceAll(/\r?\n/g, '').trim(), raw }];
}

/** Takes an entity apart; lines that are no header field are left out. Undefined when the header is larger than 256 KiB. */
export function readEntity(given: Uint8Array): Entity | undefined {
  const bytes = asBuffer(given);
  const fields: HeaderField[] = [];
  let start = 0;
  while (start < bytes.length) {
    let end = lineEnd(bytes, start);
    if (isBlank(bytes, start, end)) {
      return { bytes, fields, body: bytes.subarray(end) };
    }
    while (end < bytes.length && (bytes[end] === 0x20 || bytes[end] === 0x09)) {
      end = lineEnd(bytes, end);
    }
    if (end > MAX_HEADER) {
      return undefined;
    }
    fields.push(...fieldOf(bytes.subarray(start, end)));
    start = end;
  }
  return { bytes, fields, body: bytes.subarray(bytes.length) };
}

const PARAMETER =
  /;[ \t]{0,40}([!#$%&'*+.^_`{|}~\w-]{1,80})[ \t]{0,40}=[ \t]{0,40}(?:"((?:[^"\\]|\\.){0,1000})"|([^\s;"]{0,1000}))/g;

function readParameters(text: string): { parameters: Map<string, string>; isAmbiguous: boolean } {
  const parameters = new Map<string, string>();
  let isAmbiguous = false;
  for (const [, name = '', quoted, bare] of text.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    isAmbiguous ||= parameters.has(key) || key.includes('*');
    parameters.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '');
  }
  return { parameters, isAmbiguous };
}

export function contentTypeOf({ fields }: Entity): ContentType {
  const found = fields.filter(({ name }) => name === 'content-type');
  const [first] = found;
  if (first === undefined) {
    return { type: 'text/plain', parameters: new Map(), isAmbiguous: false };
  }
  const [type = ''] = first.value.split(';', 1);
  const { parameters, isAmbiguous } = readParameters(first.value.slice(type.length, MAX_VALUE));
  return { type: type.trim().toLowerCase(), parameters, isAmbiguous: isAmbiguous || found.length > 1 };
}

/** Lower case; `7bit` when none is written (RFC 2045 §6.1). Undefined when it is written twice. */
function encodingOf({ fields }: Entity): string | undefined {
  const found = fields.filter(({ name }) => name === 'content-transfer-encoding');
  return found.length > 1 ? undefined : (found[0]?.value.toLowerCase() ?? '7bit');
}

/** Whether the body stands as it is (RFC 2045 §6.4 allows a multipart nothing else). */
export function isIdentity(entity: Entity): boolean {
  return ['7bit', '8bit', 'binary'].includes(encodingOf(entity) ?? '');
}

/** Only what RFC 4648 §4 knows, padding at the end alone; anything else would be read differently by different readers. */
function decodeBase64(text: string): Buffer | undefined {
  const digits = text.replaceAll(/\s+/g, '');
  const padding = digits.indexOf('=');
  const isPadded = padding === -1 || (padding >= digits.length - 2 && digits.endsWith('='));
  return !isPadded || /[^A-Za-z0-9+/=]/.test(digits) ? undefined : Buffer.from(digits, 'base64');
}

/** Bytes of the body; undefined when its encoding is damaged or not for binary content. */
export function decodeBody(entity: Entity): Buffer | undefined {
  if (isIdentity(entity)) {
    return entity.body;
  }
  return encodingOf(entity) === 'base64' ? decodeBase64(entity.body.toString('latin1')) : undefined;
}
