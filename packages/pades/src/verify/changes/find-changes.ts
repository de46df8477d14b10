import { PadesError } from '../../errors.ts';
import type { PdfFile } from '../../pdf/file.ts';
import { listPages } from '../../pdf/pages.ts';
import { isStream, nameOf, type PdfValue } from '../../pdf/values.ts';
import { readPermissions } from '../permissions.ts';
import type { Change } from '../report.ts';
import { endsWithEof } from '../signed-field.ts';
import { judgeCatalog } from './catalog-changes.ts';
import { type Comparison, findTouched, forbid } from './comparison.ts';
import { judgeForm } from './form-changes.ts';
import { judgeOverlays } from './overlay.ts';
import { judgePages } from './page-changes.ts';
import { reachedFrom } from './reach.ts';

function startComparison(older: PdfFile, newer: PdfFile): Comparison {
  const signed = readPermissions(older).map(({ permissions }) => permissions);
  const levels = signed.flatMap(({ docMdp }) => (docMdp === undefined ? [] : [docMdp]));
  const strictest = ([1, 2, 3] as const).find((level) => levels.includes(level));
  return {
    older,
    newer,
    docMdp: strictest,
    locks: signed.flatMap(({ locks }) => locks),
    touched: findTouched(older, newer),
    judged: new Set(),
    changes: [],
  };
}

function nameObject(value: PdfValue): string {
  if (isStream(value)) {
    return nameOf(value.dict.entries.get('Subtype')) ?? 'nội dung';
  }
  const isNamed = typeof value === 'object' && value !== null && value.kind === 'dict';
  return (isNamed ? nameOf(value.entries.get('Type')) : undefined) ?? 'đối tượng';
}

/** Everything that was there, was changed, and that no rule has spoken for. */
function judgeRest(comparison: Comparison): void {
  const open = [...comparison.touched].filter((number) => !comparison.judged.has(number));
  if (open.length === 0) {
    return;
  }
  const reached = reachedFrom(comparison.older);
  for (const number of open.filter((candidate) => reached.has(candidate))) {
    const value = comparison.older.object(number);
    const kind = isStream(value) ? 'page_content' : 'object';
    forbid(comparison, { kind, text: `Đối tượng ${number} (${nameObject(value)}) đã ký bị sửa.`, object: number });
  }
}

/** Also a tree that cannot be walked is a change: what viewers make of it nobody knows. */
function judgePageTree(comparison: Comparison): void {
  const numbers = (file: PdfFile): string =>
    listPages(file)
      .map(({ number }) => number)
      .join(' ');
  if (numbers(comparison.older) !== numbers(comparison.newer)) {
    forbid(comparison, { kind: 'page_tree', text: 'Có trang được thêm, bớt hoặc đổi thứ tự.' });
  }
}

function judgeTail(comparison: Comparison): void {
  const { older, newer } = comparison;
  const isAppended = newer.xref.startXref !== older.xref.startXref;
  if (newer.bytes.length === older.bytes.length) {
    return;
  }
  const rest = newer.bytes.subarray(older.bytes.length);
  const isBlank = rest.length <= 16 && rest.every((byte) => byte === 10 || byte === 13 || byte === 32);
  if (!endsWithEof(newer.bytes) || (!isAppended && !isBlank)) {
    forbid(comparison, { kind: 'appended_bytes', text: 'Sau phần đã ký có dữ liệu lạ nối thêm.' });
  }
}

function compare(older: PdfFile, newer: PdfFile): Change[] {
  const comparison = startComparison(older, newer);
  judgeTail(comparison);
  if (judgeCatalog(comparison)) {
    const [then, now] = [older, newer].map((file) => file.catalog().entries.get('AcroForm'));
    const widgets = judgeForm(comparison, then, now);
    judgePageTree(comparison);
    judgePages(comparison, widgets);
    judgeOverlays(comparison, widgets);
    judgeRest(comparison);
  }
  return comparison.changes;
}

/**
 * What came between two states of one file, the older being a prefix of the newer: object by object, against a list of what
 * may come. Whatever the list does not name is forbidden.
 */
export function findChanges(older: PdfFile, newer: PdfFile): Change[] {
  if (older === newer) {
    return [];
  }
  try {
    return compare(older, newer);
  } catch (error) {
    if (error instanceof PadesError) {
      return [{ kind: 'unreadable', permitted: false, object: null, page: null, place: null, text: error.message }];
    }
    throw error;
  }
}
