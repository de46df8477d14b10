import { hash } from 'node:crypto';
import { PadesError } from '../errors.ts';
import type { PdfFile } from './file.ts';
import { array, dict, name, type PdfDict, type PdfString, type PdfValue, withEntries } from './values.ts';

const IRREGULAR = /[^!-~]|[#()<>[\]{}/%]/g;

/** The same few names are written all the time. */
const writtenNames = new Map<string, string>();
const MAX_NAMES = 1_024;

function writeName(text: string): string {
  const known = writtenNames.get(text);
  if (known !== undefined) {
    return known;
  }
  const name = `/${text.replace(IRREGULAR, (letter) => `#${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;
  if (writtenNames.size < MAX_NAMES) {
    writtenNames.set(text, name);
  }
  return name;
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) {
    throw new PadesError('pades.broken', 'Số không ghi được vào PDF.');
  }
  return Number.isInteger(value)
    ? String(value)
    : value
        .toFixed(5)
        .replace(/\.?0+$/, '')
        .replace(/^-0$/, '0');
}

/** Escaping comes after encoding, or UTF-16 text would be damaged. */
function writeString(value: PdfString): string {
  const bytes = Buffer.from(value.bytes);
  if (value.isHex) {
    return `<${bytes.toString('hex')}>`;
  }
  const escaped = bytes.toString('latin1').replace(/[\\()\r\n]/g, (letter) => {
    if (letter === '\r' || letter === '\n') {
      return letter === '\r' ? '\\r' : '\\n';
    }
    return `\\${letter}`;
  });
  return `(${escaped})`;
}

/** As {@link withEntries}: nothing is written that stood there twice. */
function writeDict(dict: PdfDict): string {
  const { entries } = dict.repeated.length > 0 ? withEntries(dict, {}) : dict;
  let text = '<<';
  for (const [key, entry] of entries) {
    text += `${text.length === 2 ? '' : '\n'}${writeName(key)} ${writeValue(entry)}`;
  }
  return `${text}>>`;
}

/** Latin-1 text of a value; streams are objects of their own, see {@link Revision.setStream}. */
export function writeValue(value: PdfValue): string {
  if (value === null || typeof value === 'boolean') {
    return String(value);
  }
  if (typeof value === 'number') {
    return writeNumber(value);
  }
  switch (value.kind) {
    case 'name':
      return writeName(value.name);
    case 'string':
      return writeString(value);
    case 'ref':
      return `${value.number} ${value.generation} R`;
    case 'array':
      return `[${value.items.map(writeValue).join(' ')}]`;
    case 'dict':
      return writeDict(value);
    case 'stream':
      throw new PadesError('pades.broken', 'Luồng dữ liệu phải là đối tượng riêng.');
  }
}

/** What stands behind the file. */
export interface Appended {
  /** The bytes to append, without rooms. */
  tail: Buffer;
  /** Where the first room is in them, and how long: bytes behind it stand so much later in the file. */
  gap: { at: number; length: number } | undefined;
  /** Where each object's body begins. */
  bodies: Map<number, number>;
}

/** New and changed objects that will stand behind a file. */
export interface Revision {
  /** A number for an object that is not there yet. */
  allot(): number;
  set(number: number, value: PdfValue): void;
  setStream(number: number, entries: PdfDict, data: Uint8Array): void;
  /** The object's text as it shall be written; a number is room for so many bytes that are written later. */
  setText(number: number, ...text: readonly (string | number)[]): void;
  /** What was set here before, else what the file has. */
  current(number: number): PdfValue;
  build(): Appended;
}

/** Latin-1 text, bytes as they are, or room. */
type Chunk = string | Uint8Array | number;

