import type { PdfFile } from './file.ts';
import { canDecode, decodeStream } from './filters.ts';
import { isArray, isDict, isStream, type PdfDict, type PdfValue } from './values.ts';

/** Lists of the document security store (EN 319 142-1 §5.4.2). */
export const DSS_LISTS = ['Certs', 'CRLs', 'OCSPs'] as const;
export type DssList = (typeof DSS_LISTS)[number];

/** Evidence kept in the document, DER, in file order. */
export type Dss = Record<DssList, Uint8Array[]>;

export function dssOf(file: PdfFile): PdfDict | undefined {
  const found = file.resolve(file.catalog().entries.get('DSS'));
  return isDict(found) ? found : undefined;
}

export function dssItems(file: PdfFile, dss: PdfDict | undefined, list: DssList): PdfValue[] {
  const found = file.resolve(dss?.entries.get(list));
  return isArray(found) ? found.items : [];
}

function read(file: PdfFile, item: PdfValue): Uint8Array[] {
  const stream = file.resolve(item);
  return isStream(stream) && canDecode(stream.dict) ? [decodeStream(stream)] : [];
}

/** Everything the store holds; empty lists when there is none. @throws PadesError `pades.broken`, `pades.limit` */
export function readDss(file: PdfFile): Dss {
  const dss = dssOf(file);
  const all = (list: DssList): Uint8Array[] => dssItems(file, dss, list).flatMap((item) => read(file, item));
  return { Certs: all('Certs'), CRLs: all('CRLs'), OCSPs: all('OCSPs') };
}
