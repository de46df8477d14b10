import { PadesError } from '../../errors.ts';
import { type FormField, listFields } from '../../pdf/fields.ts';
import type { PdfFile } from '../../pdf/file.ts';
import type { Place } from '../report.ts';
import { listPageTree, type PageTree, pageTreeBefore } from './page-tree.ts';
import { annotationBox, annotationPages, placeOn } from './place.ts';
import { reachFrom } from './reach.ts';
import { findTouched } from './touched.ts';

/**
 * What all comparisons of one file with its older states share, so that many signatures cost little more than one: fields and
 * pages are listed once a state, and only what a state added to the object graph is walked.
 */
export interface History {
  newest: PdfFile;
  touchedSince(older: PdfFile): Set<number>;
  fieldsOf(file: PdfFile): readonly FormField[];
  pagesOf(file: PdfFile): PageTree;
  /** Where an annotation or a widget shows in a state; undefined when it does not. */
  annotationPlace(file: PdfFile, number: number): Place | undefined;
  /** Numbers that an older state reaches, perhaps more; asked from the oldest state on. */
  reachedIn(older: PdfFile): ReadonlySet<number>;
}

/** States that are no part of the file's own chain have to be compared object by object. */
const MAX_STRAYS = 4;
/** Fields listed, all states together. */
const MAX_LISTED = 200_000;

function once<T>(make: (file: PdfFile) => T): (file: PdfFile) => T {
  const known = new Map<PdfFile, T>();
  return (file) => {
    const found = known.get(file) ?? make(file);
    known.set(file, found);
    return found;
  };
}

function fieldLister(): (file: PdfFile) => readonly FormField[] {
  let listed = 0;
  return once((file) => {
    const fields = listFields(file);
    listed += fields.length;
    if (listed > MAX_LISTED) {
      throw new PadesError('pades.limit', 'Tệp PDF có quá nhiều trường để so sánh các phiên bản.');
    }
    return fields;
  });
}

export function historyOf(newest: PdfFile): History {
  let strays = 0;
  let last: PdfFile | undefined;
  const reached = new Set<number>();

  const touchedSince = once((older) => {
    const named = newest.numbersSince(older);
    strays += named === undefined ? 1 : 0;
    if (strays > MAX_STRAYS) {
      throw new PadesError('pades.limit', 'Tệp PDF có quá nhiều phiên bản rời nhau để so sánh.');
    }
    return findTouched(older, newest, named);
  });

  const pagesOf: (file: PdfFile) => PageTree = once((file) =>
    file === newest ? listPageTree(file) : pageTreeBefore(pagesOf(newest), file, newest, touchedSince(file)),
  );

  const annotationsOf = once((file) => annotationPages(file, pagesOf(file).pages));

  function annotationPlace(file: PdfFile, number: number): Place | undefined {
    const box = annotationBox(file, number);
    const index = box === undefined ? undefined : annotationsOf(file).get(number);
    const page = index === undefined ? undefined : pagesOf(file).pages[index];
    return box === undefined || index === undefined || page === undefined ? undefined : placeOn(file, page, index, box);
  }

  function reachedIn(older: PdfFile): ReadonlySet<number> {
    if (newest.numbersSince(older) === undefined) {
      return reachFrom(older, new Set());
    }
    const added = last === undefined ? undefined : older.numbersSince(last);
    last = older;
    return reachFrom(older, reached, added);
  }

  return { newest, touchedSince, fieldsOf: fieldLister(), pagesOf, annotationPlace, reachedIn };
}
