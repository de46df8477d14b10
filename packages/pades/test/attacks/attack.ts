import { openPdf, type PdfFile } from '../../src/pdf/file.ts';
import { listPages } from '../../src/pdf/pages.ts';
import { isDict, isRef, type PdfDict, type PdfValue } from '../../src/pdf/values.ts';
import { type Revision, startRevision } from '../../src/pdf/write.ts';

/** Families of signatures.md §7. */
export type AttackFamily =
  | 'usf'
  | 'isa'
  | 'swa'
  | 'shadow'
  | 'annotation'
  | 'sneaky_signature'
  | 'form'
  | 'document'
  | 'cms'
  | 'parser';

/** A forgery made from a letter that carries a personal and an organisation's signature, both valid. */
export interface Attack {
  family: AttackFamily;
  name: string;
  build(signed: Uint8Array): Uint8Array;
}

/** Appends an incremental update, as any attacker with a PDF library would. */
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

export function lastIndexOf(pdf: Uint8Array, text: string): number {
  const place = Buffer.from(pdf).lastIndexOf(text, undefined, 'latin1');
  if (place === -1) {
    throw new Error(`no ${text}`);
  }
  return place;
}

export function dictOf(value: PdfValue): PdfDict {
  if (!isDict(value)) {
    throw new Error('no dictionary');
  }
  return value;
}

export function rootOf(file: PdfFile): { number: number; dict: PdfDict } {
  const root = file.xref.trailer.entries.get('Root');
  if (!isRef(root)) {
    throw new Error('no root');
  }
  return { number: root.number, dict: dictOf(file.object(root.number)) };
}

export function firstPage(file: PdfFile): { number: number; dict: PdfDict } {
  const [page] = listPages(file, 1);
  if (page === undefined) {
    throw new Error('no page');
  }
  return page;
}

export function refOf(value: PdfValue | undefined): number {
  if (!isRef(value)) {
    throw new Error('no reference');
  }
  return value.number;
}
