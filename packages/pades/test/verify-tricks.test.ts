import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { PadesError, verifyPdf } from '../src/index.ts';
import { openPdf } from '../src/pdf/file.ts';
import { isDict, isRef } from '../src/pdf/values.ts';
import { writeValue } from '../src/pdf/write.ts';
import { type RawObjects, type RawUpdate, rawPdf, rawStream, rawUpdate } from './raw-pdf.ts';
import { signPdf } from './sample-pdf.ts';
import { buildPki, NOW, type Signer } from './test-pki.ts';

const pki = buildPki();
let signer: Signer;

const WORDS = 'BT /F1 14 Tf 72 700 Td (So tien phai tra: 1000 dong) Tj ET';
const FORGED = '1 g 0 0 200 20 re f 0 g BT /F1 14 Tf 2 3 Td (So tien phai tra: 9000 dong) Tj ET';
const PICTURE = rawStream('/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F1 5 0 R>>>>', FORGED);
const EVIDENCE = '/DSS<<>>';

function letter(more: RawObjects = {}): RawObjects {
  return {
    1: '<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>',
    2: '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    3: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/Annots[]>>',
    4: rawStream('', WORDS),
    5: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    6: '<</Fields[]/DR<</Font<</F2 8 0 R>>>>>>',
    8: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding 9 0 R>>',
    9: '<</Type/Encoding/BaseEncoding/WinAnsiEncoding>>',
    ...more,
  };
}

function sign(pdf: Uint8Array, docMDP?: 2): Promise<Uint8Array> {
  return signPdf(pdf, signer, { field: 'KyNguoi1', ...(docMDP === undefined ? {} : { docMDP }) });
}

function integrityOf(pdf: Uint8Array): string | undefined {
  return verifyPdf(pdf, { trustAnchors: pki.anchors, at: NOW }).signatures[0]?.integrity;
}

/** An object as it stands, with some text of it replaced. */
function edited(pdf: Uint8Array, number: number, from: string | RegExp, to: string): string {
  const text = writeValue(openPdf(pdf).object(number));
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return changed;
}

/** A new field, listed in the form and on the page. */
function withField(pdf: Uint8Array, entries: string, more: RawObjects = {}): Uint8Array {
  return rawUpdate(pdf, {
    3: edited(pdf, 3, /(\/Annots\s*\[[^\]]*)\]/, '$1 40 0 R]'),
    6: edited(pdf, 6, /(\/Fields\s*\[[^\]]*)\]/, '$1 40 0 R]'),
    40: `<</Type/Annot/FT/Sig/T(Ky2)/F 4/P 3 0 R${entries}>>`,
    ...more,
  });
}

const OVER = '/Rect[70 695 270 715]';
const SIGNED = '/V<</Type/Sig/SubFilter/ETSI.CAdES.detached>>';

beforeAll(async () => {
  signer = await pki.signer({ name: 'Lý A Tủa', kind: 'p-256' });
});

