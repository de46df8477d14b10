import type { PdfFile } from '../pdf/file.ts';
import { array, dict, name, type PdfDict, type PdfValue, ref, textString, withEntries } from '../pdf/values.ts';
import type { Revision } from '../pdf/write.ts';
import {
  addToPage,
  append,
  firstPage,
  forgedForm,
  formOf,
  grown,
  itemsOf,
  NotForgeable,
  rootOf,
  setForm,
  signatureField,
  textField,
} from './forge.ts';
import type { Forgery } from './forgery.ts';
import type { AttackFamily } from './specimen.ts';

type Edit = (revision: Revision, file: PdfFile) => void;

function update(family: AttackFamily, variant: string, text: string, edit: Edit): Forgery {
  return { family, variant, text, build: (signed) => append(signed, edit) };
}

const OVER_TEXT = array(50, 480, 450, 540);

function laidOver(revision: Revision, subtype: string, entries: Record<string, PdfValue> = {}): PdfDict {
  return dict({
    Type: name('Annot'),
    Subtype: name(subtype),
    F: 4,
    Rect: OVER_TEXT,
    AP: dict({ N: ref(forgedForm(revision)) }),
    ...entries,
  });
}

function note(variant: string, text: string, subtype: string, entries: Record<string, PdfValue> = {}): Forgery {
  return update('annotation', variant, text, (revision, file) => {
    const number = revision.allot();
    revision.set(number, laidOver(revision, subtype, entries));
    addToPage(revision, file, ref(number));
  });
}

export const ANNOTATIONS: Forgery[] = [
  note('free-text', 'Ô chữ phủ lên nội dung.', 'FreeText', { Contents: textString('So tien: 900.000.000 dong') }),
  note('stamp', 'Hình đóng phủ lên nội dung.', 'Stamp'),
  note('square', 'Hình chữ nhật phủ lên nội dung.', 'Square', { IC: array(1, 1, 1) }),
  note('redact', 'Vùng xóa chữ phủ lên nội dung.', 'Redact', { OverlayText: textString('900.000.000') }),
  note('highlight', 'Tô màu phủ lên nội dung.', 'Highlight', {
    C: array(1, 1, 1),
    QuadPoints: array(50, 540, 450, 540, 50, 480, 450, 480),
  }),
  note('ink', 'Nét vẽ phủ lên nội dung.', 'Ink', { InkList: array(array(50, 500, 450, 500)) }),
  note('link', 'Liên kết phủ lên nội dung.', 'Link', {
    A: dict({ S: name('URI'), URI: textString('http://example.vn') }),
  }),
  note('watermark', 'Hình nền phủ lên nội dung.', 'Watermark'),
  note('unlisted-stamp', 'Hình đóng bị giấu khỏi danh sách chú thích (cờ in, khóa, không xem).', 'Stamp', { F: 196 }),
  note('no-view-print', 'Chú thích chỉ hiện khi in.', 'Stamp', { F: 36 }),
  update('annotation', 'annotations-removed', 'Chữ ký và dấu bị gỡ khỏi trang.', (revision, file) => {
    const page = firstPage(file);
    if (itemsOf(file, page.dict.entries.get('Annots')).length === 0) {
      throw new NotForgeable('no annotations');
    }
    revision.set(page.number, withEntries(page.dict, { Annots: array() }));
  }),
];

function field(revision: Revision, type: string, fieldName: string, more: Record<string, PdfValue> = {}): PdfDict {
  return withEntries(laidOver(revision, 'Widget'), { FT: name(type), T: textString(fieldName), ...more });
}

function withNewField(variant: string, text: string, make: (revision: Revision) => PdfDict, isListed = true): Forgery {
  return update('sneaky_signature', variant, text, (revision, file) => {
    const number = revision.allot();
    revision.set(number, make(revision));
    addToPage(revision, file, ref(number));
    if (isListed) {
      setForm(revision, file, { Fields: grown(file, formOf(file).entries.get('Fields'), ref(number)) });
    }
  });
}

