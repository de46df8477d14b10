import { PDFDocument } from '@cantoo/pdf-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { append, dictOf, firstPage, overwrite, refOf, rootOf } from '../src/attacks/forge.ts';
import {
  imageRect,
  lintBeforeSigning,
  listSignatureFields,
  type PadesErrorCode,
  POINTS_PER_MM,
  prepareSignature,
  reserveFields,
  type SignaturePlan,
  sealRect,
  verifyPdf,
} from '../src/index.ts';
import { openPdf } from '../src/pdf/file.ts';
import { decodeStream } from '../src/pdf/filters.ts';
import { listPages, readBox } from '../src/pdf/pages.ts';
import { isDict, isStream, nameOf } from '../src/pdf/values.ts';
import { handPng, sealPng } from './drawn-png.ts';
import { qpdfConvert, TOOLS } from './oracles/tools.ts';
import { pdfaPdf } from './sample-inputs.ts';
import { DIGITS, letterPdf, plainPdf, signPdf } from './sample-pdf.ts';
import { buildPki, NOW, type Signer } from './test-pki.ts';

const pki = buildPki();
let person: Signer;
let plain: Uint8Array;

beforeAll(async () => {
  person = await pki.signer({ name: 'Giàng Thị Sểnh', kind: 'p-256' });
  plain = await plainPdf();
});

function refuses(pdf: Uint8Array, code: PadesErrorCode, plan: Partial<SignaturePlan> = {}): void {
  const act = (): unknown => prepareSignature(pdf, { field: 'Ky9', signer: person.identity, signedAt: NOW, ...plan });
  expect(act).toThrow(expect.objectContaining({ name: 'PadesError', code }));
}

describe('what is not signed', () => {
  test('a file whose signature no longer holds, whoever made it', async () => {
    const signed = await signPdf(plain, person, { field: 'Ky1' });
    const stranger = await buildPki('người lạ').signer({ name: 'Không Tin Cậy', kind: 'p-256' });
    const untrusted = await signPdf(plain, stranger, { field: 'Ky1' });
    const broken = overwrite(signed, 300, '~');
    refuses(broken, 'pades.already_invalid');
    const changed = append(signed, (revision, file) => {
      revision.setText(firstPage(file).number, '<</Type /Page /MediaBox [0 0 9 9]>>');
    });
    refuses(changed, 'pades.already_changed');
    // Whole but not trusted here: nobody's business when signing.
    const twice = await signPdf(untrusted, person, { field: 'Ky2' });
    expect(verifyPdf(twice, { trustAnchors: pki.anchors, at: NOW }).intact).toBe(true);
  });

  test.runIf(TOOLS.qpdf)('defects 5 and 9: encrypted files, an empty password too', async () => {
    refuses(qpdfConvert(plain, '--encrypt', '', 'chủ', '256', '--'), 'pades.encrypted');
    refuses(qpdfConvert(plain, '--encrypt', 'mật khẩu', 'chủ', '256', '--'), 'pades.encrypted');
  });

  test('more than 4 GB', () => {
    const huge = new Uint8Array(0x1_0000_0000);
    huge.set(Buffer.from('%PDF-1.7\n'));
    refuses(huge, 'pades.too_large');
  });

  test('keys that stand twice in what would be written again', () => {
    const doubled = append(plain, (revision, file) => {
      const { number } = firstPage(file);
      const parent = dictOf(file.object(number)).entries.get('Parent');
      const place = refOf(parent);
      revision.setText(number, `<</Type /Page /Parent ${place} 0 R /MediaBox [0 0 9 9] /MediaBox [0 0 595 842]>>`);
    });
    refuses(doubled, 'pades.repeated_key');
    refuses(doubled, 'pades.repeated_key', { page: 1, rect: { x: 0, y: 0, width: 5, height: 5 } });
  });

  test('under P=1 nothing, digits neither; a lock keeps its fields', async () => {
    const letter = await letterPdf();
    const certified = await signPdf(letter, person, { field: 'KyNguoi1', docMDP: 1 });
    refuses(certified, 'pades.forbidden', { field: 'DauCoQuan' });
    refuses(certified, 'pades.forbidden', { field: 'Ky9', page: 1 });
    const lock = { action: 'include', fields: ['So'] } as const;
    const locked = await signPdf(letter, person, { field: 'KyNguoi1', lock });
    refuses(locked, 'pades.forbidden', { field: 'DauCoQuan', fill: { So: '07' } });
    const free = prepareSignature(locked, {
      field: 'DauCoQuan',
      signer: person.identity,
      signedAt: NOW,
      fill: { Ngay: '05' },
    });
    expect(free.field).toBe('DauCoQuan');
  });
});

