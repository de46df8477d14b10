import { deflateSync } from 'node:zlib';
import { openPdf, type PdfFile } from '../pdf/file.ts';
import { array, dict, isStream, name, nameOf, type PdfValue } from '../pdf/values.ts';
import { writeValue } from '../pdf/write.ts';

/** Shapes of a file that say the same: how its objects are found. */
export const SHAPES = ['table', 'stream', 'object-streams'] as const;
export type Shape = (typeof SHAPES)[number];

interface Output {
  parts: Uint8Array[];
  length: number;
  /** Type, and the two numbers of a row in a cross-reference stream. */
  rows: Map<number, [1, number, 0] | [2, number, number]>;
}

function put(output: Output, ...parts: (string | Uint8Array)[]): void {
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    output.parts.push(bytes);
    output.length += bytes.length;
  }
}

function putStream(output: Output, number: number, entries: string, data: Uint8Array): void {
  output.rows.set(number, [1, output.length, 0]);
  put(output, `${number} 0 obj\n${entries}\nstream\n`, data, '\nendstream\nendobj\n');
}

function putObject(output: Output, number: number, value: PdfValue): void {
  if (isStream(value)) {
    const entries = dict({ ...Object.fromEntries(value.dict.entries), Length: value.raw.length });
    putStream(output, number, writeValue(entries), value.raw);
    return;
  }
  output.rows.set(number, [1, output.length, 0]);
  put(output, `${number} 0 obj\n${writeValue(value)}\nendobj\n`);
}

const PER_STREAM = 50;

function putTogether(output: Output, container: number, objects: readonly [number, PdfValue][]): void {
  const texts = objects.map(([, value]) => `${writeValue(value)}\n`);
  let offset = 0;
  const head = objects.map(([number], index) => {
    const pair = `${number} ${offset}`;
    offset += texts[index]?.length ?? 0;
    output.rows.set(number, [2, container, index]);
    return pair;
  });
  const first = `${head.join(' ')}\n`;
  const data = deflateSync(Buffer.from(first + texts.join(''), 'latin1'));
  const entries = { Type: name('ObjStm'), N: objects.length, First: first.length, Filter: name('FlateDecode') };
  putStream(output, container, writeValue(dict({ ...entries, Length: data.length })), data);
}

function objectsOf(file: PdfFile): [number, PdfValue][] {
  const numbers = [...file.xref.entries.keys()].sort((left, right) => left - right);
  return numbers
    .map((number): [number, PdfValue] => [number, file.object(number)])
    .filter(([, value]) => {
      const type = isStream(value) ? nameOf(value.dict.entries.get('Type')) : undefined;
      return value !== null && type !== 'XRef' && type !== 'ObjStm';
    });
}

function putTable(output: Output, size: number, trailer: Record<string, PdfValue | undefined>): void {
  const start = output.length;
  const rows = Array.from({ length: size }, (_, number) => {
    const row = output.rows.get(number);
    return row === undefined ? '0000000000 65535 f \n' : `${String(row[1]).padStart(10, '0')} 00000 n \n`;
  });
  const closing = writeValue(dict({ Size: size, ...trailer }));
  put(output, `xref\n0 ${size}\n${rows.join('')}trailer\n${closing}\nstartxref\n${start}\n%%EOF\n`);
}

function putXrefStream(output: Output, size: number, trailer: Record<string, PdfValue | undefined>): void {
  const start = output.length;
  output.rows.set(size, [1, start, 0]);
  const data = Buffer.alloc((size + 1) * 7);
  for (const [number, [type, place, index]] of output.rows) {
    data[number * 7] = type;
    data.writeUIntBE(place, number * 7 + 1, 4);
    data.writeUIntBE(index, number * 7 + 5, 2);
  }
  const packed = deflateSync(data);
  const entries = { Type: name('XRef'), Size: size + 1, W: array(1, 4, 2), Filter: name('FlateDecode'), ...trailer };
  putStream(output, size, writeValue(dict({ ...entries, Length: packed.length })), packed);
  put(output, `startxref\n${start}\n%%EOF\n`);
}

/** Writes an unsigned file anew in another shape; every object keeps its number and says the same. */
export function reshape(pdf: Uint8Array, shape: Shape): Uint8Array {
  const file = openPdf(pdf);
  const output: Output = { parts: [], length: 0, rows: new Map() };
  put(output, '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
  const objects = objectsOf(file);
  const loose = shape === 'object-streams' ? objects.filter(([, value]) => !isStream(value)) : [];
  for (const [number, value] of objects) {
    if (shape !== 'object-streams' || isStream(value)) {
      putObject(output, number, value);
    }
  }
  let { size } = file;
  for (let from = 0; from < loose.length; from += PER_STREAM) {
    putTogether(output, size, loose.slice(from, from + PER_STREAM));
    size += 1;
  }
  const { entries } = file.xref.trailer;
  const trailer = { Root: entries.get('Root'), Info: entries.get('Info'), ID: entries.get('ID') };
  if (shape === 'table') {
    putTable(output, size, trailer);
  } else {
    putXrefStream(output, size, trailer);
  }
  return Buffer.concat(output.parts);
}
