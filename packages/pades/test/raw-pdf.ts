/** Files and updates written by hand, so that they can say what no library would write. */
export type RawObjects = Record<number, string>;

export interface RawUpdate {
  /** Stands in front of the objects. */
  before?: string;
  /** Lines of the cross-reference instead of those of the objects. */
  lines?: (offsets: Record<number, number>) => string;
  size?: number;
}

export function rawStream(entries: string, data: string): string {
  return `<<${entries}/Length ${data.length}>>\nstream\n${data}\nendstream`;
}

function linesOf(offsets: Record<number, number>): string {
  return Object.entries(offsets)
    .map(([number, offset]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`)
    .join('');
}

function body(objects: RawObjects, start: number): { text: string; offsets: Record<number, number> } {
  const offsets: Record<number, number> = {};
  let text = '';
  for (const [number, value] of Object.entries(objects)) {
    offsets[Number(number)] = start + text.length;
    text += `${number} 0 obj\n${value}\nendobj\n`;
  }
  return { text, offsets };
}

/** A file whose catalog is object 1; `announced` are objects it names at places it does not have. */
export function rawPdf(objects: RawObjects, announced: Record<number, number> = {}): Uint8Array {
  const head = '%PDF-1.7\n%âãÏÓ\n';
  const { text, offsets } = body(objects, head.length);
  const all = { ...offsets, ...announced };
  const size = Math.max(...Object.keys(all).map(Number)) + 1;
  const xref = `xref\n0 1\n0000000000 65535 f \n${linesOf(all)}trailer\n<</Root 1 0 R/Size ${size}>>\n`;
  return Buffer.from(`${head}${text}${xref}startxref\n${head.length + text.length}\n%%EOF\n`, 'latin1');
}

/** The same with an update behind it. */
export function rawUpdate(pdf: Uint8Array, objects: RawObjects, update: RawUpdate = {}): Uint8Array {
  const known = Buffer.from(pdf).toString('latin1');
  const [, previous] = [...known.matchAll(/startxref\s+(\d+)/g)].at(-1) ?? [];
  const before = update.before ?? '';
  const { text, offsets } = body(objects, pdf.length + before.length);
  const sizes = [...known.matchAll(/\/Size (\d+)/g)].map(([, size]) => Number(size));
  const size = update.size ?? Math.max(...sizes, ...Object.keys(offsets).map((number) => Number(number) + 1));
  const xref = `xref\n${(update.lines ?? linesOf)(offsets)}trailer\n<</Root 1 0 R/Size ${size}/Prev ${previous}>>\n`;
  const tail = `${before}${text}${xref}startxref\n${pdf.length + before.length + text.length}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(tail, 'latin1')]);
}
