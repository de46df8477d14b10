import PizZip from 'pizzip';
import { describe, expect, test } from 'vitest';
import {
  emptyForm,
  exampleForm,
  type FormCode,
  type FormDefinition,
  type FormField,
  formByCode,
  printValue,
} from '../src/index.ts';
import { formDocxTemplate, renderFormDocx } from '../src/render.ts';

const CODES: FormCode[] = ['M01', 'M02', 'M03', 'M04', 'M05', 'M06', 'M07', 'M08', 'M09', 'M10'];

function xmlOf(bytes: Uint8Array): string {
  return new PizZip(bytes).file('word/document.xml')?.asText() ?? '';
}

/** Text as Word shows it: runs of a paragraph joined, paragraphs apart. */
function textOf(bytes: Uint8Array): string {
  return xmlOf(bytes)
    .replace(/<w:tab\/>|<\/w:p>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
}

function fieldsIn({ layout }: FormDefinition): readonly FormField[] {
  return layout.kind === 'sheet'
    ? layout.fields.filter(({ unprinted }) => unprinted !== true)
    : layout.parts.flatMap(({ columns }) => columns);
}

/** Changes one piece of text of the built-in template. */
async function template(code: FormCode, from: string, to: string): Promise<Uint8Array> {
  const zip = new PizZip(await formDocxTemplate(code));
  const xml = zip.file('word/document.xml')?.asText() ?? '';
  expect(xml).toContain(from);
  zip.file('word/document.xml', xml.replace(from, to));
  return zip.generate({ type: 'uint8array' });
}

describe('renderFormDocx', () => {
  test.each(CODES)('%s: every label and every value of the example', async (code) => {
    const definition = formByCode(code);
    const form = exampleForm(code);
    const text = textOf(await renderFormDocx(form));
    for (const expected of [definition.label, ...definition.title, ...definition.footnotes.map((note) => note.text)]) {
      expect(text).toContain(expected);
    }
    for (const field of fieldsIn(definition)) {
      expect(text).toContain(field.type === 'changes' ? 'Thông tin cần thay đổi' : field.label);
      const values = [form.fields?.[field.key], ...(form.rows ?? []).map((row) => row[field.key])].filter(
        (value) => typeof value === 'string',
      );
      for (const value of values) {
        expect(text).toContain(printValue(field, value));
      }
    }
    expect(text).not.toMatch(/[{}]|undefined|null|NaN/);
  });

  test.each(CODES)('%s: the empty form has lines to write on and no word too many', async (code) => {
    const text = textOf(await renderFormDocx(emptyForm(code)));
    expect(text).toContain(formByCode(code).label);
    expect(text).not.toMatch(/[{}☒]|undefined/);
  });

  test('boxes, changes and blank rows of Mẫu 03', async () => {
    const text = textOf(await renderFormDocx(exampleForm('M03')));
    expect(text).toMatch(/☒ Cá nhân\s+☐ Cơ quan, tổ chức\s+☐ Thiết bị/);
    const rows = (bytes: Uint8Array): number => xmlOf(bytes).match(/<w:tr[ >]/g)?.length ?? 0;
    expect(rows(await renderFormDocx(emptyForm('M03')))).toBe(1 + 2 + 1);
  });

  test('words that look like tags or XML stay words', async () => {
    const hostile = '{#rows}{@x}{constructor} <w:p/> & "{{';
    const form = { ...exampleForm('M07'), rows: [{ ...exampleForm('M07').rows?.[0], note: hostile }] };
    expect(textOf(await renderFormDocx(form))).toContain(hostile);
  });

  test('the same form gives the same bytes', async () => {
    const [first, second] = [await renderFormDocx(exampleForm('M01')), await renderFormDocx(exampleForm('M01'))];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
  });

  test('an office may change the words around the tags', async () => {
    const own = await template('M01', 'Người khai', 'Người đề nghị');
    expect(textOf(await renderFormDocx(exampleForm('M01'), own))).toContain('Người đề nghị');
  });

  test.each([
    ['an unclosed tag', '{birthPlace}', '{birthPlace', 'birthPlace'],
    ['an unknown tag', '{birthPlace}', '{birthPlac}', '{birthPlac}'],
    ['the way to code', '{birthPlace}', '{constructor}', '{constructor}'],
    ['the prototype', '{birthPlace}', '{__proto__}', '{__proto__}'],
    ['an expression', '{birthPlace}', '{birthPlace + 1}', '{birthPlace + 1}'],
    ['raw XML', '{birthPlace}', '{@birthPlace}', 'XML'],
    ['raw XML alone in its paragraph', 'Người khai', '{@signerName}', '{@signerName}'],
    ['a loop over a text', '{birthPlace}', '{#birthPlace}x{/birthPlace}', '{#birthPlace}'],
    ['a loop that is not closed', '{birthPlace}', '{#birthPlace}', 'birthPlace'],
    ['other delimiters', '{birthPlace}', '{=[[ ]]=}', '=[[ ]]='],
  ])('%s is refused by its name', async (_, from, to, named) => {
    await expect(renderFormDocx(exampleForm('M01'), await template('M01', from, to))).rejects.toMatchObject({
      code: 'forms.template_invalid',
      message: expect.stringContaining(named),
    });
  });

  test('a list outside its loop is refused', async () => {
    await expect(renderFormDocx(exampleForm('M07'), await template('M07', '{count}', '{rows}'))).rejects.toMatchObject({
      code: 'forms.template_invalid',
    });
  });

  test('a list within a list would multiply itself and is refused', async () => {
    const nested = await template('M07', '{fullName}', '{#rows}{#rows}{fullName}{/rows}{/rows}');
    await expect(renderFormDocx(exampleForm('M07'), nested)).rejects.toMatchObject({
      code: 'forms.template_invalid',
      message: expect.stringContaining('{#rows}'),
    });
  });

  test('no file of Word, macros, content from elsewhere, bombs', async () => {
    const good = await formDocxTemplate('M01');
    const changed = (change: (zip: PizZip) => void): Uint8Array => {
      const zip = new PizZip(good);
      change(zip);
      return zip.generate({ type: 'uint8array', compression: 'DEFLATE' });
    };
    const rels =
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://x.example/a.dotm" TargetMode="External"/></Relationships>';
    const files = [
      Buffer.from('PK không phải'),
      new Uint8Array(0),
      good.subarray(0, good.length - 300),
      new PizZip().file('a.txt', 'x').generate({ type: 'uint8array' }),
      changed((zip) => zip.file('word/vbaProject.bin', 'x')),
      changed((zip) => zip.file('word/_rels/settings.xml.rels', rels)),
      changed((zip) =>
        zip.file(
          'word/header9.xml',
          '<w:hdr><w:fldChar/><w:instrText> INCLUDE</w:instrText><w:instrText>TEXT "x" </w:instrText></w:hdr>',
        ),
      ),
      changed((zip) => zip.file('word/footer9.xml', '<w:ftr><w:fldSimple w:instr=" DDEAUTO cmd "/></w:ftr>')),
      changed((zip) => zip.file('word/media/big.txt', '0'.repeat(50 * 1024 * 1024))),
    ];
    for (const file of files) {
      await expect(renderFormDocx(exampleForm('M01'), file)).rejects.toMatchObject({ code: 'forms.template_invalid' });
    }
    const pages = changed((zip) =>
      zip.file(
        'word/footer9.xml',
        '<w:ftr><w:fldChar/><w:instrText> PAGE </w:instrText><w:instrText> HYPERLINK "x" </w:instrText></w:ftr>',
      ),
    );
    for (const file of [good, pages]) {
      expect(textOf(await renderFormDocx(exampleForm('M01'), file))).toContain('Mẫu 01');
    }
  });
});
