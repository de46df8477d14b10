import { listFields } from '../../src/pdf/fields.ts';
import type { PdfFile } from '../../src/pdf/file.ts';
import { array, dict, isArray, isRef, name, type PdfDict, ref, textString, withEntries } from '../../src/pdf/values.ts';
import type { Revision } from '../../src/pdf/write.ts';
import {
  type Attack,
  type AttackFamily,
  append,
  dictOf,
  firstPage,
  lastIndexOf,
  overwrite,
  refOf,
  rootOf,
} from './attack.ts';

const FORGED = Buffer.from('BT /F1 14 Tf 60 500 Td (So tien: 900.000 dong) Tj ET');

function update(family: AttackFamily, attackName: string, edit: (revision: Revision, file: PdfFile) => void): Attack {
  return { family, name: attackName, build: (pdf) => append(pdf, edit) };
}

function fieldNamed(file: PdfFile, wanted: string): { number: number; dict: PdfDict } {
  const field = listFields(file).find((candidate) => candidate.name === wanted);
  if (field === undefined) {
    throw new Error(`no field ${wanted}`);
  }
  return field;
}

function addForm(revision: Revision, operators: Uint8Array): number {
  const number = revision.allot();
  revision.setStream(
    number,
    dict({ Type: name('XObject'), Subtype: name('Form'), BBox: array(0, 0, 300, 100) }),
    operators,
  );
  return number;
}

function addToPage(revision: Revision, file: PdfFile, annotation: PdfDict): void {
  const page = firstPage(file);
  const number = revision.allot();
  revision.set(number, annotation);
  const known = file.resolve(page.dict.entries.get('Annots'));
  revision.set(
    page.number,
    withEntries(page.dict, { Annots: array(...(isArray(known) ? known.items : []), ref(number)) }),
  );
}

function annotation(
  subtype: string,
  appearance: number,
  entries: Record<string, ReturnType<typeof ref>> = {},
): PdfDict {
  return dict({
    Type: name('Annot'),
    Subtype: name(subtype),
    F: 4,
    Rect: array(50, 490, 350, 520),
    AP: dict({ N: ref(appearance) }),
    ...entries,
  });
}

function contentNumber(file: PdfFile): number {
  const contents = firstPage(file).dict.entries.get('Contents');
  const resolved = isRef(contents) ? file.object(contents.number) : contents;
  return isArray(resolved) ? refOf(resolved.items[0]) : refOf(contents);
}

