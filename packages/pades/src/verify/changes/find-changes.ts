import { PadesError } from '../../errors.ts';
import type { PdfFile } from '../../pdf/file.ts';
import { isArray, isDict, isStream, type PdfValue } from '../../pdf/values.ts';
import { readPermissions } from '../permissions.ts';
import type { Change } from '../report.ts';
import { endsWithEof } from '../signed-field.ts';
import { judgeCatalog } from './catalog-changes.ts';
import { type Comparison, forbid } from './comparison.ts';
import { judgeForm } from './form-changes.ts';
import type { History } from './history.ts';
import { judgeOverlays } from './overlay.ts';
import { judgePages } from './page-changes.ts';
import { judgeRest } from './rest.ts';
import { findStray } from './stray-bytes.ts';

function startComparison(history: History, older: PdfFile): Comparison {
  const signed = readPermissions(older, history.fieldsOf(older)).map(({ permissions }) => permissions);
  const levels = signed.flatMap(({ docMdp }) => (docMdp === undefined ? [] : [docMdp]));
  const strictest = ([1, 2, 3] as const).find((level) => levels.includes(level));
  return {
    history,
    older,
    newer: history.newest,
    docMdp: strictest,
    locks: signed.flatMap(({ locks }) => locks),
    touched: history.touchedSince(older),
    judged: new Set(),
    changes: [],
  };
}

function findRepeatedKey(value: PdfValue): string | undefined {
  const dict = isStream(value) ? value.dict : value;
  const inner = isDict(dict) ? [...dict.entries.values()] : isArray(dict) ? dict.items : [];
  const own = isDict(dict) ? dict.repeated[0] : undefined;
  for (let index = 0; own === undefined && index < inner.length; index += 1) {
    const found = findRepeatedKey(inner[index] ?? null);
    if (found !== undefined) {
      return found;
    }
  }
  return own;
}

/** Also a tree that cannot be walked is a change: what viewers make of it nobody knows. */
function judgePageTree(comparison: Comparison): void {
  const { history, older, newer } = comparison;
  const [then, now] = [history.pagesOf(older), history.pagesOf(newer)];
  const isSame =
    then.pages.length === now.pages.length &&
    then.pages.every(({ number }, index) => number === now.pages[index]?.number);
  if (!isSame) {
    const text = `Có trang được thêm, bớt hoặc đổi thứ tự: lúc ký ${then.pages.length} trang, nay ${now.pages.length} trang.`;
    forbid(comparison, { kind: 'page_tree', text });
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
    return;
  }
  const stray = findStray(newer, older.bytes.length);
  if (stray !== undefined) {
    const text = `Sau phần đã ký có dữ liệu không thuộc lần lưu nào, từ byte ${stray}.`;
    forbid(comparison, { kind: 'appended_bytes', text });
  }
}

/** An update that changes nothing anybody reads has no business behind a signature, and what it is for nobody knows. */
function judgeIdle(comparison: Comparison): void {
  const { older, newer, changes } = comparison;
  if (changes.length === 0 && newer.xref.startXref !== older.xref.startXref) {
    const text = 'Sau phần đã ký có một lần lưu thêm mà không rõ để làm gì.';
    forbid(comparison, { kind: 'appended_bytes', text });
  }
}

/** Readers disagree which of two equal keys counts, and which of two parallel cross-references. */
function judgeAmbiguity(comparison: Comparison): void {
  const { older, newer, touched } = comparison;
  for (const number of touched) {
    const key = findRepeatedKey(newer.object(number));
    if (key !== undefined && findRepeatedKey(older.object(number)) === undefined) {
      const text = `Đối tượng ${number} thêm sau khi ký có khóa /${key} lặp: mỗi phần mềm đọc một kiểu.`;
      forbid(comparison, { kind: 'object', text, object: number });
    }
  }
  const added = newer.xref.chain.slice(0, newer.xref.sections - older.xref.sections);
  const isTwofold = added.some(
    ({ isHybrid, isRepeating, trailer }) => isHybrid || isRepeating || trailer.repeated.length > 0,
  );
  // Table 15: what is not below /Size does not exist, for readers who mind it.
  const [then, now] = [older, newer].map(({ xref }) => xref.trailer.entries.get('Size'));
  const isShrunk = added.length > 0 && typeof then === 'number' && (typeof now !== 'number' || now < then);
  if (isTwofold || isShrunk) {
    const text = 'Bảng tham chiếu thêm sau khi ký có hai cách hiểu.';
    forbid(comparison, { kind: 'trailer', text });
  }
}

function compare(history: History, older: PdfFile): Change[] {
  const comparison = startComparison(history, older);
  const { newer } = comparison;
  judgeTail(comparison);
  judgeAmbiguity(comparison);
  if (judgeCatalog(comparison)) {
    const [then, now] = [older, newer].map((file) => file.catalog().entries.get('AcroForm'));
    const widgets = judgeForm(comparison, then, now);
    judgePageTree(comparison);
    judgePages(comparison, widgets);
    judgeOverlays(comparison, widgets);
    judgeRest(comparison);
  }
  judgeIdle(comparison);
  return comparison.changes;
}

/** More would help nobody to see what happened. */
const MAX_LISTED = 200;

/** Forbidden ones stay in the list before permitted ones do; what is left out is counted. */
function shorten(changes: Change[]): Change[] {
  if (changes.length <= MAX_LISTED) {
    return changes;
  }
  const sorted = [...changes].sort((left, right) => Number(left.permitted) - Number(right.permitted));
  const rest = sorted.slice(MAX_LISTED);
  const permitted = rest.every((change) => change.permitted);
  const text = `Và ${rest.length} thay đổi khác.`;
  return [...sorted.slice(0, MAX_LISTED), { kind: 'object', permitted, object: null, page: null, place: null, text }];
}

function withoutRepeats(changes: readonly Change[]): Change[] {
  return changes.filter(
    (change, index) =>
      !changes
        .slice(Math.max(0, index - 8), index)
        .some(
          (other) =>
            other.text === change.text && other.object === change.object && other.permitted === change.permitted,
        ),
  );
}

/**
 * What came between an older state of a file, which is a prefix of it, and now: object by object, against a list of what may
 * come. Whatever the list does not name is forbidden.
 */
export function findChanges(history: History, older: PdfFile): Change[] {
  if (older === history.newest) {
    return [];
  }
  try {
    return shorten(withoutRepeats(compare(history, older)));
  } catch (error) {
    if (error instanceof PadesError && error.code !== 'pades.limit') {
      return [{ kind: 'unreadable', permitted: false, object: null, page: null, place: null, text: error.message }];
    }
    throw error;
  }
}
