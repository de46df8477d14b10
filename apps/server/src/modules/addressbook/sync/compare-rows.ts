import { bookTokens } from '../words.ts';
import type { BookRow } from './body-facts.ts';
import { type BodyPlace, type IdentifiedBody, PATH_MARK } from './place-bodies.ts';
import type { BookChange } from './write-bodies.ts';

export function bookRow(
  { id, facts }: IdentifiedBody,
  place: BodyPlace,
  known: BookRow | undefined,
  now: Date,
): BookRow {
  const { isOpen, folded, ...shown } = facts;
  const at = now.toISOString();
  return {
    id,
    ...shown,
    ...place,
    closed_at: isOpen ? null : (known?.closed_at ?? at),
    tokens: bookTokens(folded, place.path),
    first_seen_at: known?.first_seen_at ?? at,
    changed_at: at,
  };
}

export function isSameRow(one: BookRow, other: BookRow): boolean {
  const plain = ({ tokens: _tokens, changed_at: _changed, first_seen_at: _first, ...row }: BookRow) => row;
  const [left, right] = [plain(one), plain(other)];
  return Object.entries(left).every(([field, value]) => right[field as keyof typeof right] === value);
}

function codesText(row: BookRow): string {
  return [row.code_qd20, row.code_qcvn102].filter((code) => code !== null).join(' · ') || row.code;
}

export function changesOf(row: BookRow, known: BookRow): BookChange[] {
  const above = ({ path }: BookRow): string => path.split(PATH_MARK)[0] ?? '';
  const moved = row.parent_id !== known.parent_id && row.parent_id !== null && known.parent_id !== null;
  const told: [BookChange['kind'], boolean, string, string][] = [
    ['renamed', row.name !== known.name, known.name, row.name],
    ['code', codesText(row) !== codesText(known), codesText(known), codesText(row)],
    ['moved', moved && above(row) !== above(known), above(known), above(row)],
    ['mail', row.mail !== known.mail && known.mail !== '', known.mail, row.mail],
    ['closed', row.closed_at !== null && known.closed_at === null, '', ''],
    ['revived', row.closed_at === null && known.closed_at !== null, '', ''],
  ];
  return told.flatMap(([kind, isSo, before, after]) => (isSo ? [{ agency_id: row.id, kind, before, after }] : []));
}

export interface DerivedCounts {
  added: number;
  changed: number;
  renamed: number;
  removed: number;
  revived: number;
  /** Rows that said something new. */
  rows: number;
}

export function countChanges(
  rows: readonly BookRow[],
  changes: readonly BookChange[],
  known: ReadonlyMap<string, BookRow>,
): Omit<DerivedCounts, 'rows'> {
  const of = (kind: BookChange['kind']): number => changes.filter((change) => change.kind === kind).length;
  const facts = changes.filter(({ kind }) => kind !== 'closed' && kind !== 'revived');
  return {
    added: rows.filter((row) => !known.has(row.id) && row.closed_at === null).length,
    changed: new Set(facts.map((change) => change.agency_id)).size,
    renamed: of('renamed'),
    removed: of('closed'),
    revived: of('revived'),
  };
}