describe('what a new field may show', () => {
  let signed: Uint8Array;
  beforeAll(async () => {
    signed = await sign(rawPdf(letter()));
  });

  test('an empty place for a signature, or one with a picture beside the words', () => {
    expect(integrityOf(withField(signed, `/Subtype/Widget${OVER}`))).toBe('extended_as_permitted');
    const beside = '/Subtype/Widget/Rect[70 300 270 320]/AP<</N 41 0 R>>';
    expect(integrityOf(withField(signed, `${beside}${SIGNED}`, { 41: PICTURE }))).toBe('extended_as_permitted');
  });

  test.each([
    ['a picture', `/Subtype/Widget${OVER}/AP<</N 41 0 R>>${SIGNED}`],
    ['one of several states', `/Subtype/Widget${OVER}/AS/X/AP<</N<</X 41 0 R>>>>${SIGNED}`],
    ['a picture under the pointer, without a signature', `/Subtype/Widget${OVER}/AP<</R 41 0 R/D 41 0 R>>`],
    ['a colour and a caption, without a signature', `/Subtype/Widget${OVER}/MK<</BG[1 1 1]/CA(9000)>>`],
    ['a text box', `/Subtype/FreeText${OVER}/Contents(9000)/DA(/Helv 14 Tf 0 g)`],
    ['a signed text box', `/Subtype/FreeText${OVER}/Contents(9000)/DA(/Helv 14 Tf 0 g)${SIGNED}`],
    ['a picture over one digit', `/Subtype/Widget/Rect[189 698 196 712]/AP<</N 41 0 R>>${SIGNED}`],
    ['a picture that ends on the first letter', `/Subtype/Widget/Rect[20 695 79 715]/AP<</N 41 0 R>>${SIGNED}`],
    ['a thin strip', `/Subtype/Widget/Rect[70 702 270 704]/AP<</N 41 0 R>>${SIGNED}`],
  ])('%s over the words is a change', (_, entries) => {
    expect(integrityOf(withField(signed, entries, { 41: PICTURE }))).toBe('changed_after_signing');
  });

  test('an empty field over the words may be signed, not laid over them', async () => {
    const field = `<</Type/Annot/FT/Sig/T(Ky2)/F 4/P 3 0 R/Subtype/Widget${OVER}>>`;
    const open = letter({ 6: '<</Fields[40 0 R]>>', 40: field });
    open[3] = (open[3] ?? '').replace('/Annots[]', '/Annots[40 0 R]');
    const lines = { ...open, 4: rawStream('', 'BT /F1 14 Tf 72 700 Td (................) Tj ET') };
    const filled = { 40: field.replace('>>', `/AP<</N 61 0 R>>${SIGNED}>>`), 61: PICTURE };
    expect(integrityOf(rawUpdate(await sign(rawPdf(open)), { 40: field.replace('>>', `${SIGNED}>>`) }))).toBe(
      'extended_as_permitted',
    );
    expect(integrityOf(rawUpdate(await sign(rawPdf(lines)), filled))).toBe('extended_as_permitted');
    expect(integrityOf(rawUpdate(await sign(rawPdf(open)), filled))).toBe('changed_after_signing');
  });

  test('an empty field may not become another annotation when it is signed', async () => {
    const field = `<</Type/Annot/FT/Sig/T(Ky2)/F 4/P 3 0 R/Subtype/Widget${OVER}/Contents(9000)>>`;
    const open = letter({ 6: '<</Fields[40 0 R]>>', 40: field });
    open[3] = (open[3] ?? '').replace('/Annots[]', '/Annots[40 0 R]');
    const first = await sign(rawPdf(open));
    const filled = field.replace('>>', `${SIGNED}>>`);
    expect(integrityOf(rawUpdate(first, { 40: filled }))).toBe('extended_as_permitted');
    const other = filled.replace('/Widget', '/FreeText');
    expect(integrityOf(rawUpdate(first, { 40: other }))).toBe('changed_after_signing');
  });
});

