import type { PdfFile } from '../pdf/file.ts';
import { array, dict, isRef, name, type PdfValue, ref, textString, withEntries } from '../pdf/values.ts';
import type { Revision } from '../pdf/write.ts';
import { append, dictOf, firstPage, forgedForm, itemsOf, NotForgeable, rootOf } from './forge.ts';
import type { Forgery } from './forgery.ts';

function update(variant: string, text: string, edit: (revision: Revision, file: PdfFile) => void): Forgery {
  return { family: 'document', variant, text, build: (signed) => append(signed, edit) };
}

function changedCatalog(
  variant: string,
  text: string,
  entries: (revision: Revision) => Record<string, PdfValue>,
): Forgery {
  return update(variant, text, (revision, file) => {
    const root = rootOf(file);
    revision.set(root.number, withEntries(root.dict, entries(revision)));
  });
}

function changedPage(variant: string, text: string, change: Record<string, PdfValue>): Forgery {
  return update(variant, text, (revision, file) => {
    const page = firstPage(file);
    revision.set(page.number, withEntries(page.dict, change));
  });
}

function changedKids(
  variant: string,
  text: string,
  change: (kids: PdfValue[], revision: Revision) => PdfValue[],
): Forgery {
  return update(variant, text, (revision, file) => {
    const place = rootOf(file).dict.entries.get('Pages');
    const tree = dictOf(file.resolve(place));
    const kids = change(itemsOf(file, tree.entries.get('Kids')), revision);
    if (!isRef(place) || kids.length === 0) {
      throw new NotForgeable('one page');
    }
    revision.set(place.number, withEntries(tree, { Kids: array(...kids), Count: kids.length }));
  });
}

const SCRIPT = dict({ S: name('JavaScript'), JS: textString('app.alert(1)') });

export const DOCUMENT: Forgery[] = [
  changedKids('page-removed', 'Trang cuối bị bỏ.', (kids) => kids.slice(0, -1)),
  changedKids('pages-reordered', 'Thứ tự trang bị đảo.', (kids) => (kids.length < 2 ? [] : [...kids].reverse())),
  changedKids('page-doubled', 'Trang đầu bị lặp lại.', (kids) => [...kids, ...kids.slice(0, 1)]),
  changedKids('page-added', 'Thêm một trang mới.', (kids, revision) => {
    const page = revision.allot();
    const resources = dict({ XObject: dict({ X: ref(forgedForm(revision)) }) });
    const content = revision.allot();
    revision.setStream(content, dict({}), Buffer.from('/X Do'));
    const entries = {
      Type: name('Page'),
      MediaBox: array(0, 0, 595, 842),
      Resources: resources,
      Contents: ref(content),
    };
    revision.set(page, dict(entries));
    return [...kids, ref(page)];
  }),
  changedPage('page-rotated', 'Trang bị xoay ngược.', { Rotate: 180 }),
  changedPage('page-cropped', 'Trang bị cắt, chỉ còn phần đầu.', { CropBox: array(0, 700, 595, 842) }),
  changedPage('page-widened', 'Khổ trang bị đổi.', { MediaBox: array(0, 0, 1190, 1684) }),
  changedPage('page-units', 'Đơn vị đo của trang bị đổi.', { UserUnit: 4 }),
  changedPage('page-content-dropped', 'Nội dung của trang bị bỏ.', { Contents: null }),
  changedPage('page-action', 'Trang có kịch bản chạy khi mở.', { AA: dict({ O: SCRIPT }) }),
  update('content-appended', 'Thêm nội dung vào cuối trang.', (revision, file) => {
    const page = firstPage(file);
    const content = revision.allot();
    const entries = { XObject: dict({ FZX: ref(forgedForm(revision)) }) };
    revision.setStream(content, dict({}), Buffer.from('/FZX Do'));
    const known = file.resolve(page.dict.entries.get('Resources'));
    const resources = typeof known === 'object' && known?.kind === 'dict' ? withEntries(known, entries) : dict(entries);
    const contents = page.dict.entries.get('Contents') ?? null;
    const list = isRef(contents) ? [contents] : itemsOf(file, contents);
    revision.set(page.number, withEntries(page.dict, { Contents: array(...list, ref(content)), Resources: resources }));
  }),
  changedCatalog('layers', 'Thêm lớp ẩn hiện (OCG) cho nội dung.', (revision) => {
    const layer = revision.allot();
    revision.set(layer, dict({ Type: name('OCG'), Name: textString('Lớp 1') }));
    const shown = dict({ BaseState: name('OFF'), ON: array(ref(layer)) });
    return { OCProperties: dict({ OCGs: array(ref(layer)), D: shown }) };
  }),
  changedCatalog('open-action', 'Kịch bản chạy khi mở tệp.', () => ({ OpenAction: SCRIPT })),
  changedCatalog('additional-action', 'Kịch bản chạy khi in.', () => ({ AA: dict({ WP: SCRIPT }) })),
  changedCatalog('embedded-file', 'Tệp lạ đính kèm vào văn bản.', () => ({
    Names: dict({ EmbeddedFiles: dict({ Names: array(textString('a.exe'), dict({ Type: name('Filespec') })) }) }),
  })),
  changedCatalog('associated-file', 'Tệp lạ gắn với văn bản (AF).', () => ({
    AF: array(dict({ Type: name('Filespec'), F: textString('b.xml'), AFRelationship: name('Data') })),
  })),
  changedCatalog('actual-text', 'Chữ đọc được khác chữ nhìn thấy (ActualText).', (revision) => {
    const element = revision.allot();
    const text = { ActualText: textString('900.000.000'), Alt: textString('900.000.000') };
    revision.set(element, dict({ Type: name('StructElem'), S: name('P'), ...text }));
    return {
      StructTreeRoot: dict({ Type: name('StructTreeRoot'), K: ref(element) }),
      MarkInfo: dict({ Marked: true }),
    };
  }),
  changedCatalog('page-labels', 'Số trang hiển thị bị đổi.', () => ({
    PageLabels: dict({ Nums: array(0, dict({ S: name('R'), St: 9 })) }),
  })),
  changedCatalog('collection', 'Văn bản bị biến thành tập tệp đính kèm.', () => ({
    Collection: dict({ Type: name('Collection'), View: name('D') }),
  })),
  changedCatalog('requirements', 'Đòi trình đọc có tính năng lạ.', () => ({
    Requirements: array(dict({ Type: name('Requirement'), S: name('EnableJavaScripts') })),
  })),
  changedCatalog('permissions-dropped', 'Quyền hạn của chữ ký chứng nhận bị gỡ hoặc thay.', () => ({
    Perms: dict({ UR3: dict({ Type: name('Sig') }) }),
  })),
  changedCatalog('metadata', 'Siêu dữ liệu (XMP) bị thay.', (revision) => {
    const number = revision.allot();
    const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>Quyet dinh khac</a></x:xmpmeta>';
    revision.setStream(number, dict({ Type: name('Metadata'), Subtype: name('XML') }), Buffer.from(xmp));
    return { Metadata: ref(number) };
  }),
  update('title', 'Tên văn bản trong thông tin tệp bị thay.', (revision, file) => {
    const info = file.xref.trailer.entries.get('Info');
    if (!isRef(info)) {
      throw new NotForgeable('no info');
    }
    const title = { Title: textString('Quyết định khác') };
    revision.set(info.number, withEntries(dictOf(file.object(info.number)), title));
  }),
];
