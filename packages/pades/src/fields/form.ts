import type { PdfFile } from '../pdf/file.ts';
import {
  array,
  dict,
  isArray,
  isDict,
  isRef,
  name,
  type PdfDict,
  type PdfRef,
  type PdfValue,
  ref,
  withEntries,
} from '../pdf/values.ts';
import type { Revision } from '../pdf/write.ts';

const SIGNATURES_EXIST_APPEND_ONLY = 3;

/** Levels of the ETSI extension to PDF 1.7 (EN 319 142-1 §5.6): CAdES signatures; document timestamps and the DSS. */
export const CADES_EXTENSION = 2;
export const ARCHIVE_EXTENSION = 5;

function esicLevel(file: PdfFile, extensions: PdfDict): number {
  const value = file.resolve(extensions.entries.get('ESIC'));
  // PDF 2.0 allows a list of them.
  const list = isArray(value) ? value.items.map((item) => file.resolve(item)) : [value];
  const levels = list.map((item) => (isDict(item) ? Number(file.resolve(item.entries.get('ExtensionLevel'))) : 0));
  return Math.max(0, ...levels.filter(Number.isFinite));
}

/** The catalog says at least this level of /ESIC; others it names stay. Untouched when it does already. */
export function extendCatalog(file: PdfFile, revision: Revision, level: number): void {
  const { number, catalog } = currentCatalog(file, revision);
  const found = file.resolve(catalog.entries.get('Extensions'));
  const known = isDict(found) ? found : dict({});
  if (esicLevel(file, known) < level) {
    const esic = dict({ BaseVersion: name('1.7'), ExtensionLevel: level });
    revision.set(number, withEntries(catalog, { Extensions: withEntries(known, { ESIC: esic }) }));
  }
}

/** The catalog as it will be in this revision. */
function currentCatalog(file: PdfFile, revision: Revision): { number: number; catalog: PdfDict } {
  const root = file.xref.trailer.entries.get('Root');
  const number = isRef(root) ? root.number : -1;
  const value = revision.current(number);
  return { number, catalog: isDict(value) ? value : file.catalog() };
}

export function setCatalog(file: PdfFile, revision: Revision, changes: Record<string, PdfValue>): void {
  const { number, catalog } = currentCatalog(file, revision);
  revision.set(number, withEntries(catalog, changes));
}

function appended(file: PdfFile, list: PdfValue | undefined, items: readonly PdfRef[]): PdfValue {
  const known = file.resolve(list);
  return array(...(isArray(known) ? known.items : []), ...items);
}

/** Adds fields to the form, which is made when there is none. `resources` go into /DR. */
export function addFields(file: PdfFile, revision: Revision, fields: readonly PdfRef[], resources?: PdfDict): void {
  const { catalog } = currentCatalog(file, revision);
  const place = catalog.entries.get('AcroForm');
  const known = file.resolve(place);
  const base = isDict(known) ? known : dict({});
  const form = withEntries(base, {
    Fields: appended(file, base.entries.get('Fields'), fields),
    SigFlags: SIGNATURES_EXIST_APPEND_ONLY,
    ...(resources === undefined ? {} : { DR: resources }),
  });
  if (isRef(place)) {
    revision.set(place.number, form);
    return;
  }
  const number = revision.allot();
  revision.set(number, form);
  setCatalog(file, revision, { AcroForm: ref(number) });
}

/** Adds annotations to a page: into its own list when that stands apart, else into the page. */
export function addAnnotations(
  file: PdfFile,
  revision: Revision,
  pageNumber: number,
  widgets: readonly PdfRef[],
): void {
  const page = revision.current(pageNumber);
  if (!isDict(page)) {
    return;
  }
  const place = page.entries.get('Annots');
  if (isRef(place)) {
    const list = revision.current(place.number);
    revision.set(place.number, array(...(isArray(list) ? list.items : []), ...widgets));
    return;
  }
  revision.set(pageNumber, withEntries(page, { Annots: appended(file, place, widgets) }));
}
