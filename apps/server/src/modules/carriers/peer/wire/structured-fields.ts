/** The part of RFC 8941 that signatures need: a dictionary of byte sequences and of inner lists of strings, with parameters. */
export type BareItem = string | number | boolean | Uint8Array;
export type Parameters = ReadonlyMap<string, BareItem>;

export interface StringItem {
  value: string;
  parameters: Parameters;
}

export interface InnerList {
  items: readonly StringItem[];
  parameters: Parameters;
}

/** Thrown for whatever is not strictly well-formed; the text never reaches a stranger. */
export class FieldError extends Error {
  override name = 'FieldError';
}

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const INTEGER = /-?[0-9]{1,15}(?![0-9.])/y;
const STRING = /"((?:[ !#-[\]-~]|\\["\\])*)"/y;
const BYTES = /:([A-Za-z0-9+/]*={0,2}):/y;
const SPACES = /[ ]*/y;
const SEPARATOR = /[ \t]*,[ \t]*/y;

class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The match of the sticky expression here, consumed. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) {
      this.at = pattern.lastIndex;
    }
    return found;
  }

  takeChar(char: string): boolean {
    if (this.text[this.at] !== char) {
      return false;
    }
    this.at += 1;
    return true;
  }

  must(pattern: RegExp, what: string): RegExpExecArray {
    const found = this.take(pattern);
    if (found === null) {
      throw new FieldError(`${what} expected at ${this.at}`);
    }
    return found;
  }

  get isDone(): boolean {
    return this.at >= this.text.length;
  }
}

function unquote(escaped: string): string {
  return escaped.replaceAll(/\\(["\\])/g, '$1');
}

function readBytes(encoded: string): Uint8Array {
  const bytes = Buffer.from(encoded, 'base64');
  // One spelling a value: what does not encode back to itself was not base64 (RFC 8941 §4.2.7 lets us refuse it).
  if (bytes.toString('base64') !== encoded) {
    throw new FieldError('base64 expected');
  }
  return bytes;
}

function readBareItem(reader: Reader): BareItem {
  const text = reader.take(STRING);
  if (text !== null) {
    return unquote(text[1] ?? '');
  }
  const bytes = reader.take(BYTES);
  if (bytes !== null) {
    return readBytes(bytes[1] ?? '');
  }
  const truth = reader.take(/\?([01])/y);
  if (truth !== null) {
    return truth[1] === '1';
  }
  return Number(reader.must(INTEGER, 'a value')[0]);
}

function readParameters(reader: Reader): Parameters {
  const parameters = new Map<string, BareItem>();
  while (reader.takeChar(';')) {
    reader.take(SPACES);
    const [name] = reader.must(KEY, 'a parameter');
    if (parameters.has(name)) {
      throw new FieldError(`parameter ${name} twice`);
    }
    parameters.set(name, reader.takeChar('=') ? readBareItem(reader) : true);
  }
  return parameters;
}

function readInnerList(reader: Reader): InnerList {
  const items: StringItem[] = [];
  reader.take(SPACES);
  while (!reader.takeChar(')')) {
    const value = unquote(reader.must(STRING, 'a name in quotes')[1] ?? '');
    items.push({ value, parameters: readParameters(reader) });
    if (reader.text[reader.at] !== ')') {
      reader.must(/[ ]+/y, 'a space');
    }
  }
  return { items, parameters: readParameters(reader) };
}

function readDictionary<T>(text: string, readValue: (reader: Reader) => T): Map<string, T> {
  const reader = new Reader(text.trim());
  const entries = new Map<string, T>();
  while (!reader.isDone) {
    if (entries.size > 0) {
      reader.must(SEPARATOR, 'a comma');
    }
    const [key] = reader.must(KEY, 'a key');
    if (entries.has(key) || !reader.takeChar('=')) {
      throw new FieldError(`key ${key} twice or without a value`);
    }
    entries.set(key, readValue(reader));
  }
  return entries;
}

/** `Signature-Input`: labels with what each signature covers. */
export function readInnerLists(text: string): Map<string, InnerList> {
  return readDictionary(text, (reader) => {
    if (!reader.takeChar('(')) {
      throw new FieldError('a list expected');
    }
    return readInnerList(reader);
  });
}

/** `Signature`, `Content-Digest`: labels with bytes. */
export function readByteSequences(text: string): Map<string, Uint8Array> {
  return readDictionary(text, (reader) => readBytes(reader.must(BYTES, 'bytes')[1] ?? ''));
}

function writeBareItem(value: BareItem): string {
  if (typeof value === 'string') {
    return `"${value.replaceAll(/(["\\])/g, '\\$1')}"`;
  }
  if (typeof value === 'number') {
    return String(value);
  }
  return value instanceof Uint8Array ? writeBytes(value) : value ? '?1' : '?0';
}

function writeParameters(parameters: Parameters): string {
  return [...parameters]
    .map(([name, value]) => (value === true ? `;${name}` : `;${name}=${writeBareItem(value)}`))
    .join('');
}

export function writeStringItem({ value, parameters }: StringItem): string {
  return `${writeBareItem(value)}${writeParameters(parameters)}`;
}

export function writeInnerList({ items, parameters }: InnerList): string {
  return `(${items.map(writeStringItem).join(' ')})${writeParameters(parameters)}`;
}

export function writeBytes(bytes: Uint8Array): string {
  return `:${Buffer.from(bytes).toString('base64')}:`;
}
