import { PadesError } from '../../errors.ts';
import type { PdfFile } from '../../pdf/file.ts';
import type { Page } from '../../pdf/pages.ts';
import type { Place } from '../report.ts';
import { type Drawing, listDrawings } from './drawings.ts';
import { unionOf } from './matrix.ts';
import { placeOn, wholePage } from './place.ts';

function keyOf({ kind, key, box }: Drawing): string {
  return [kind, key, ...[box.x, box.y, box.width, box.height].map((value) => value.toFixed(1))].join(' ');
}

function onlyIn(left: readonly Drawing[], right: readonly Drawing[]): Drawing[] {
  const counts = new Map<string, number>();
  for (const drawing of right) {
    const key = keyOf(drawing);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return left.filter((drawing) => {
    const key = keyOf(drawing);
    const count = counts.get(key) ?? 0;
    counts.set(key, count - 1);
    return count <= 0;
  });
}

/** Contents that nobody can read show anywhere on the page. */
export function tryDrawings(file: PdfFile, page: Page): Drawing[] | undefined {
  try {
    return listDrawings(file, page.dict);
  } catch (error) {
    if (error instanceof PadesError && error.code !== 'pades.limit') {
      return undefined;
    }
    throw error;
  }
}

/** The box around everything the one state of a page shows and the other does not. */
export function placeOfContentChange(older: PdfFile, newer: PdfFile, now: Page, page: Page, index: number): Place {
  const [before, after] = [tryDrawings(older, page), tryDrawings(newer, now)];
  const differing = [...onlyIn(before ?? [], after ?? []), ...onlyIn(after ?? [], before ?? [])];
  const box =
    before === undefined || after === undefined ? undefined : unionOf(differing.map((drawing) => drawing.box));
  return box === undefined ? wholePage(older, page, index) : placeOn(older, page, index, box);
}