export const SNEAKY: Forgery[] = [
  withNewField(
    'unlisted-field',
    'Trường ký lạ phủ lên nội dung, không có trong biểu mẫu.',
    (revision) => field(revision, 'Sig', 'Ky9'),
    false,
  ),
  withNewField('unsigned-field', 'Trường ký chưa ký mà hình phủ lên nội dung.', (revision) =>
    field(revision, 'Sig', 'Ky9'),
  ),
  withNewField('text-field', 'Trường chữ mới phủ lên nội dung.', (revision) =>
    field(revision, 'Tx', 'SoTien', { V: textString('900.000.000') }),
  ),
  withNewField('button-field', 'Nút bấm mới phủ lên nội dung.', (revision) => field(revision, 'Btn', 'Nut')),
  update('sneaky_signature', 'empty-signature', 'Trường ký mới mang từ điển chữ ký rỗng.', (revision, file) => {
    const [number, value] = [revision.allot(), revision.allot()];
    revision.set(value, dict({ Type: name('Sig'), Filter: name('Adobe.PPKLite') }));
    revision.set(number, field(revision, 'Sig', 'Ky9', { V: ref(value) }));
    addToPage(revision, file, ref(number));
    setForm(revision, file, { Fields: grown(file, formOf(file).entries.get('Fields'), ref(number)) });
  }),
  update(
    'sneaky_signature',
    'shared-value',
    'Trường mới dùng chung chữ ký đã có, hình phủ lên nội dung.',
    (revision, file) => {
      const number = revision.allot();
      const value = signatureField(file).dict.entries.get('V') ?? null;
      revision.set(number, field(revision, 'Sig', 'Ky9', { V: value }));
      addToPage(revision, file, ref(number));
      setForm(revision, file, { Fields: grown(file, formOf(file).entries.get('Fields'), ref(number)) });
    },
  ),
  update(
    'sneaky_signature',
    'appearance-swapped',
    'Hình của chữ ký bị thay bằng chữ khác, phóng lên nội dung.',
    (revision, file) => {
      const { number, dict: signed } = signatureField(file);
      revision.set(number, withEntries(signed, { Rect: OVER_TEXT, AP: dict({ N: ref(forgedForm(revision)) }) }));
    },
  ),
];

function changedText(variant: string, text: string, change: (revision: Revision) => Record<string, PdfValue>): Forgery {
  return update('form', variant, text, (revision, file) => {
    const { number, dict: found } = textField(file);
    revision.set(number, withEntries(found, change(revision)));
  });
}

export const FORMS: Forgery[] = [
  changedText('value-changed', 'Số bị sửa, hình để nguyên.', () => ({ V: textString('99') })),
  changedText('appearance-changed', 'Hình của số bị sửa, giá trị để nguyên.', (revision) => ({
    AP: dict({ N: ref(forgedForm(revision)) }),
  })),
  changedText('both-changed', 'Số và hình của số cùng bị sửa.', (revision) => ({
    V: textString('99'),
    AP: dict({ N: ref(forgedForm(revision)) }),
  })),
  changedText('not-a-digit', 'Số bị thay bằng chữ.', () => ({ V: textString('07a') })),
  changedText('rect-moved', 'Ô số bị dời lên nội dung.', () => ({ Rect: OVER_TEXT })),
  changedText('font-changed', 'Phông của ô số bị thay.', () => ({ DA: textString('/Helv 40 Tf 1 0 0 rg') })),
  changedText('renamed', 'Trường bị đổi tên.', () => ({ T: textString('SoKhac') })),
  changedText('hidden', 'Ô số bị ẩn.', () => ({ F: 2 })),
  changedText('script', 'Ô số có kịch bản.', () => ({
    AA: dict({ F: dict({ S: name('JavaScript'), JS: textString('event.value=99') }) }),
  })),
  changedText('reparented', 'Trường bị chuyển vào cha khác.', (revision) => {
    const parent = revision.allot();
    revision.set(parent, dict({ T: textString('Cha'), Kids: array() }));
    return { Parent: ref(parent) };
  }),
  update('form', 'need-appearances', 'Biểu mẫu đòi vẽ lại mọi ô.', (revision, file) =>
    setForm(revision, file, { NeedAppearances: true }),
  ),
  update('form', 'default-font', 'Phông mặc định của biểu mẫu bị thay và mọi ô bị vẽ lại.', (revision, file) =>
    setForm(revision, file, { DA: textString('/Symb 30 Tf 0 g'), NeedAppearances: true }),
  ),
  update('form', 'fields-dropped', 'Các trường bị gỡ khỏi biểu mẫu.', (revision, file) =>
    setForm(revision, file, { Fields: array() }),
  ),
  update('form', 'form-removed', 'Biểu mẫu bị gỡ bỏ.', (revision, file) => {
    const root = rootOf(file);
    formOf(file);
    revision.set(root.number, withEntries(root.dict, { AcroForm: null }));
  }),
  update('form', 'lock-removed', 'Quyền khóa của trường ký bị gỡ.', (revision, file) => {
    const { number, dict: signed } = signatureField(file);
    if (!signed.entries.has('Lock')) {
      throw new NotForgeable('no lock');
    }
    revision.set(number, withEntries(signed, { Lock: null, MaxLen: 1 }));
  }),
];
