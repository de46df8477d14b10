import { foldAccents } from './accents.ts';

const COLLATOR = new Intl.Collator('vi');

/** Given name first (the last word), then family and middle names: lists of people are read by given name. */
export function compareVietnameseNames(left: string, right: string): number {
  return COLLATOR.compare(turnName(left), turnName(right)) || COLLATOR.compare(left, right);
}

function turnName(fullName: string): string {
  const words = fullName.normalize('NFC').trim().split(/\s+/);
  const given = words.pop() ?? '';
  return [given, ...words].join(' ');
}

/**
 * A key that sorts by given name in a database with binary order: the folded name first, the exact one to break ties.
 * @example givenNameSortKey('Lò Thị Mai Hương') // 'huong lo thi mai|Hương Lò Thị Mai'
 */
export function givenNameSortKey(fullName: string): string {
  const turned = turnName(fullName);
  return `${foldAccents(turned)}|${turned}`;
}