describe('cross-references', () => {
  const twin = rawStream('', WORDS.replace('1000', '9000'));

  function catalogWith(pdf: Uint8Array): RawObjects {
    return { 1: edited(pdf, 1, '<<', `<<${EVIDENCE}`) };
  }

  test('evidence alone is permitted', async () => {
    const signed = await sign(rawPdf(letter()));
    expect(integrityOf(rawUpdate(signed, catalogWith(signed)))).toBe('extended_as_permitted');
  });

  test('an object that the signed bytes announce behind their end', async () => {
    const contents = letter();
    contents[3] = (contents[3] ?? '').replace('/Contents 4 0 R', '/Contents[4 0 R 30 0 R]');
    const { length } = await sign(rawPdf(contents, { 30: 9_999 }));
    const signed = await sign(rawPdf(contents, { 30: length }));
    expect(signed.length).toBe(length);
    const update = { before: `30 0 obj\n${twin}\nendobj\n` };
    expect(integrityOf(rawUpdate(signed, catalogWith(signed), update))).toBe('changed_after_signing');
  });

  test('two lines for one object, the second another one that was there', async () => {
    const base = rawPdf({ ...letter(), 30: twin });
    const hidden = Buffer.from(base).toString('latin1').replace('30 0 obj', '4 0 obj ');
    const place = hidden.lastIndexOf('4 0 obj ');
    const signed = await sign(
      Buffer.from(hidden.replace(/30 1\n\d{10} 00000 n/, '30 1\n0000000000 65535 f'), 'latin1'),
    );
    const known = openPdf(signed).entry(4);
    const first = known?.kind === 'offset' ? known.offset : -1;
    const line = (number: number, offset = 0): string => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`;
    const updated = (second: boolean): string | undefined => {
      const lines: RawUpdate['lines'] = (offsets) =>
        line(1, offsets[1]) + line(4, first) + (second ? line(4, place) : '');
      return integrityOf(rawUpdate(signed, catalogWith(signed), { lines }));
    };
    expect(updated(false)).toBe('extended_as_permitted');
    expect(updated(true)).toBe('changed_after_signing');
  });

  test('a /Size that leaves objects out', async () => {
    const signed = await sign(rawPdf(letter()));
    expect(integrityOf(rawUpdate(signed, catalogWith(signed), { size: 4 }))).toBe('changed_after_signing');
  });
});

describe('a text field of another product, filled', () => {
  const FIELD = '/Type/Annot/Subtype/Widget/FT/Tx/T(SoTien)/Rect[72 600 272 620]/F 4/P 3 0 R/DA(/F2 12 Tf 0 g)';
  const BOX = '/BBox[0 0 200 20]';
  let form: Uint8Array;
  beforeAll(async () => {
    const base = letter({ 20: `<<${FIELD}>>` });
    base[3] = (base[3] ?? '').replace('/Annots[]', '/Annots[20 0 R]');
    base[6] = (base[6] ?? '').replace('/Fields[]', '/Fields[20 0 R]');
    form = await sign(rawPdf(base), 2);
  });

  function fill(value: string, operators: string, entries = BOX, more: RawObjects = {}): string | undefined {
    const picture = rawStream(`/Type/XObject/Subtype/Form${entries}/Resources<</Font<</F2 8 0 R>>>>`, operators);
    return integrityOf(rawUpdate(form, { 20: `<<${FIELD}/V(${value})/AP<</N 51 0 R>>>>`, 51: picture, ...more }));
  }

  test.each([
    ['as Acrobat does', '1000', '/Tx BMC q 1 1 198 18 re W n BT /F2 12 Tf 0 g 2 5 Td (1000) Tj ET Q EMC'],
    [
      'with a ground and a frame',
      '1000',
      '.9 g 0 0 200 20 re f 1 w 0 0 200 20 re s BT /F2 12 Tf 0 g 2 5 Td (1000) Tj ET',
    ],
    ['letter by letter', '12', 'BT /F2 12 Tf 0 g 2 5 Td (1) Tj 20 0 Td (2) Tj ET'],
    ['in pieces that follow each other', '1000', 'BT /F2 12 Tf 2 5 Td (10) Tj (0) Tj [(0)] TJ ET'],
    ['in two lines', 'mot hai', 'BT /F2 8 Tf 10 TL 2 12 Td (mot) Tj T* (hai) Tj ET'],
    ['scaled', '1000', 'BT /F2 1 Tf 12 0 0 12 2 5 Tm (1000) Tj ET'],
  ])('%s', (_, value, operators) => {
    expect(fill(value, operators)).toBe('extended_as_permitted');
  });

  test.each([
    ['covered behind', '1000000', 'BT /F2 12 Tf 2 5 Td (1000000) Tj ET 1 g 30 0 100 20 re f'],
    ['cut off', '1000000', 'q 0 0 12 20 re W n BT /F2 12 Tf 2 5 Td (1000000) Tj ET Q'],
    ['back to front', '1234', 'BT /F2 12 Tf -20 Tc 50 5 Td (1234) Tj ET'],
    ['back to front in pieces', '1000 9', 'BT /F2 12 Tf 50 5 Td (1000) Tj ET BT /F2 12 Tf 2 5 Td (9) Tj ET'],
    ['back to front by kerning', '1234', 'BT /F2 12 Tf 2 5 Td [(1) 2000 (2) 2000 (34)] TJ ET'],
    ['mirrored', '1234', 'BT /F2 12 Tf -1 0 0 1 100 5 Tm (1234) Tj ET'],
    ['partly white', '1000', 'BT /F2 12 Tf 0 g 2 5 Td (1) Tj 1 g (000) Tj ET'],
    ['all white', '1000', 'BT /F2 12 Tf 1 g 2 5 Td (1000) Tj ET'],
    ['partly tiny', '1000', 'BT /F2 12 Tf 2 5 Td (1) Tj /F2 0.01 Tf (000) Tj ET'],
    ['on top of each other', '38', 'BT /F2 12 Tf 2 5 Td (3) Tj 0 0 Td (8) Tj ET'],
    ['outside the field', '1000', 'BT /F2 12 Tf 2 5 Td (1) Tj 300 0 Td (000) Tj ET'],
    ['black on a black patch', '1000', '0 g 9 0 100 20 re f BT /F2 12 Tf 2 5 Td (1000) Tj ET'],
    ['in a layer', '1000', '/OC /L BDC BT /F2 12 Tf 2 5 Td (1000) Tj ET EMC'],
  ])('%s is not what the value says', (_, value, operators) => {
    expect(fill(value, operators)).toBe('changed_after_signing');
  });

  test('in a box of another size, or turned over', () => {
    const plain = 'BT /F2 12 Tf 2 5 Td (1000) Tj ET';
    expect(fill('1000', plain)).toBe('extended_as_permitted');
    expect(fill('1000', plain, '/BBox[0 0 9 20]')).toBe('changed_after_signing');
    expect(fill('1000', plain, `${BOX}/Matrix[-1 0 0 -1 0 0]`)).toBe('changed_after_signing');
  });

  test('with letters of another shape, in a font that only the form knows', () => {
    const plain = 'BT /F2 12 Tf 2 5 Td (1000) Tj ET';
    expect(isRef(openPdf(form).catalog().entries.get('AcroForm')) && isDict(openPdf(form).object(6))).toBe(true);
    const shapes = { 9: '<</Type/Encoding/Differences[49/nine]>>' };
    expect(fill('1000', plain, BOX, shapes)).toBe('changed_after_signing');
  });
});

describe('fields of several parts', () => {
  const DRAWN = '/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F2 8 0 R>>>>';
  const WIDGET = '/Type/Annot/Subtype/Widget/F 4/P 3 0 R';
  const button = (number: number, on: string, state: string): string =>
    `<<${WIDGET}/Parent 20 0 R/Rect[${number} 500 ${number + 10} 510]/AS/${state}/AP<</N<</${on} 30 0 R/Off 31 0 R>>>>>>`;
  const choice = (value: string, index: number, picture: number): string =>
    `<<${WIDGET}/FT/Ch/T(Loai)/Opt[(Mot)(Hai)]/V(${value})/I[${index}]/Rect[72 450 272 470]/AP<</N ${picture} 0 R>>>>`;
  const radio = (value: string): string => `<</FT/Btn/Ff 49152/T(Chon)/V/${value}/Kids[21 0 R 22 0 R]>>`;
  const text = (value: string): string => `<</FT/Tx/T(Tach)/Kids[25 0 R]/DA(/F2 12 Tf 0 g)${value}>>`;
  const part = (picture: string): string => `<<${WIDGET}/Parent 24 0 R/Rect[72 400 272 420]${picture}>>`;
  const drawn = (value: string): string => rawStream(DRAWN, `BT /F2 12 Tf 2 5 Td (${value}) Tj ET`);
  let form: Uint8Array;
  beforeAll(async () => {
    const base = letter({
      6: '<</Fields[20 0 R 23 0 R 24 0 R]/DR<</Font<</F2 8 0 R>>>>>>',
      20: radio('Off'),
      21: button(72, 'A', 'Off'),
      22: button(92, 'B', 'Off'),
      23: choice('Mot', 0, 32),
      24: text(''),
      25: part(''),
      30: rawStream('/Type/XObject/Subtype/Form/BBox[0 0 10 10]', '0 0 10 10 re f'),
      31: rawStream('/Type/XObject/Subtype/Form/BBox[0 0 10 10]', ''),
      32: drawn('Mot'),
    });
    base[3] = (base[3] ?? '').replace('/Annots[]', '/Annots[21 0 R 22 0 R 23 0 R 25 0 R]');
    form = await sign(rawPdf(base), 2);
  });

  test.each<[string, RawObjects]>([
    ['one of two buttons', { 20: radio('A'), 21: button(72, 'A', 'A') }],
    ['one of a list', { 23: choice('Hai', 1, 60), 60: drawn('Hai') }],
    ['a text whose widget stands apart', { 24: text('/V(12)'), 25: part('/AP<</N 60 0 R>>'), 60: drawn('12') }],
  ])('%s is filled', (_, objects) => {
    expect(integrityOf(rawUpdate(form, objects))).toBe('extended_as_permitted');
  });

  test.each<[string, RawObjects]>([
    ['another button than the value says', { 20: radio('A'), 22: button(92, 'B', 'B') }],
    ['both buttons', { 20: radio('A'), 21: button(72, 'A', 'A'), 22: button(92, 'B', 'B') }],
    ['a button alone', { 22: button(92, 'B', 'B') }],
    ['a value that no button has', { 20: radio('C') }],
    ['another index than the value says', { 23: choice('Hai', 0, 60), 60: drawn('Hai') }],
    ['another text than the value says', { 24: text('/V(12)'), 25: part('/AP<</N 60 0 R>>'), 60: drawn('21') }],
    ['a text without a value', { 25: part('/AP<</N 60 0 R>>'), 60: drawn('12') }],
  ])('%s is a change', (_, objects) => {
    expect(integrityOf(rawUpdate(form, objects))).toBe('changed_after_signing');
  });
});

describe('what objects share is weighed each time', () => {
  function codeOf(pdf: Uint8Array): string | undefined {
    try {
      verifyPdf(pdf, { trustAnchors: pki.anchors, at: NOW });
      return undefined;
    } catch (error) {
      return error instanceof PadesError ? error.code : String(error);
    }
  }

  function sharing(body: string, count: number): { text: string; places: number[] } {
    let text = '';
    const places: number[] = [];
    for (let index = 0; index < count; index += 1) {
      places.push(text.length);
      text += `${100 + index} 0 obj %`;
    }
    return { text: `${text}\n${body}\nendobj\n`, places };
  }

  test('one long text behind the heads of hundreds of objects', { timeout: 60_000 }, async () => {
    const signed = await sign(rawPdf(letter()));
    const { text, places } = sharing(`(${'A'.repeat(1_000_000)})`, 400);
    const refs = places.map((_, index) => `${100 + index} 0 R`).join(' ');
    const lines: RawUpdate['lines'] = (offsets) => {
      const at = (offset: number): string => `${String(offset).padStart(10, '0')} 00000 n \n`;
      return `1 1\n${at(offsets[1] ?? 0)}100 400\n${places.map((place) => at(signed.length + place)).join('')}`;
    };
    const catalog = { 1: edited(signed, 1, '<<', `<</X[${refs}]`) };
    const first = rawUpdate(signed, catalog, { before: text, lines, size: 500 });
    expect(codeOf(await signPdf(first, signer, { field: 'Ky2' }).catch(() => first))).toBe('pades.limit');
  });

  // Searched naively it takes longer than the limit of this test on any machine.
  test('metadata made to be searched without end', { timeout: 60_000 }, async () => {
    const base = letter({ 1: '<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R/Metadata 30 0 R>>' });
    const signed = await sign(rawPdf({ ...base, 30: rawStream('/Type/Metadata/Subtype/XML', '<x/>') }));
    const packed = deflateSync(Buffer.from('<xmp:ModifyDate '.repeat(60_000))).toString('latin1');
    const update = rawUpdate(signed, { 30: rawStream('/Type/Metadata/Subtype/XML/Filter/FlateDecode', packed) });
    expect(integrityOf(update)).toBe('changed_after_signing');
  });
});
