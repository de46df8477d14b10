import { openSlotOf } from '../fields/fill-digits.ts';
import { acroFormOf, listFields } from '../pdf/fields.ts';
import { openPdf, type PdfFile } from '../pdf/file.ts';
import { listPages } from '../pdf/pages.ts';
import {
  isArray,
  isDict,
  isStream,
  isString,
  nameOf,
  type PdfDict,
  type PdfValue,
  readTextString,
} from '../pdf/values.ts';
import { findImageOverlays } from './find-image-overlays.ts';
import { type ReachedObjects, walkObjects } from './walk-objects.ts';

/** What in a file could show something else after it was signed. */
export type LintCode =
  | 'unreferenced_objects'
  | 'second_page_tree'
  | 'overlay'
  | 'annotation'
  | 'optional_content'
  | 'script'
  | 'external_action'
  | 'foreign_field'
  | 'dynamic_form';

export interface LintFinding {
  code: LintCode;
  /** Vietnamese, for the clerk. */
  text: string;
}

const PAGE_TYPES = new Set(['Page', 'Pages', 'Catalog']);
/** Parts of the file's own bookkeeping, which nothing refers to. */
const BOOKKEEPING = new Set(['XRef', 'ObjStm']);
const HARMLESS_ANNOTATIONS = new Set(['Widget', 'Link', 'Popup']);
const EXTERNAL_ACTIONS = new Set([
  'Launch',
  'SubmitForm',
  'ImportData',
  'GoToR',
  'GoToE',
  'Rendition',
  'RichMediaExecute',
]);

function dictOf(value: PdfValue): PdfDict | undefined {
  if (isStream(value)) {
    return value.dict;
  }
  return isDict(value) ? value : undefined;
}

/** A stream, or a dictionary that says what it is: what an update could put to use by a reference alone. */
function isContent(file: PdfFile, number: number): boolean {
  const value = file.object(number);
  const dict = dictOf(value);
  if (dict === undefined || dict.entries.has('Linearized') || BOOKKEEPING.has(nameOf(dict.entries.get('Type')) ?? '')) {
    return false;
  }
  // The hint stream of a linearised file (Annex F) has a place, no reference.
  const isHint = isStream(value) && dict.entries.has('S') && !dict.entries.has('Type') && !dict.entries.has('Subtype');
  return !isHint && (isStream(value) || ['Type', 'Subtype', 'FT'].some((key) => dict.entries.has(key)));
}

function lintUnreferenced(file: PdfFile, { numbers }: ReachedObjects): LintFinding[] {
  const loose = [...file.xref.entries]
    .filter(([number, { kind }]) => kind !== 'free' && !numbers.has(number))
    .map(([number]) => number)
    .filter((number) => isContent(file, number));
  const isPage = (number: number): boolean =>
    PAGE_TYPES.has(nameOf(dictOf(file.object(number))?.entries.get('Type')) ?? '');
  const pages = loose.filter(isPage);
  const others = loose.filter((number) => !isPage(number));
  return [
    ...(pages.length === 0
      ? []
      : [
          {
            code: 'second_page_tree' as const,
            text: `Tệp có ${pages.length} trang hoặc danh mục không dùng tới (đối tượng ${pages[0]}), sau khi ký có thể bị tráo vào.`,
          },
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            code: 'unreferenced_objects' as const,
            text: `Tệp có ${others.length} đối tượng không dùng tới (đối tượng ${others[0]}), sau khi ký có thể bị tráo vào.`,
          },
        ]),
  ];
}

function lintActions({ dicts }: ReachedObjects): LintFinding[] {
  const found = new Map<LintCode, LintFinding>();
  for (const { entries } of dicts) {
    const action = nameOf(entries.get('S')) ?? '';
    if (action === 'JavaScript' || entries.has('JS') || entries.has('AA')) {
      found.set('script', { code: 'script', text: 'Tệp có mã lệnh hoặc hành động tự chạy.' });
    } else if (EXTERNAL_ACTIONS.has(action)) {
      found.set('external_action', { code: 'external_action', text: `Tệp có hành động gọi ra ngoài (${action}).` });
    }
  }
  return [...found.values()];
}

function lintCatalog(file: PdfFile): LintFinding[] {
  const layers = dictOf(file.resolve(file.catalog().entries.get('OCProperties')));
  const groups = file.resolve(layers?.entries.get('OCGs'));
  const form = acroFormOf(file);
  const isDynamic = form?.entries.get('NeedAppearances') === true || form?.entries.has('XFA') === true;
  return [
    ...(isArray(groups) && groups.items.length > 0
      ? [
          {
            code: 'optional_content' as const,
            text: 'Tệp có lớp nội dung bật tắt được, người xem có thể thấy khác nhau.',
          },
        ]
      : []),
    ...(isDynamic
      ? [
          {
            code: 'dynamic_form' as const,
            text: 'Biểu mẫu tự vẽ lại (NeedAppearances hoặc XFA), có thể hiện khác lúc ký.',
          },
        ]
      : []),
  ];
}

function isOwnDigits(file: PdfFile, field: PdfDict): boolean {
  const style = field.entries.get('DA');
  return openSlotOf(file, field) !== undefined || (isString(style) && readTextString(style).startsWith('/Digits'));
}

function lintFields(file: PdfFile): LintFinding[] {
  return listFields(file)
    .filter(({ type, dict }) => type !== 'Sig' && !isOwnDigits(file, dict))
    .map(({ name }) => ({ code: 'foreign_field', text: `Tệp có trường biểu mẫu lạ: ${name}.` }));
}

function lintPage(file: PdfFile, page: PdfDict, number: number): LintFinding[] {
  const list = file.resolve(page.entries.get('Annots'));
  const notes = (isArray(list) ? list.items : [])
    .map((item) => nameOf(dictOf(file.resolve(item))?.entries.get('Subtype')) ?? '')
    .filter((subtype) => !HARMLESS_ANNOTATIONS.has(subtype))
    .map(
      (subtype): LintFinding => ({
        code: 'annotation',
        text: `Trang ${number} có chú thích (${subtype}) đè lên nội dung.`,
      }),
    );
  const covers = findImageOverlays(file, page).map(
    (): LintFinding => ({ code: 'overlay', text: `Trang ${number} có hình che lên chữ.` }),
  );
  return [...notes, ...covers];
}

/**
 * What in an unsigned file could show something else after it was signed (shadow preparation): objects nothing uses, a
 * second page tree, pictures and annotations over words, layers, scripts, fields nobody reserved. Findings are no proof of
 * bad intent; a file with any is best rendered again before it is signed.
 * @throws PadesError as `verifyPdf` for bytes that cannot be read
 * @example lintBeforeSigning(pdf) // []
 */
export function lintBeforeSigning(pdf: Uint8Array): LintFinding[] {
  const file = openPdf(pdf);
  const reached = walkObjects(file);
  return [
    ...lintUnreferenced(file, reached),
    ...lintCatalog(file),
    ...lintActions(reached),
    ...lintFields(file),
    ...listPages(file).flatMap((page, index) => lintPage(file, page.dict, index + 1)),
  ];
}