describe('successive signatures', () => {
  test('defect 5: ten in a row, each the end of its file, none damages the ones before', async () => {
    let pdf = await letterPdf('stream');
    const names = Array.from({ length: 10 }, (_, index) => `Ky${index + 1}`);
    for (const [index, field] of names.entries()) {
      const before = pdf;
      const rect = { x: 40 + index * 20, y: 40, width: 18, height: 18 };
      pdf = await signPdf(pdf, person, { field, page: (index % 2) + 1, rect, appearance: { image: handPng() } });
      expect(Buffer.compare(pdf.subarray(0, before.length), before)).toBe(0);
      const [, second = 0, rest = 0] =
        [
          ...Buffer.from(pdf)
            .toString('latin1')
            .matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)/g),
        ]
          .at(-1)
          ?.slice(1)
          .map(Number) ?? [];
      expect(second + rest).toBe(pdf.length);
    }
    const report = verifyPdf(pdf, { trustAnchors: pki.anchors, at: NOW });
    expect(report.signatures.map(({ field, verdict }) => [field, verdict])).toEqual(
      names.map((name) => [name, 'valid']),
    );
    expect(report.intact).toBe(true);
  });

  test('fields are filled after a signature that allows it, in the revision of the next', async () => {
    const once = await signPdf(await letterPdf(), person, { field: 'KyNguoi1', docMDP: 2 });
    const twice = await signPdf(once, person, { field: 'DauCoQuan', fill: DIGITS });
    const report = verifyPdf(twice, { trustAnchors: pki.anchors, at: NOW });
    expect(report.signatures.map(({ integrity }) => integrity)).toEqual(['extended_as_permitted', 'whole']);
    expect(listSignatureFields(twice).every(({ isSigned }) => isSigned)).toBe(true);
  });
});

/** Our own rules for what is appended to PDF/A (ISO 19005-1, -2): see README. */
function expectPdfA(base: Uint8Array, signed: Uint8Array, part: 1 | 2): void {
  const tail = Buffer.from(signed.subarray(base.length)).toString('latin1');
  expect(tail).not.toMatch(/\/(?:JS|AA|NeedAppearances|Encrypt)\b|\/CA |\/ca |\/BM /);
  expect(tail.includes('/SMask')).toBe(part === 2);
  const file = openPdf(signed);
  for (const page of listPages(file)) {
    const list = page.dict.entries.get('Annots');
    const widgets = typeof list === 'object' && list !== null && list.kind === 'array' ? list.items : [];
    for (const item of widgets) {
      const widget = file.resolve(item);
      const rect = isDict(widget) ? readBox(file, widget.entries.get('Rect')) : undefined;
      expect(isDict(widget) && widget.entries.get('F')).toBe(4);
      const normal = isDict(widget) ? file.resolve(widget.entries.get('AP')) : null;
      expect(rect?.width === 0 || (isDict(normal) && isStream(file.resolve(normal.entries.get('N'))))).toBe(true);
    }
  }
}

describe('PDF/A stays PDF/A', () => {
  const rect = { x: 300, y: 200, width: 130, height: 70 };
  const appearance = { image: sealPng(), text: { lines: ['Số: 07/QĐ-UBND'] } };

  test.each([1, 2] as const)('part %i: pictures, widgets, fonts', async (part) => {
    const base = reserveFields(await pdfaPdf(part), { signatures: [{ name: 'Ky1', page: 1, rect }] });
    const signed = await signPdf(await signPdf(base, person, { field: 'Ky1', appearance }), person, { field: 'An' });
    expectPdfA(base, signed, part);
    const tail = Buffer.from(signed.subarray(base.length)).toString('latin1');
    expect(tail.includes('/CIDSet')).toBe(part === 1);
    expect(tail.includes('\nxref\n')).toBe(part === 1);
    expect(verifyPdf(signed, { trustAnchors: pki.anchors, at: NOW }).intact).toBe(true);
  });

  test('without an output intent in RGB colours are calibrated', async () => {
    const bare = await pdfaPdf(2, { hasIntent: false });
    const plan = { field: 'Ky1', page: 1, rect, appearance };
    expect(Buffer.from(await signPdf(bare, person, plan)).includes('/CalRGB')).toBe(true);
    expect(Buffer.from(await signPdf(await pdfaPdf(2), person, plan)).includes('/CalRGB')).toBe(false);
  });

  test('flattened on white: no pixel of a clear one stays dark', async () => {
    const base = await pdfaPdf(1);
    const signed = await signPdf(base, person, { field: 'Ky1', page: 1, rect, appearance: { image: sealPng() } });
    const file = openPdf(signed);
    const images = [...file.xref.entries.keys()]
      .map((number) => file.object(number))
      .filter(isStream)
      .filter(({ dict }) => nameOf(dict.entries.get('Subtype')) === 'Image');
    expect(images).toHaveLength(1);
    const samples = images.map((image) => [...decodeStream(image).subarray(0, 3)]);
    expect(samples).toEqual([[255, 255, 255]]);
  });
});