/** An update of nothing but a cross-reference: one object re-pointed or freed. */
function xrefOnly(pdf: Uint8Array, number: number, entry: string): Uint8Array {
  const tail = `xref\n${number} 1\n${entry} \ntrailer\n<</Size 999/Root ${rootReference(pdf)}/Prev ${previous(pdf)}>>\nstartxref\n${pdf.length}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(tail)]);
}

function rootReference(pdf: Uint8Array): string {
  return /\/Root (\d+ 0 R)/.exec(Buffer.from(pdf).toString('latin1'))?.[1] ?? '';
}

function previous(pdf: Uint8Array): string {
  return (
    Buffer.from(pdf)
      .toString('latin1', lastIndexOf(pdf, 'startxref') + 9)
      .trim()
      .split(/\s/)[0] ?? ''
  );
}

export const SHADOW: Attack[] = [
  update('shadow', 'content-replaced', (revision, file) => revision.setStream(contentNumber(file), dict({}), FORGED)),
  update('shadow', 'root-switched', (revision, file) => {
    const root = rootOf(file);
    file.xref.trailer.entries.set('Root', ref(revision.allot()));
    revision.set(refOf(file.xref.trailer.entries.get('Root')), root.dict);
  }),
  {
    family: 'shadow',
    name: 'content-freed-by-xref',
    build: (pdf) => append(xrefOnly(pdf, 5, '0000000000 65535 f'), () => undefined),
  },
  {
    family: 'shadow',
    name: 'object-repointed-by-xref',
    build: (pdf) => {
      const forged = Buffer.from(
        `5 0 obj\n<</Length ${FORGED.length}>>\nstream\n${FORGED.toString()}\nendstream\nendobj\n`,
      );
      return xrefOnly(Buffer.concat([pdf, forged]), 5, `${String(pdf.length).padStart(10, '0')} 00000 n`);
    },
  },
  update('shadow', 'digit-font-replaced', (revision, file) => {
    const resources = dictOf(
      file.resolve(dictOf(file.resolve(file.catalog().entries.get('AcroForm'))).entries.get('DR')),
    );
    const fonts = dictOf(file.resolve(resources.entries.get('Font')));
    revision.set(
      refOf(fonts.entries.get('DigitsRegular')),
      dict({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Courier') }),
    );
  }),
];

export const ANNOTATIONS: Attack[] = [
  ...['FreeText', 'Stamp', 'Square', 'Redact', 'Highlight'].map((subtype) =>
    update('annotation', `${subtype.toLowerCase()}-over-text`, (revision, file) =>
      addToPage(revision, file, annotation(subtype, addForm(revision, FORGED))),
    ),
  ),
  update('annotation', 'seal-removed', (revision, file) => {
    const page = firstPage(file);
    revision.set(page.number, withEntries(page.dict, { Annots: array() }));
  }),
  update('sneaky_signature', 'unsigned-field-over-text', (revision, file) =>
    addToPage(
      revision,
      file,
      withEntries(annotation('Widget', addForm(revision, FORGED)), { FT: name('Sig'), T: textString('Ky9') }),
    ),
  ),
  update('sneaky_signature', 'unsigned-field-in-form', (revision, file) => {
    const form = refOf(file.catalog().entries.get('AcroForm'));
    const number = revision.allot();
    revision.set(
      number,
      withEntries(annotation('Widget', addForm(revision, FORGED)), { FT: name('Sig'), T: textString('Ky9') }),
    );
    const known = dictOf(file.object(form));
    const fields = file.resolve(known.entries.get('Fields'));
    revision.set(form, withEntries(known, { Fields: array(...(isArray(fields) ? fields.items : []), ref(number)) }));
  }),
];

export const FORMS: Attack[] = [
  update('form', 'value-changed', (revision, file) => {
    const { number, dict: field } = fieldNamed(file, 'So');
    revision.set(number, withEntries(field, { V: textString('99') }));
  }),
  update('form', 'appearance-changed', (revision, file) => {
    const { number, dict: field } = fieldNamed(file, 'So');
    revision.set(number, withEntries(field, { AP: dict({ N: ref(addForm(revision, FORGED)) }) }));
  }),
  update('form', 'rect-moved', (revision, file) => {
    const { number, dict: field } = fieldNamed(file, 'So');
    revision.set(number, withEntries(field, { Rect: array(60, 490, 160, 520) }));
  }),
  update('form', 'field-renamed', (revision, file) => {
    const { number, dict: field } = fieldNamed(file, 'So');
    revision.set(number, withEntries(field, { T: textString('SoKhac') }));
  }),
  update('form', 'need-appearances', (revision, file) => {
    const form = refOf(file.catalog().entries.get('AcroForm'));
    revision.set(form, withEntries(dictOf(file.object(form)), { NeedAppearances: true }));
  }),
  update('form', 'form-removed', (revision, file) => {
    const root = rootOf(file);
    revision.set(root.number, withEntries(root.dict, { AcroForm: null }));
  }),
];

export const DOCUMENT: Attack[] = [
  update('document', 'page-removed', (revision, file) => {
    const pages = refOf(rootOf(file).dict.entries.get('Pages'));
    const tree = dictOf(file.object(pages));
    const kids = file.resolve(tree.entries.get('Kids'));
    revision.set(pages, withEntries(tree, { Kids: array(...(isArray(kids) ? kids.items.slice(0, 1) : [])), Count: 1 }));
  }),
  ...(
    [
      ['rotated', { Rotate: 180 }],
      ['cropped', { CropBox: array(0, 700, 595, 842) }],
    ] as const
  ).map(([attackName, change]) =>
    update('document', `page-${attackName}`, (revision, file) => {
      const page = firstPage(file);
      revision.set(page.number, withEntries(page.dict, change));
    }),
  ),
  update('document', 'open-action', (revision, file) => {
    const root = rootOf(file);
    const action = dict({ S: name('JavaScript'), JS: textString('app.alert(1)') });
    revision.set(root.number, withEntries(root.dict, { OpenAction: action }));
  }),
  update('document', 'embedded-file', (revision, file) => {
    const root = rootOf(file);
    revision.set(root.number, withEntries(root.dict, { Names: dict({ EmbeddedFiles: dict({ Names: array() }) }) }));
  }),
  update('document', 'title-changed', (revision, file) => {
    const info = refOf(file.xref.trailer.entries.get('Info'));
    revision.set(info, withEntries(dictOf(file.object(info)), { Title: textString('Quyết định khác') }));
  }),
];

export const PARSER: Attack[] = [
  { family: 'parser', name: 'junk-in-front', build: (pdf) => Buffer.concat([Buffer.from('junk\n'), pdf]) },
  {
    family: 'parser',
    name: 'encrypt-added',
    build: (pdf) => {
      const tail = `xref\n0 0\ntrailer\n<</Size 99/Root ${rootReference(pdf)}/Prev ${previous(pdf)}/Encrypt <</Filter /Standard /V 1>>>>\nstartxref\n${pdf.length}\n%%EOF\n`;
      return Buffer.concat([pdf, Buffer.from(tail)]);
    },
  },
  {
    family: 'parser',
    name: 'prev-loop',
    build: (pdf) =>
      Buffer.concat([
        pdf,
        Buffer.from(
          `xref\n0 0\ntrailer\n<</Root ${rootReference(pdf)}/Prev ${pdf.length}>>\nstartxref\n${pdf.length}\n%%EOF\n`,
        ),
      ]),
  },
  {
    family: 'parser',
    name: 'deep-nesting',
    build: (pdf) =>
      Buffer.concat([
        pdf,
        Buffer.from(`xref\n0 0\ntrailer\n${'['.repeat(500_000)}\nstartxref\n${pdf.length}\n%%EOF\n`),
      ]),
  },
  { family: 'parser', name: 'truncated', build: (pdf) => pdf.subarray(0, pdf.length - 200) },
  {
    family: 'parser',
    name: 'last-startxref-damaged',
    build: (pdf) => overwrite(pdf, lastIndexOf(pdf, 'startxref'), 'startxreg'),
  },
  { family: 'parser', name: 'last-eof-damaged', build: (pdf) => overwrite(pdf, lastIndexOf(pdf, '%%EOF'), '%%EOX') },
];
