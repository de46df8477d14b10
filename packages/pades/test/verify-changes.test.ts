import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { append, dictOf, firstPage, refOf, rootOf } from '../src/attacks/forge.ts';
import { type Change, extractRevision, PadesError, type SignatureReport, verifyPdf } from '../src/index.ts';
import { array, dict, isArray, name, type PdfDict, ref, withEntries } from '../src/pdf/values.ts';
import { handPng } from './drawn-png.ts';
import { DIGITS, letterPdf, plainPdf, signPdf } from './sample-pdf.ts';
import { buildPki, NOW, type Signer } from './test-pki.ts';

const pki = buildPki();
let signer: Signer;
let letter: Uint8Array;

function read(pdf: Uint8Array): SignatureReport[] {
  return verifyPdf(pdf, { trustAnchors: pki.anchors, at: NOW }).signatures;
}

function forbidden(pdf: Uint8Array): Change[] {
  return (read(pdf)[0]?.changes ?? []).filter(({ permitted }) => !permitted);
}

function annotate(pdf: Uint8Array, pages: number, entries: PdfDict = dict({})): Uint8Array {
  return append(pdf, (revision, file) => {
    const page = firstPage(file);
    const known = file.resolve(page.dict.entries.get('Annots'));
    const added = Array.from({ length: pages }, (_, index) => {
      const number = revision.allot();
      const rect = array(50, 490 - index, 350, 520 - index);
      const plain = dict({ Type: name('Annot'), Subtype: name('FreeText'), F: 4, Rect: rect });
      revision.set(number, withEntries(plain, Object.fromEntries(entries.entries)));
      return ref(number);
    });
    const list = array(...(isArray(known) ? known.items : []), ...added);
    revision.set(page.number, withEntries(page.dict, { Annots: list }));
  });
}

beforeAll(async () => {
  signer = await pki.signer({ name: 'Lý A Tủa', kind: 'p-256' });
  letter = await signPdf(await letterPdf(), signer, {
    field: 'KyNguoi1',
    docMDP: 2,
    appearance: { image: handPng() },
  });
});

