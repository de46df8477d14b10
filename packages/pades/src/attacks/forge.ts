import { listFields } from '../pdf/fields.ts';
import { openPdf, type PdfFile } from '../pdf/file.ts';
import { listPages } from '../pdf/pages.ts';
import {
  array,
  dict,
  isArray,
  isDict,
  isRef,
  name,
  type PdfArray,
  type PdfDict,
  type PdfValue,
  ref,
  withEntries,
} from '../pdf/values.ts';
import { type Revision, startRevision, writeValue } from '../pdf/write.ts';

/** The file lacks what this forgery needs: no form, one page, no timestamp. */
export class NotForgeable extends Error {
  override readonly name = 'NotForgeable';
}

function missing(what: string): never {
  throw new NotForgeable(what);
}

/** Appends an incremental update, as anybody with a PDF library would. */
export function append(pdf: Uint8Array, edit: (revision: Revision, file: PdfFile) => void): Uint8Array {
  const file = openPdf(pdf);
  const revision = startRevision(file);
  edit(revision, file);
  return Buffer.concat([pdf, revision.build().tail]);
}

/** Replaces bytes by as many others, so that no offset moves. */
export function overwrite(pdf: Uint8Array, place: number, text: string): Uint8Array {
  const copy = Buffer.from(pdf);
  copy.write(text, place, 'latin1');
  return copy;
}

export function insert(pdf: Uint8Array, place: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([pdf.subarray(0, place), bytes, pdf.subarray(place)]);
}

export function lastIndexOf(pdf: Uint8Array, text: string): number {
  const place = Buffer.from(pdf).lastIndexOf(text, undefined, 'latin1');
  return place === -1 ? missing(text) : place;
}

export function dictOf(value: PdfValue | undefined): PdfDict {
  return isDict(value) ? value : missing('dictionary');
}

export function refOf(value: PdfValue | undefined): number {
  return isRef(value) ? value.number : missing('reference');
}

export function rootOf(file: PdfFile): { number: number; dict: PdfDict } {
  const number = refOf(file.xref.trailer.entries.get('Root'));
  return { number, dict: dictOf(file.object(number)) };
}

export function firstPage(file: PdfFile): { number: number; dict: PdfDict } {
  return listPages(file, 1)[0] ?? missing('page');
}

export function itemsOf(file: PdfFile, value: PdfValue | undefined): PdfValue[] {
  const found = file.resolve(value);
  return isArray(found) ? found.items : [];
}

export function grown(file: PdfFile, value: PdfValue | undefined, ...items: PdfValue[]): PdfArray {
  return array(...itemsOf(file, value), ...items);
}

/** The form, which is an object of its own or stands in the catalog. */
export function setForm(revision: Revision, file: PdfFile, changes: Record<string, PdfValue>): void {
  const root = rootOf(file);
  const place = root.dict.entries.get('AcroForm');
  const form = withEntries(dictOf(file.resolve(place ?? missing('form'))), changes);
  if (isRef(place)) {
    revision.set(place.number, form);
  } else {
    revision.set(root.number, withEntries(root.dict, { AcroForm: form }));
  }
}

export function formOf(file: PdfFile): PdfDict {
  return dictOf(file.resolve(rootOf(file).dict.entries.get('AcroForm')));
}

export function addToPage(revision: Revision, file: PdfFile, ...widgets: PdfValue[]): void {
  const page = firstPage(file);
  revision.set(
    page.number,
    withEntries(page.dict, { Annots: grown(file, page.dict.entries.get('Annots'), ...widgets) }),
  );
}

/** A text field that holds something, the first of the form. */
export function textField(file: PdfFile): { number: number; dict: PdfDict; name: string } {
  const fields = listFields(file).filter(({ type, dict: field }) => type === 'Tx' && field.entries.has('AP'));
  return fields.find(({ dict: field }) => field.entries.has('V')) ?? fields[0] ?? missing('text field');
}

/** A signed field that shows, the last of the form. */
export function signatureField(file: PdfFile): { number: number; dict: PdfDict; name: string } {
  const signed = listFields(file).filter(({ type, dict: field }) => type === 'Sig' && field.entries.has('V'));
  return signed.at(-1) ?? missing('signature field');
}

