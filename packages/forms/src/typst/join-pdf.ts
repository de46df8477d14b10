import { createHash } from 'node:crypto';
import { FormsError } from '../error.ts';

/*
 * Joins PDF files of our own compiler into one (ISO 32000-1 §7.5): classic cross-reference tables, plain objects, one level of the page
 * tree, nothing incremental. A file that is not so is refused, never guessed at.
 */

interface PdfObject {
  number: number;
  /** Between `obj` and `stream` or `endobj`. */
  head: string;
  /** From `stream` up to `endobj`, as it stands; null without a stream. */
  stream: Buffer | null;
}

interface ParsedPdf {
  objects: Map<number, PdfObject>;
  root: number;
  info: number;
}

export interface Piece {
  pdf: Uint8Array;
  /** Pages taken, from the first. */
  pages: number;
}

const REFERENCE = /\b(\d+) 0 R\b/g;

function refuse(what: string): FormsError {
  return new FormsError('forms.layout_failed', 'Không ghép được các trang của danh sách thành một tệp.', {
    cause: what,
  });
}

function first(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) {
    throw refuse(String(pattern));
  }
  return Number(found);
}

function readObject(bytes: Buffer, from: number, to: number): PdfObject {
  const start = bytes.indexOf(' 0 obj\n', from);
  const number = Number(bytes.toString('latin1', from, start));
  const end = bytes.lastIndexOf('endobj', to);
  const streamAt = bytes.subarray(start, end).indexOf('\nstream\n');
  const isStream = streamAt >= 0 && bytes.toString('latin1', start, start + streamAt).includes('/Length');
  const headEnd = isStream ? start + streamAt + 1 : end;
  return {
    number,
    head: bytes.toString('latin1', start + 7, headEnd),
    stream: isStream ? bytes.subarray(headEnd, end) : null,
  };
}

function parse(pdf: Uint8Array): ParsedPdf {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - 600));
  const table = first(tail, /startxref\n(\d+)\n/);
  const trailer = bytes.toString('latin1', table);
  const places = [...trailer.matchAll(/\n(\d{10}) 00000 n/g)].map(([, offset]) => Number(offset));
  const objects = places.map((from, index) => readObject(bytes, from, places[index + 1] ?? table));
  return {
    objects: new Map(objects.map((object) => [object.number, object])),
    root: first(trailer, /\/Root (\d+) 0 R/),
    info: first(trailer, /\/Info (\d+) 0 R/),
  };
}

function get(pdf: ParsedPdf, number: number): PdfObject {
  const object = pdf.objects.get(number);
  if (object === undefined) {
    throw refuse(`object ${number}`);
  }
  return object;
}

function references(head: string): number[] {
  return [...head.matchAll(REFERENCE)].map(([, number]) => Number(number));
}

class Joiner {
  private readonly parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\x80\x80\x80\x80\n\n', 'latin1')];
  private readonly places: number[] = [];
  private readonly kids: number[] = [];
  private length = this.parts[0]?.length ?? 0;
  /** Object 1 is the page tree. */
  private next = 2;

  private write(number: number, head: string, stream: Buffer | null): void {
    const text = Buffer.from(`${number} 0 obj\n${head}`, 'latin1');
    this.places[number] = this.length;
    for (const part of [text, ...(stream === null ? [] : [stream]), Buffer.from('endobj\n\n', 'latin1')]) {
      this.parts.push(part);
      this.length += part.length;
    }
  }

  /** Writes what is reached from an object, each once; the page tree of every file becomes the one of this. */
  private take(pdf: ParsedPdf, number: number, known: Map<number, number>): number {
    const mapped = known.get(number);
    if (mapped !== undefined) {
      return mapped;
    }
    const own = this.next;
    this.next += 1;
    known.set(number, own);
    const { head, stream } = get(pdf, number);
    for (const reached of references(head)) {
      this.take(pdf, reached, known);
    }
    this.write(
      own,
      head.replace(REFERENCE, (_, reached: string) => `${known.get(Number(reached))} 0 R`),
      stream,
    );
    return own;
  }

  pages(pdf: ParsedPdf, count: number): Map<number, number> {
    const tree = first(get(pdf, pdf.root).head, /\/Pages (\d+) 0 R/);
    const known = new Map([[tree, 1]]);
    const kids = references(/\/Kids \[([^\]]*)\]/.exec(get(pdf, tree).head)?.[1] ?? '');
    for (const kid of kids.slice(0, count)) {
      this.kids.push(this.take(pdf, kid, known));
    }
    return known;
  }

  /** Metadata of the first file, with the number of pages and the name of the whole. */
  private metadata(pdf: ParsedPdf, known: Map<number, number>, id: string): void {
    const number = first(get(pdf, pdf.root).head, /\/Metadata (\d+) 0 R/);
    const { head, stream } = get(pdf, number);
    const text = (stream ?? Buffer.alloc(0)).toString('utf8').replace(/^stream\n|\nendstream\n$/g, '');
    const whole = text
      .replace(/(<xmpTPg:NPages>)\d+/, `$1${this.kids.length}`)
      .replace(/(<xmpMM:(?:Instance|Document)ID>)[^<]*/g, `$1${id}`);
    const bytes = Buffer.from(whole, 'utf8');
    known.set(number, this.next);
    this.next += 1;
    const length = head.replace(/\/Length \d+/, `/Length ${bytes.length}`);
    this.write(
      known.get(number) ?? 0,
      length,
      Buffer.concat([Buffer.from('stream\n'), bytes, Buffer.from('\nendstream\n')]),
    );
  }

  finish(pdf: ParsedPdf, known: Map<number, number>): Uint8Array {
    const hash = createHash('sha256');
    for (const part of this.parts) {
      hash.update(part);
    }
    const id = hash.digest().subarray(0, 16).toString('base64');
    this.metadata(pdf, known, id);
    const info = this.take(pdf, pdf.info, known);
    const root = this.take(pdf, pdf.root, known);
    const kids = this.kids.map((kid) => `${kid} 0 R`).join(' ');
    this.write(1, `<<\n  /Type /Pages\n  /Count ${this.kids.length}\n  /Kids [${kids}]\n>>\n`, null);
    const rows = this.places.slice(1).map((place) => `${String(place).padStart(10, '0')} 00000 n \n`);
    const table = `xref\n0 ${this.next}\n0000000000 65535 f \n${rows.join('')}`;
    const trailer = `trailer\n<<\n  /Size ${this.next}\n  /Root ${root} 0 R\n  /Info ${info} 0 R\n  /ID [(${id}) (${id})]\n>>\nstartxref\n${this.length}\n%%EOF`;
    return Buffer.concat([...this.parts, Buffer.from(table + trailer, 'latin1')]);
  }
}

/** The pages of several files behind each other, with the head data of the first. @throws FormsError `forms.layout_failed` */
export function joinPdf(pieces: readonly Piece[]): Uint8Array {
  const joiner = new Joiner();
  let head: { pdf: ParsedPdf; known: Map<number, number> } | undefined;
  for (const { pdf, pages } of pieces) {
    const parsed = parse(pdf);
    const known = joiner.pages(parsed, pages);
    head ??= { pdf: parsed, known };
  }
  if (head === undefined) {
    throw refuse('nothing to join');
  }
  return joiner.finish(head.pdf, head.known);
}
