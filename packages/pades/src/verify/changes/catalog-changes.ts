import type { ReadingBudget } from '../../pdf/budget.ts';
import { decodeStream } from '../../pdf/filters.ts';
import { isDict, isRef, isSameValue, isStream, type PdfDict, type PdfStream, type PdfValue } from '../../pdf/values.ts';
import { asDict, asItems, type Comparison, changedKeys, forbid, report } from './comparison.ts';

/** Dates, writer and instance number change with every save and say nothing. */
const VOLATILE_XMP =
  /<(xmp:ModifyDate|xmp:MetadataDate|xmp:CreatorTool|pdf:Producer|xmpMM:InstanceID)\b[^<>]*>[^<]*<\/\1>|\b(?:xmp:ModifyDate|xmp:MetadataDate|xmp:CreatorTool|pdf:Producer|xmpMM:InstanceID)\s*=\s*(?:"[^"]*"|'[^']*')|\s+/g;
const VOLATILE_INFO = ['ModDate', 'Producer'];
const MAX_XMP = 1_000_000;

function plainXmp(stream: PdfStream, budget: ReadingBudget): string {
  const data = decodeStream(stream, budget);
  return data.length > MAX_XMP ? '' : Buffer.from(data).toString('utf8').replace(VOLATILE_XMP, '');
}

function judgeMetadata(comparison: Comparison, older: PdfValue | undefined, newer: PdfValue | undefined): void {
  const then = comparison.older.resolve(older);
  const now = comparison.newer.resolve(newer);
  const { budget } = comparison.newer;
  const [before, after] = [then, now].map((value) => (isStream(value) ? plainXmp(value, budget) : ''));
  const isSame = before === after && before !== '';
  report(comparison, isSame, {
    kind: 'metadata',
    text: isSame ? 'Cập nhật ngày lưu.' : 'Thông tin mô tả (XMP) bị sửa.',
  });
}

function judgeInfo(comparison: Comparison): void {
  const [then, now] = [comparison.older, comparison.newer].map((file) => file.xref.trailer.entries.get('Info'));
  const isTouched = isRef(then) && comparison.touched.has(then.number);
  if (isSameValue(then ?? null, now ?? null) && !isTouched) {
    return;
  }
  const before = asDict(comparison.older.resolve(then));
  const elsewhere = [...before.entries].filter(([, value]) => isRef(value) && comparison.touched.has(value.number));
  const keys = [...changedKeys(before, asDict(comparison.newer.resolve(now))), ...elsewhere.map(([key]) => key)];
  const odd = keys.find((key) => !VOLATILE_INFO.includes(key));
  const text = odd === undefined ? 'Cập nhật ngày lưu.' : `Thông tin mô tả bị sửa (/${odd}).`;
  report(comparison, odd === undefined, { kind: 'metadata', text });
}

/** Certificates, CRLs and OCSP answers for later may come, none may go. */
function judgeEvidence(comparison: Comparison, older: PdfValue | undefined, newer: PdfValue | undefined): void {
  const then = asDict(comparison.older.resolve(older));
  const now = asDict(comparison.newer.resolve(newer));
  const lost = ['Certs', 'CRLs', 'OCSPs'].some((key) => {
    const before = asItems(comparison.older.resolve(then.entries.get(key)));
    const after = asItems(comparison.newer.resolve(now.entries.get(key)));
    const isKept = (item: PdfValue): boolean =>
      !(isRef(item) && comparison.touched.has(item.number)) && after.some((candidate) => isSameValue(item, candidate));
    return !before.every(isKept);
  });
  const isGone = newer === undefined;
  const text =
    lost || isGone ? 'Chứng cứ kiểm tra lâu dài (DSS) bị bớt hoặc bị thay.' : 'Thêm chứng cứ kiểm tra lâu dài (DSS).';
  report(comparison, !lost && !isGone, { kind: 'evidence_added', text });
}

function judgeExtensions(comparison: Comparison, older: PdfValue | undefined, newer: PdfValue | undefined): boolean {
  const then = asDict(comparison.older.resolve(older));
  const now = comparison.newer.resolve(newer);
  return isDict(now) && [...then.entries.keys()].every((key) => now.entries.has(key));
}

function judgeKey(comparison: Comparison, key: string, older: PdfDict, newer: PdfDict): void {
  const [then, now] = [older.entries.get(key), newer.entries.get(key)];
  switch (key) {
    case 'AcroForm':
    case 'DSS':
    case 'Metadata':
      return;
    case 'Version':
      return;
    case 'Extensions':
      if (judgeExtensions(comparison, then, now)) {
        return;
      }
      break;
    default:
  }
  forbid(comparison, { kind: 'catalog', text: `Danh mục gốc của tệp bị sửa (/${key}).` });
}

function isTouchedAt(comparison: Comparison, older: PdfValue | undefined, newer: PdfValue | undefined): boolean {
  return !isSameValue(older ?? null, newer ?? null) || (isRef(older) && comparison.touched.has(older.number));
}

/** Trailer and catalog. Answers false when they are so different that nothing below can be compared. */
export function judgeCatalog(comparison: Comparison): boolean {
  const [then, now] = [comparison.older, comparison.newer].map((file) => file.xref.trailer.entries.get('Root'));
  if (!isRef(then) || !isSameValue(then, now ?? null)) {
    forbid(comparison, { kind: 'trailer', text: 'Tệp chuyển sang một danh mục gốc khác.' });
    return false;
  }
  const older = comparison.older.catalog();
  const newer = comparison.newer.catalog();
  comparison.judged.add(then.number);
  for (const key of changedKeys(older, newer)) {
    judgeKey(comparison, key, older, newer);
  }
  const [oldMetadata, newMetadata] = [older.entries.get('Metadata'), newer.entries.get('Metadata')];
  if (isTouchedAt(comparison, oldMetadata, newMetadata)) {
    judgeMetadata(comparison, oldMetadata, newMetadata);
  }
  const [oldEvidence, newEvidence] = [older.entries.get('DSS'), newer.entries.get('DSS')];
  if (isTouchedAt(comparison, oldEvidence, newEvidence)) {
    judgeEvidence(comparison, oldEvidence, newEvidence);
  }
  judgeInfo(comparison);
  return true;
}