/** The object that holds the operators of the first page. */
export function contentNumber(file: PdfFile): number {
  const contents = firstPage(file).dict.entries.get('Contents');
  const found = file.resolve(contents);
  return isArray(found) ? refOf(found.items[0]) : refOf(contents);
}

const BASE_FONT = { Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Helvetica-Bold') };

/** What the forger wants read, whatever fonts the page has: white paper, then black words. */
export function forgedOperators(font: string): Uint8Array {
  const paper = '1 g 50 480 400 60 re f 0 g';
  return Buffer.from(`q ${paper} BT /${font} 16 Tf 60 500 Td (So tien: 900.000.000 dong) Tj ET Q`);
}

export function forgedResources(revision: Revision, font: string): PdfDict {
  const number = revision.allot();
  revision.set(number, dict(BASE_FONT));
  return dict({ Font: dict({ [font]: ref(number) }) });
}

/** The forged words as a form of their own, drawn over the page. */
export function forgedForm(revision: Revision): number {
  const number = revision.allot();
  const resources = forgedResources(revision, 'FZ');
  const entries = { Type: name('XObject'), Subtype: name('Form'), BBox: array(0, 0, 600, 850), Resources: resources };
  revision.setStream(number, dict(entries), forgedOperators('FZ'));
  return number;
}

/** Where an object is now; without an offset it is free. */
export interface XrefRow {
  number: number;
  offset?: number;
}

function newLineFor(pdf: Uint8Array): string {
  const last = pdf.at(-1);
  return last === 10 || last === 13 ? '' : '\n';
}

function tableTail(rows: readonly XrefRow[], trailer: Record<string, PdfValue | undefined>, start: number): string {
  const lines = rows.map(({ number, offset }) =>
    offset === undefined
      ? `${number} 1\n0000000000 65535 f \n`
      : `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`,
  );
  return `xref\n${lines.join('') || '0 0\n'}trailer\n${writeValue(dict(trailer))}\nstartxref\n${start}\n%%EOF\n`;
}

function streamTail(
  rows: readonly XrefRow[],
  trailer: Record<string, PdfValue | undefined>,
  start: number,
): Uint8Array {
  const own = Number(trailer['Size']);
  const all = [...rows, { number: own, offset: start }];
  const data = Buffer.alloc(all.length * 7);
  for (const [row, { offset }] of all.entries()) {
    data[row * 7] = offset === undefined ? 0 : 1;
    data.writeUIntBE(offset ?? 0, row * 7 + 1, 5);
  }
  const index = array(...all.flatMap(({ number }) => [number, 1]));
  const entries = dict({
    ...trailer,
    Type: name('XRef'),
    Size: own + 1,
    Index: index,
    W: array(1, 5, 1),
    Length: data.length,
  });
  return Buffer.concat([
    Buffer.from(`${own} 0 obj\n${writeValue(entries)}\nstream\n`),
    data,
    Buffer.from(`\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`),
  ]);
}

/**
 * An update of nothing but a cross-reference, of the kind the file has: objects re-pointed to other bytes or freed, another
 * catalog. `more` stands in front of it.
 */
export function crossReference(
  pdf: Uint8Array,
  rows: readonly XrefRow[],
  changes: Record<string, PdfValue> = {},
  more: Uint8Array = new Uint8Array(),
): Uint8Array {
  const file = openPdf(pdf);
  const { entries } = file.xref.trailer;
  const front = Buffer.concat([pdf, Buffer.from(newLineFor(pdf)), more]);
  const trailer = {
    Size: Math.max(file.size, ...rows.map(({ number }) => number + 1)),
    Root: entries.get('Root'),
    Info: entries.get('Info'),
    ID: entries.get('ID'),
    Prev: file.xref.startXref,
    ...changes,
  };
  const tail =
    file.xref.kind === 'table'
      ? Buffer.from(tableTail(rows, trailer, front.length), 'latin1')
      : streamTail(rows, trailer, front.length);
  return Buffer.concat([front, tail]);
}

/** The words of the first page replaced by an honest incremental update: what every signature of its content must notice. */
export function withForgedContent(pdf: Uint8Array): Uint8Array {
  return append(pdf, (revision, file) => {
    const page = firstPage(file);
    const resources = forgedResources(revision, 'FZ');
    revision.set(page.number, withEntries(page.dict, { Resources: resources }));
    revision.setStream(contentNumber(file), dict({}), forgedOperators('FZ'));
  });
}