interface Piece {
  value: PdfValue | undefined;
  /** Undefined until the value is written. */
  chunks: Chunk[] | undefined;
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function xrefTable(offsets: ReadonlyMap<number, number>): string {
  const numbers = [...offsets.keys()].sort((left, right) => left - right);
  let table = 'xref\n';
  for (let start = 0; start < numbers.length; ) {
    const first = numbers[start] ?? 0;
    let lines = '';
    let count = 0;
    for (; numbers[start + count] === first + count; count += 1) {
      lines += `${String(offsets.get(first + count)).padStart(10, '0')} 00000 n \n`;
    }
    table += `${first} ${count}\n${lines}`;
    start += count;
  }
  return table;
}

function xrefRows(offsets: ReadonlyMap<number, number>): { index: number[]; rows: Uint8Array } {
  const numbers = [...offsets.keys()].sort((left, right) => left - right);
  const rows = Buffer.alloc(numbers.length * 7);
  for (const [row, number] of numbers.entries()) {
    rows[row * 7] = 1;
    rows.writeUIntBE(offsets.get(number) ?? 0, row * 7 + 1, 5);
  }
  return { index: numbers.flatMap((number) => [number, 1]), rows };
}

/** §14.4: the first half of /ID stays, the second is new for each revision; drawn from what is written, not from a clock. */
function nextId(file: PdfFile, output: Output): PdfValue {
  const id = file.resolve(file.xref.trailer.entries.get('ID'));
  if (typeof id !== 'object' || id === null || id.kind !== 'array') {
    return null;
  }
  const before = writeValue(id);
  const content = output.chunks.length === 0 ? before + output.text : written(before, output);
  const bytes = hash('sha256', content, 'buffer').subarray(0, 16);
  return array(id.items[0] ?? null, { kind: 'string', bytes, isHex: true, start: -1, end: -1 });
}

function trailerOf(file: PdfFile, size: number, output: Output): Record<string, PdfValue | undefined> {
  const { entries } = file.xref.trailer;
  const id = nextId(file, output);
  return {
    Size: size,
    Prev: file.xref.startXref,
    Root: entries.get('Root'),
    Info: entries.get('Info'),
    ID: id ?? undefined,
  };
}

/** Text gathers until bytes or the end come: one conversion for many objects. */
interface Output {
  chunks: Uint8Array[];
  text: string;
  /** With rooms. */
  length: number;
  gap: Appended['gap'];
}

function put(output: Output, chunk: Chunk): void {
  if (typeof chunk === 'number') {
    output.gap ??= { at: output.length, length: chunk };
    output.length += chunk;
    return;
  }
  output.length += chunk.length;
  if (typeof chunk === 'string') {
    output.text += chunk;
    return;
  }
  if (output.text !== '') {
    output.chunks.push(latin1(output.text));
    output.text = '';
  }
  output.chunks.push(chunk);
}

/** Everything put so far, with a text in front. */
function written(before: string, { chunks, text }: Output): Buffer {
  return chunks.length === 0 ? latin1(before + text) : Buffer.concat([latin1(before), ...chunks, latin1(text)]);
}

function finish(file: PdfFile, output: Output, offsets: Map<number, number>, size: number): void {
  const start = file.bytes.length + output.length;
  if (file.xref.kind === 'table') {
    const trailer = writeValue(dict(trailerOf(file, size, output)));
    put(output, `${xrefTable(offsets)}trailer\n${trailer}\n`);
  } else {
    offsets.set(size, start);
    const { index, rows } = xrefRows(offsets);
    const entries = dict({
      Type: name('XRef'),
      ...trailerOf(file, size + 1, output),
      Index: array(...index),
      W: array(1, 5, 1),
      Length: rows.length,
    });
    put(output, `${size} 0 obj\n${writeValue(entries)}\nstream\n`);
    put(output, rows);
    put(output, '\nendstream\nendobj\n');
  }
  put(output, `startxref\n${start}\n%%EOF\n`);
}

/** Starts an incremental update (§7.5.6) with the same kind of cross-reference as the file's last section. */
export function startRevision(file: PdfFile): Revision {
  const pieces = new Map<number, Piece>();
  let next = file.size;
  return {
    allot() {
      next += 1;
      return next - 1;
    },
    set(number, value) {
      pieces.set(number, { value, chunks: undefined });
    },
    setStream(number, entries, data) {
      const complete: PdfDict = {
        kind: 'dict',
        entries: new Map([...entries.entries, ['Length', data.length]]),
        repeated: [],
      };
      pieces.set(number, {
        value: { kind: 'stream', dict: complete, raw: data },
        chunks: [`${writeValue(complete)}\nstream\n`, data, '\nendstream'],
      });
    },
    setText(number, ...text) {
      pieces.set(number, { value: undefined, chunks: [...text] });
    },
    current(number) {
      return pieces.get(number)?.value ?? file.object(number);
    },
    build() {
      const output: Output = { chunks: [], text: '', length: 0, gap: undefined };
      const last = file.bytes.at(-1);
      if (last !== 10 && last !== 13) {
        put(output, '\n');
      }
      const offsets = new Map<number, number>();
      const bodies = new Map<number, number>();
      for (const [number, { value, chunks }] of pieces) {
        offsets.set(number, file.bytes.length + output.length);
        put(output, `${number} 0 obj\n`);
        bodies.set(number, output.length);
        for (const chunk of chunks ?? [writeValue(value ?? null)]) {
          put(output, chunk);
        }
        put(output, '\nendobj\n');
      }
      finish(file, output, offsets, next);
      return { tail: written('', output), gap: output.gap, bodies };
    },
  };
}
