import { openPdf, type PdfFile } from '../pdf/file.ts';
import { array, dict, name, ref, textString, withEntries } from '../pdf/values.ts';
import type { Revision } from '../pdf/write.ts';
import {
  addToPage,
  append,
  crossReference,
  dictOf,
  firstPage,
  forgedForm,
  forgedResources,
  formOf,
  grown,
  itemsOf,
  refOf,
  setForm,
} from './forge.ts';
import type { AttackFamily } from './specimen.ts';

/** Prepared before anybody signs, sprung afterwards. */
export interface ShadowAttack {
  family: AttackFamily;
  variant: string;
  text: string;
  /** What is put before the signer; numbers of planted objects go along. */
  prepare(pdf: Uint8Array): { pdf: Uint8Array; planted: number[] };
  spring(signed: Uint8Array, planted: readonly number[]): Uint8Array;
}

export function plant(
  pdf: Uint8Array,
  edit: (revision: Revision, file: PdfFile) => number[],
): ReturnType<ShadowAttack['prepare']> {
  let planted: number[] = [];
  const out = append(pdf, (revision, file) => {
    planted = edit(revision, file);
  });
  return { pdf: out, planted };
}

/** Draws one more object on the page. */
function draw(revision: Revision, file: PdfFile, xobject: number, operators: string): void {
  const page = firstPage(file);
  const known = file.resolve(page.dict.entries.get('Resources'));
  const resources = typeof known === 'object' && known?.kind === 'dict' ? known : dict({});
  const drawn = file.resolve(resources.entries.get('XObject'));
  const xobjects = withEntries(typeof drawn === 'object' && drawn?.kind === 'dict' ? drawn : dict({}), {
    FZX: ref(xobject),
  });
  const content = revision.allot();
  revision.setStream(content, dict({}), Buffer.from(operators));
  const contents = page.dict.entries.get('Contents') ?? null;
  const list = typeof contents === 'object' && contents?.kind === 'ref' ? [contents] : itemsOf(file, contents);
  revision.set(
    page.number,
    withEntries(page.dict, {
      Contents: array(...list, ref(content)),
      Resources: withEntries(resources, { XObject: xobjects }),
    }),
  );
}

const NOTHING = new Uint8Array();
const WHITE = Buffer.from([255, 255, 255]);
const PICTURE = dict({
  Type: name('XObject'),
  Subtype: name('Image'),
  Width: 1,
  Height: 1,
  ColorSpace: name('DeviceRGB'),
  BitsPerComponent: 8,
});

/** The forged amount stands in the page under a white picture or form. */
function covered(kind: 'image' | 'form'): ShadowAttack['prepare'] {
  return (pdf) => {
    const withWords = plant(pdf, (revision, file) => {
      draw(revision, file, forgedForm(revision), 'q /FZX Do Q');
      return [];
    });
    // Two saves: what the first one says of the cover stays in the file for whoever points there again.
    const empty = plant(withWords.pdf, (revision) => {
      const cover = revision.allot();
      revision.setStream(
        cover,
        dict({ Type: name('XObject'), Subtype: name('Form'), BBox: array(0, 0, 1, 1) }),
        NOTHING,
      );
      return [cover];
    });
    const [cover = 0] = empty.planted;
    return plant(empty.pdf, (revision, file) => {
      if (kind === 'image') {
        revision.setStream(cover, PICTURE, WHITE);
        drawCover(revision, file, cover, 'q 420 0 0 70 45 475 cm /FZC Do Q');
      } else {
        const entries = dict({ Type: name('XObject'), Subtype: name('Form'), BBox: array(0, 0, 420, 70) });
        revision.setStream(cover, entries, Buffer.from('1 g 0 0 420 70 re f'));
        drawCover(revision, file, cover, 'q 1 0 0 1 45 475 cm /FZC Do Q');
      }
      return [cover, offsetOf(empty.pdf, cover)];
    });
  };
}

function drawCover(revision: Revision, file: PdfFile, cover: number, operators: string): void {
  const page = firstPage(file);
  const resources = dictOf(file.resolve(page.dict.entries.get('Resources')));
  const xobjects = withEntries(dictOf(file.resolve(resources.entries.get('XObject'))), { FZC: ref(cover) });
  const content = revision.allot();
  revision.setStream(content, dict({}), Buffer.from(operators));
  const contents = grown(file, page.dict.entries.get('Contents'), ref(content));
  const drawn = withEntries(resources, { XObject: xobjects });
  revision.set(page.number, withEntries(page.dict, { Contents: contents, Resources: drawn }));
}

