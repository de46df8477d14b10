import { createHash } from 'node:crypto';
import { PadesError } from '../errors.ts';
import type { PdfFile } from './file.ts';
import { array, dict, name, type PdfDict, type PdfString, type PdfValue } from './values.ts';

const IRREGULAR = /[^!-~]|[#()<>[\]{}/%]/g;

function writeName(text: string): string {
  return `/${text.replace(IRREGULAR, (letter) => `#${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;
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
      return `<<${[...value.entries].map(([key, entry]) => `${writeName(key)} ${writeValue(entry)}`).join('\n')}>>`;
    case 'stream':
      throw new PadesError('pades.broken', 'Luồng dữ liệu phải là đối tượng riêng.');
  }
}

/** New and changed objects that will stand behind a file. */
export interface Revision {
  /** A number for an object that is not there yet. */
  allot(): number;
  set(number: number, value: PdfValue): void;
  setStream(number: number, entries: PdfDict, data: Uint8Array): void;
  /** The object's text as it shall be written. */
  setText(number: number, text: string): void;
  /** What was set here before, else what the file has. */
  current(number: number): PdfValue;
  /** The bytes to append and where each object's body begins in them. */
  build(): { tail: Uint8Array; bodies: Map<number, number> };
}

interface Piece {
  value: PdfValue | undefined;
  chunks: Uint8Array[];
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function xrefTable(offsets: ReadonlyMap<number, number>): string {
  const numbers = [...offsets.keys()].sort((left, right) => left - right);
  const lines: string[] = ['xref'];
  for (let start = 0; start < numbers.length; ) {
    let end = start + 1;
    while (end < numbers.length && numbers[end] === (numbers[end - 1] ?? 0) + 1) {
      end += 1;
    }
    lines.push(`${numbers[start]} ${end - start}`);
    for (const number of numbers.slice(start, end)) {
      lines.push(`${String(offsets.get(number)).padStart(10, '0')} 00000 n `);
    }
    start = end;
  }
  return `${lines.join('\n')}\n`;
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

/** §14.4: the first half of /ID stays, the second is new for each revision; drawn from the bytes, not from a clock. */
function nextId(file: PdfFile, seed: Uint8Array): PdfValue {
  const id = file.resolve(file.xref.trailer.entries.get('ID'));
  if (typeof id !== 'object' || id === null || id.kind !== 'array') {
    return null;
  }
  const bytes = createHash('sha256').update(seed).digest().subarray(0, 16);
  return array(id.items[0] ?? null, { kind: 'string', bytes, isHex: true, start: -1, end: -1 });
}

function trailerOf(file: PdfFile, size: number, seed: Uint8Array): Record<string, PdfValue | undefined> {
  const { entries } = file.xref.trailer;
  const id = nextId(file, seed);
  return {
    Size: size,
    Prev: file.xref.startXref,
    Root: entries.get('Root'),
    Info: entries.get('Info'),
    ID: id ?? undefined,
  };
}

interface Output {
  chunks: Uint8Array[];
  length: number;
}

function put(output: Output, chunk: Uint8Array): void {
  output.chunks.push(chunk);
  output.length += chunk.length;
}

function finish(file: PdfFile, output: Output, offsets: Map<number, number>, size: number): void {
  const start = file.bytes.length + output.length;
  const seed = Buffer.concat(output.chunks);
  if (file.xref.kind === 'table') {
    const trailer = writeValue(dict(trailerOf(file, size, seed)));
    put(output, latin1(`${xrefTable(offsets)}trailer\n${trailer}\n`));
  } else {
    offsets.set(size, start);
    const { index, rows } = xrefRows(offsets);
    const entries = dict({
      Type: name('XRef'),
      ...trailerOf(file, size + 1, seed),
      Index: array(...index),
      W: array(1, 5, 1),
      Length: rows.length,
    });
    put(output, latin1(`${size} 0 obj\n${writeValue(entries)}\nstream\n`));
    put(output, rows);
    put(output, latin1('\nendstream\nendobj\n'));
  }
  put(output, latin1(`startxref\n${start}\n%%EOF\n`));
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
      pieces.set(number, { value, chunks: [latin1(writeValue(value))] });
    },
    setStream(number, entries, data) {
      const complete: PdfDict = {
        kind: 'dict',
        entries: new Map([...entries.entries, ['Length', data.length]]),
        repeated: [],
      };
      pieces.set(number, {
        value: { kind: 'stream', dict: complete, raw: data },
        chunks: [latin1(`${writeValue(complete)}\nstream\n`), data, latin1('\nendstream')],
      });
    },
    setText(number, text) {
      pieces.set(number, { value: undefined, chunks: [latin1(text)] });
    },
    current(number) {
      return pieces.get(number)?.value ?? file.object(number);
    },
    build() {
      const output: Output = { chunks: [], length: 0 };
      const last = file.bytes.at(-1);
      if (last !== 10 && last !== 13) {
        put(output, latin1('\n'));
      }
      const offsets = new Map<number, number>();
      const bodies = new Map<number, number>();
      for (const [number, { chunks }] of pieces) {
        offsets.set(number, file.bytes.length + output.length);
        put(output, latin1(`${number} 0 obj\n`));
        bodies.set(number, output.length);
        for (const chunk of chunks) {
          put(output, chunk);
        }
        put(output, latin1('\nendobj\n'));
      }
      finish(file, output, offsets, next);
      return { tail: Buffer.concat(output.chunks), bodies };
    },
  };
}
