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

/** ETSI EN 319 142-1 §5.6: the document uses CAdES signatures. */
function withExtension(file: PdfFile, catalog: PdfDict): PdfDict {
  const known = file.resolve(catalog.entries.get('Extensions'));
  if (isDict(known) && known.entries.has('ESIC')) {
    return catalog;
  }
  const level = dict({ BaseVersion: name('1.7'), ExtensionLevel: 2 });
  return withEntries(catalog, { Extensions: withEntries(isDict(known) ? known : dict({}), { ESIC: level }) });
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
  revision.set(number, withExtension(file, withEntries(catalog, changes)));
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