export function offsetOf(pdf: Uint8Array, number: number): number {
  const entry = openPdf(pdf).entry(number);
  return entry?.kind === 'offset' ? entry.offset : 0;
}

type Spring = ShadowAttack['spring'];

const SPRINGS: [string, string, Spring][] = [
  ['freed', 'chỉ bằng bảng tham chiếu: hình che bị bỏ', (pdf, [cover = 0]) => crossReference(pdf, [{ number: cover }])],
  [
    'repointed',
    'chỉ bằng bảng tham chiếu: hình che trỏ về bản rỗng của lần lưu trước',
    (pdf, [cover = 0, offset = 0]) => crossReference(pdf, [{ number: cover, offset }]),
  ],
  [
    'emptied',
    'hình che bị thay bằng hình rỗng',
    (pdf, [cover = 0]) =>
      append(pdf, (revision) => {
        const entries = dict({ Type: name('XObject'), Subtype: name('Form'), BBox: array(0, 0, 1, 1) });
        revision.setStream(cover, entries, NOTHING);
      }),
  ],
];

const HIDE = (['image', 'form'] as const).flatMap((kind) =>
  SPRINGS.map(
    ([variant, how, spring]): ShadowAttack => ({
      family: 'shadow_hide',
      variant: `${kind}-${variant}`,
      text: `Số tiền giả bị che lúc ký, sau đó lộ ra (${how}).`,
      prepare: covered(kind),
      spring,
    }),
  ),
);

/** A text field whose picture shows the true amount and whose value is another. */
function twoFaced(pdf: Uint8Array): ReturnType<ShadowAttack['prepare']> {
  return plant(pdf, (revision, file) => {
    const form = revision.allot();
    const operators = Buffer.from('BT /FZ 14 Tf 2 4 Td (100.000 dong) Tj ET');
    const resources = forgedResources(revision, 'FZ');
    revision.setStream(
      form,
      dict({ Type: name('XObject'), Subtype: name('Form'), BBox: array(0, 0, 200, 20), Resources: resources }),
      operators,
    );
    const field = revision.allot();
    const widget = { Type: name('Annot'), Subtype: name('Widget'), F: 4, Rect: array(60, 440, 260, 460) };
    const value = { FT: name('Tx'), T: textString('SoTien'), V: textString('900.000.000 dong') };
    const drawn = { DA: textString('/FZ 14 Tf 0 g'), AP: dict({ N: ref(form) }) };
    revision.set(field, dict({ ...widget, ...value, ...drawn }));
    addToPage(revision, file, ref(field));
    setForm(revision, file, { Fields: grown(file, formOf(file).entries.get('Fields'), ref(field)), DR: resources });
    return [field, refOf(dictOf(resources.entries.get('Font')).entries.get('FZ'))];
  });
}

function replaced(variant: string, text: string, spring: Spring): ShadowAttack {
  return {
    family: 'shadow_replace',
    variant,
    text: `Ô chữ hiện A mà giá trị là B lúc ký; ${text}.`,
    prepare: twoFaced,
    spring,
  };
}

const REPLACE: ShadowAttack[] = [
  replaced('need-appearances', 'sau đó biểu mẫu đòi vẽ lại', (pdf) =>
    append(pdf, (revision, file) => setForm(revision, file, { NeedAppearances: true })),
  ),
  replaced('picture-dropped', 'sau đó hình của ô bị bỏ', (pdf, [field = 0]) =>
    append(pdf, (revision, file) => revision.set(field, withEntries(dictOf(file.object(field)), { AP: null }))),
  ),
  replaced('redrawn', 'sau đó ô được vẽ lại theo giá trị', (pdf, [field = 0]) =>
    append(pdf, (revision, file) => {
      const drawn = dict({ N: ref(forgedForm(revision)) });
      revision.set(field, withEntries(dictOf(file.object(field)), { AP: drawn }));
    }),
  ),
  replaced('font-redefined', 'sau đó phông vẽ chữ số bị thay', (pdf, [, font = 0]) =>
    append(pdf, (revision) => {
      const differences = array(48, name('nine'), name('nine'), name('nine'));
      const encoding = dict({ Type: name('Encoding'), Differences: differences });
      const entries = { Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Helvetica'), Encoding: encoding };
      revision.set(font, dict(entries));
    }),
  ),
  replaced('font-freed', 'sau đó phông bị bỏ chỉ bằng bảng tham chiếu', (pdf, [, font = 0]) =>
    crossReference(pdf, [{ number: font }]),
  ),
];

export const HIDE_AND_SHOW: ShadowAttack[] = [...HIDE, ...REPLACE];