describe('where a change shows', () => {
  test('the field of a signature, and what was filled and signed after it', async () => {
    const sealed = await signPdf(letter, signer, { field: 'DauCoQuan', fill: DIGITS });
    const [person, seal] = read(sealed);
    expect(person?.place).toEqual({
      page: 1,
      rect: [350, 200, 480, 270],
      shown: { x: 350, y: 572, width: 130, height: 70 },
    });
    expect(seal?.place?.rect).toEqual([300, 190, 402, 292]);
    const filled = person?.changes.find(({ text }) => text.startsWith('Điền So'));
    expect(filled).toMatchObject({ permitted: true, page: 1, place: { page: 1, rect: [100, 760, 130, 774.4] } });
  });

  test('an annotation laid over the text', () => {
    expect(forbidden(annotate(letter, 1))).toMatchObject([
      { kind: 'annotation', page: 1, place: { rect: [50, 490, 350, 520] }, text: 'Trang 1: thêm ô chữ.' },
    ]);
  });

  test('an annotation taken away shows where it was', () => {
    const without = append(letter, (revision, file) => {
      const page = firstPage(file);
      revision.set(page.number, withEntries(page.dict, { Annots: array() }));
    });
    const lost = forbidden(without).filter(({ kind }) => kind === 'annotation');
    expect(lost.map(({ place }) => place?.rect)).toContainEqual([350, 200, 480, 270]);
  });

  test('other words on the page: the place of these words alone', () => {
    const forged = append(letter, (revision, file) => {
      const contents = firstPage(file).dict.entries.get('Contents');
      const resolved = file.resolve(contents);
      const number = isArray(resolved) ? refOf(resolved.items[0]) : refOf(contents);
      revision.setStream(number, dict({}), Buffer.from('BT /F1 14 Tf 60 500 Td (So tien: 900.000 dong) Tj ET'));
    });
    const [change] = forbidden(forged);
    expect(change).toMatchObject({ kind: 'page_content', page: 1 });
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = change?.place?.rect ?? [];
    expect(x1).toBeGreaterThan(50);
    expect(y1).toBeGreaterThan(490);
    expect(y2 - y1).toBeLessThan(130);
    expect(x2 - x1).toBeLessThan(400);
  });

  test('a page that was turned or cut is marked as a whole', () => {
    const turned = append(letter, (revision, file) => {
      const page = firstPage(file);
      revision.set(page.number, withEntries(page.dict, { Rotate: 180 }));
    });
    expect(forbidden(turned)).toMatchObject([{ kind: 'page_content', place: { rect: [0, 0, 595, 842] } }]);
  });

  test('a font that draws something else marks the words it draws', () => {
    const forged = append(letter, (revision, file) => {
      const resources = dictOf(file.resolve(firstPage(file).dict.entries.get('Resources')));
      const [font] = dictOf(file.resolve(resources.entries.get('Font'))).entries.values();
      revision.set(refOf(font), dict({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Symbol') }));
    });
    const [change] = forbidden(forged);
    expect(change).toMatchObject({ kind: 'page_content', page: 1, permitted: false });
    expect(change?.text).toContain('phông chữ');
    const [x1 = 0, y1 = 0] = change?.place?.rect ?? [];
    expect([Math.round(x1), Math.round(y1)]).toEqual([60, 500]);
  });

  test.each([
    [90, { x: 40, y: 50, width: 30, height: 100 }],
    [180, { x: 445, y: 40, width: 100, height: 30 }],
    [270, { x: 772, y: 445, width: 30, height: 100 }],
  ])('on a page turned by %i as people see it', async (angle, shown) => {
    const turned = append(await plainPdf(), (revision, file) => {
      const page = firstPage(file);
      revision.set(page.number, withEntries(page.dict, { Rotate: angle }));
    });
    const rect = { x: 50, y: 40, width: 100, height: 30 };
    const signed = await signPdf(turned, signer, { field: 'Ky', page: 1, rect, appearance: { image: handPng() } });
    expect(read(signed)[0]?.place).toEqual({ page: 1, rect: [50, 40, 150, 70], shown });
  });
});

describe('what the list does not name', () => {
  test('hundreds of changes are counted, not all listed', () => {
    const changes = read(annotate(letter, 500))[0]?.changes ?? [];
    expect(changes).toHaveLength(201);
    expect(changes.at(-1)).toMatchObject({ permitted: false, text: 'Và 300 thay đổi khác.' });
  });

  test.each([
    [
      'a key twice in the catalog',
      (pdf: Uint8Array) =>
        append(pdf, (revision, file) => {
          const { number, dict: root } = rootOf(file);
          const pages = refOf(root.entries.get('Pages'));
          const form = refOf(root.entries.get('AcroForm'));
          const rest = `/Type /Catalog /AcroForm ${form} 0 R /Pages ${pages} 0 R`;
          revision.setText(number, `<</Pages 999 0 R ${rest}>>`);
        }),
    ],
    [
      'two cross-references at once',
      (pdf: Uint8Array) => {
        const text = Buffer.from(pdf).toString('latin1');
        const root = /\/Root (\d+ 0 R)/.exec(text)?.[1] ?? '';
        const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1] ?? '';
        const rows = Buffer.from([0, 0, 0]);
        const stream = Buffer.concat([
          Buffer.from('990 0 obj\n<</Type /XRef /Size 1 /W [1 1 1] /Length 3>>\nstream\n'),
          rows,
          Buffer.from('\nendstream\nendobj\n'),
        ]);
        const start = pdf.length + stream.length;
        const trailer = `xref\n0 0\ntrailer\n<</Size 991 /Root ${root} /Prev ${previous} /XRefStm ${pdf.length}>>\nstartxref\n${start}\n%%EOF\n`;
        return Buffer.concat([pdf, stream, Buffer.from(trailer)]);
      },
    ],
  ])('%s', (_, forge) => {
    expect(read(forge(letter))[0]?.integrity).toBe('changed_after_signing');
  });

  test('the same change made and unmade in many revisions still shows its first signature', async () => {
    let pdf = letter;
    for (let index = 0; index < 12; index += 1) {
      pdf = await signPdf(pdf, signer, { field: `Them${index}` });
    }
    expect(read(pdf).map(({ integrity }) => integrity)).toEqual([
      ...Array.from({ length: 12 }, () => 'extended_as_permitted'),
      'whole',
    ]);
    const forged = annotate(pdf, 1);
    expect(new Set(read(forged).map(({ integrity }) => integrity))).toEqual(new Set(['changed_after_signing']));
  });
});

describe('the document as it was signed', () => {
  test('by field and by length, byte for byte', async () => {
    const sealed = await signPdf(letter, signer, { field: 'DauCoQuan', fill: DIGITS });
    const [person] = read(sealed);
    expect(person?.revisionEnd).toBe(letter.length);
    const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    expect(hash(extractRevision(sealed, 'KyNguoi1'))).toBe(hash(letter));
    expect(hash(extractRevision(sealed, letter.length))).toBe(hash(letter));
    expect(hash(extractRevision(sealed, 'DauCoQuan'))).toBe(hash(sealed));
  });

  test.each([['Khong'], [12], [-1], [10_000_000]])('%s is refused', (which) => {
    expect(() => extractRevision(letter, which)).toThrow(PadesError);
  });
});

describe('bytes behind a signature that nothing names', () => {
  const STRAY = 'không thuộc lần lưu nào';
  const texts = (pdf: Uint8Array): string =>
    forbidden(pdf)
      .map(({ text }) => text)
      .join(' ');
  const update = (more: string): Uint8Array =>
    append(letter, (revision) => revision.setText(revision.allot(), `<< /Note (x) >>${more}`));

  test('an object between those of an update', () => {
    expect(texts(update(''))).not.toContain(STRAY);
    expect(texts(update('\nendobj\n9999 0 obj\n<< /Type /Page >>'))).toContain(STRAY);
  });

  test('an object in a remark', () => {
    expect(texts(update('\nendobj\n% iText'))).toContain(STRAY);
    expect(texts(update('\n% a remark'))).not.toContain(STRAY);
    expect(texts(update('\nendobj\n% 9999 0 obj << >>'))).toContain(STRAY);
  });

  test('an update that changes nothing', () => {
    const same = append(letter, (revision, file) => {
      const { number, dict: root } = rootOf(file);
      revision.set(number, root);
    });
    expect(forbidden(same)).toMatchObject([{ kind: 'appended_bytes' }]);
    expect(read(same)[0]?.integrity).toBe('changed_after_signing');
  });
});