describe('the seal', () => {
  test('covers the left third of the picture of the signature, at its middle height, in real size', () => {
    const rect = { x: 350, y: 200, width: 130, height: 70 };
    const image = imageRect(rect, handPng());
    expect(image).toEqual({ x: 350, y: 202.5, width: 130, height: 65 });
    const seal = sealRect(image, 36 * POINTS_PER_MM);
    expect(seal.width).toBeCloseTo(102.05, 2);
    expect(seal.x + seal.width).toBeCloseTo(350 + 130 / 3, 6);
    expect(seal.y + seal.height / 2).toBeCloseTo(202.5 + 32.5, 6);
  });

  test.each([
    [90, 'y', -1],
    [180, 'x', 1],
    [270, 'y', 1],
  ] as const)('on a page turned by %i left is left as seen', (rotation, axis, side) => {
    const image = { x: 100, y: 100, width: 60, height: 60 };
    const seal = sealRect(image, 90, rotation);
    expect(Math.sign(seal[axis] + 45 - 130)).toBe(side);
    expect(seal[axis === 'x' ? 'y' : 'x'] + 45).toBeCloseTo(130, 6);
  });
});

describe('lint before signing', () => {
  const codesOf = (pdf: Uint8Array): string[] => [...new Set(lintBeforeSigning(pdf).map(({ code }) => code))].sort();

  test('nothing to say about files as renderers leave them: the control', async () => {
    expect(codesOf(plain)).toEqual([]);
    expect(codesOf(await plainPdf('stream'))).toEqual([]);
    expect(codesOf(await letterPdf())).toEqual([]);
    if (TOOLS.qpdf) {
      expect(codesOf(qpdfConvert(plain, '--linearize'))).toEqual([]);
    }
  });

  test('a second page tree and objects nobody uses', () => {
    const shadow = append(plain, (revision) => {
      revision.setText(revision.allot(), '<</Type /Pages /Kids [] /Count 0>>');
      revision.setText(revision.allot(), '<</Length 3>>\nstream\nq Q\nendstream');
    });
    expect(codesOf(shadow)).toEqual(['second_page_tree', 'unreferenced_objects']);
  });

  test('layers, scripts, outside actions, forms that draw themselves, foreign fields', () => {
    const odd = append(plain, (revision, file) => {
      const { number, dict } = rootOf(file);
      const pages = refOf(dict.entries.get('Pages'));
      const action = '/OpenAction <</S /JavaScript /JS (app.alert\\(1\\)) /Next <</S /Launch /F (a.exe)>>>>';
      const form = `/AcroForm <</Fields [${file.size} 0 R] /NeedAppearances true>>`;
      const layers = '/OCProperties <</OCGs [<</Type /OCG /Name (a)>>] /D <<>>>>';
      revision.setText(number, `<</Type /Catalog /Pages ${pages} 0 R ${action} ${form} ${layers}>>`);
      revision.setText(revision.allot(), '<</FT /Tx /T (La) /V (A)>>');
    });
    expect(codesOf(odd)).toEqual(['dynamic_form', 'external_action', 'foreign_field', 'optional_content', 'script']);
  });

  test('an opaque picture and a note over words; a picture beside them is none', async () => {
    const covered = await PDFDocument.load(plain);
    const patch = await covered.embedJpg(jpeg());
    covered.getPage(0).drawImage(patch, { x: 55, y: 490, width: 200, height: 30 });
    expect(codesOf(await covered.save())).toEqual(['overlay']);
    const beside = await PDFDocument.load(plain);
    beside.getPage(0).drawImage(await beside.embedJpg(jpeg()), { x: 55, y: 100, width: 200, height: 30 });
    expect(codesOf(await beside.save())).toEqual([]);
    const noted = append(plain, (revision, file) => {
      const { number, dict } = firstPage(file);
      const parent = refOf(dict.entries.get('Parent'));
      revision.setText(
        number,
        `<</Type /Page /Parent ${parent} 0 R /MediaBox [0 0 595 842] /Annots [<</Subtype /FreeText /Rect [0 0 9 9]>>]>>`,
      );
    });
    expect(codesOf(noted)).toContain('annotation');
  });
});

/** One grey point. */
function jpeg(): Uint8Array {
  return Buffer.from(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AR//Z',
    'base64',
  );
}
