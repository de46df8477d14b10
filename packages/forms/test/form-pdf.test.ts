import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { emptyForm, exampleForm, type FilledForm, type FormCode, type FormRow, formByCode } from '../src/index.ts';
import { type Roster, renderFormPdf, renderRosterPdf, type StampAnchor } from '../src/render.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-forms-'));
const HAS_POPPLER = spawnSync('pdftotext', ['-v']).status === 0;
if (!HAS_POPPLER) {
  console.info('forms: pdftotext is absent, what it reads from the pages was left out');
}
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const CODES: FormCode[] = ['M01', 'M02', 'M03', 'M04', 'M05', 'M06', 'M07', 'M08', 'M09', 'M10'];
const UPRIGHT = { width: 595.28, height: 841.89 };

interface Word {
  text: string;
  page: number;
  right: number;
  top: number;
  bottom: number;
}

/** Words of the pages as poppler reads them, in points from the top left. */
function words(pdf: Uint8Array): Word[] {
  const path = join(FOLDER, 'read.pdf');
  writeFileSync(path, pdf);
  const { stdout } = spawnSync('pdftotext', ['-bbox', path, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  let page = 0;
  return stdout.split('\n').flatMap((line) => {
    page += line.includes('<page ') ? 1 : 0;
    const match = /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)<\/word>/.exec(line);
    return match === null
      ? []
      : [{ text: match[5] ?? '', page, top: Number(match[2]), right: Number(match[3]), bottom: Number(match[4]) }];
  });
}

/** Letters alone: blanks and places where a word may break do not count. */
function bare(text: string): string {
  return text.normalize('NFC').replace(/[\s\u200b]+/gu, '');
}

function textOf(pdf: Uint8Array): string {
  return bare(
    words(pdf)
      .map(({ text }) => text)
      .join(' ')
      .replaceAll('&amp;', '&')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>'),
  );
}

function isInside({ x, y, width, height }: StampAnchor, page: { width: number; height: number }): boolean {
  return x >= 0 && y >= 0 && x + width <= page.width && y + height <= page.height && width > 0 && height > 0;
}

function labelsOf(code: FormCode): string[] {
  const { layout, label, title, footnotes } = formByCode(code);
  const fields =
    layout.kind === 'sheet'
      ? [
          ...layout.fields.filter(({ unprinted, type }) => unprinted !== true && type !== 'changes'),
          { label: layout.signer.title },
          { label: layout.signer.note },
        ]
      : layout.parts.flatMap((part) => [
          ...part.columns,
          ...(part.heading === undefined ? [] : [{ label: part.heading }]),
        ]);
  return [label, ...title, ...fields.map((field) => field.label), ...footnotes.map(({ text }) => text)];
}

function longRows(count: number, cell: string): FormRow[] {
  return Array.from({ length: count }, () => ({
    fullName: 'Sùng A Dế',
    position: cell,
    unit: cell,
    account: 'desa.khunha',
    reason: 'Chuyển công tác',
    note: '',
  }));
}

describe('renderFormPdf', () => {
  test.each(CODES)('%s: PDF/A-2b, the same bytes for the same form, one page', (code) => {
    const first = renderFormPdf(exampleForm(code));
    const head = Buffer.from(first.pdf).toString('latin1');
    expect(head).toContain('<pdfaid:part>2</pdfaid:part>');
    expect(head).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    expect(first.pages).toBe(1);
    expect(Buffer.compare(first.pdf, renderFormPdf(exampleForm(code)).pdf)).toBe(0);
    expect(Buffer.compare(first.pdf, renderFormPdf({ ...exampleForm(code), date: '2021-04-01' }).pdf)).not.toBe(0);
  });

  test.runIf(HAS_POPPLER).each(CODES)('%s: every label stands on the empty form and on the filled one', (code) => {
    const [empty, filled] = [textOf(renderFormPdf(emptyForm(code)).pdf), textOf(renderFormPdf(exampleForm(code)).pdf)];
    for (const label of labelsOf(code)) {
      expect(empty).toContain(bare(label));
      expect(filled).toContain(bare(label));
    }
    expect(`${empty}${filled}`).not.toMatch(/undefined|null|NaN|□/);
  });

  test.runIf(HAS_POPPLER)('values as they are printed: capitals, days, date line', () => {
    const text = textOf(renderFormPdf(exampleForm('M01')).pdf);
    for (const value of [
      'LÒ THỊ HƯƠNG',
      '07/05/1988',
      '012188004321',
      'Viettel/cs',
      'huonglt.khunha@laichau.gov.vn',
      'ngày 24 tháng 3 năm 2021',
    ]) {
      expect(text).toContain(bare(value));
    }
    expect(textOf(renderFormPdf(emptyForm('M02')).pdf)).toContain(bare('ngày …… tháng …… năm ……'));
    expect(textOf(renderFormPdf({ ...exampleForm('M01'), date: '2021-02-03' }).pdf)).toContain(
      bare('ngày 03 tháng 02 năm 2021'),
    );
  });

  test.each(CODES)('%s: room for signature and seal on the last page, none when told', (code) => {
    const { anchors, pages } = renderFormPdf(exampleForm(code));
    const page = code === 'M07' ? { width: UPRIGHT.height, height: UPRIGHT.width } : UPRIGHT;
    const { signature, seal } = anchors;
    expect(signature !== null && isInside(signature, page)).toBe(true);
    expect(seal !== null && isInside(seal, page)).toBe(true);
    expect(signature?.page).toBe(pages);
    expect(renderFormPdf(exampleForm(code), { signatureRoom: false }).anchors).toEqual({ signature: null, seal: null });
  });

  test.runIf(HAS_POPPLER)('the name stands right under the room for the signature', () => {
    const { pdf, anchors } = renderFormPdf({ ...exampleForm('M04'), signerName: 'Xyz' });
    const name = words(pdf).find(({ text }) => text === 'Xyz');
    const gap = (name?.top ?? 0) - (UPRIGHT.height - (anchors.signature?.y ?? 0));
    expect(gap).toBeGreaterThan(-3);
    expect(gap).toBeLessThan(6);
  });

  test.runIf(HAS_POPPLER)('long values go on under their line: all of it is there, nothing leaves the page', () => {
    const long = `đầu ${'Phòng Văn hóa và Thông tin huyện '.repeat(12)}cuối`;
    const fields = Object.fromEntries(
      Object.entries(exampleForm('M04').fields ?? {}).map(([key, value]) => [
        key,
        typeof value === 'string' && /Name|position|employer|issuedBy|email|serial/i.test(key) ? long : value,
      ]),
    );
    const { pdf, pages } = renderFormPdf({ ...exampleForm('M04'), addressee: long, signerName: long, fields });
    expect(pages).toBeGreaterThan(1);
    const found = words(pdf);
    expect(textOf(pdf).split('cuối').length - 1).toBeGreaterThanOrEqual(8);
    expect(Math.max(...found.map(({ right }) => right))).toBeLessThan(UPRIGHT.width - 30);
    expect(Math.max(...found.map(({ bottom }) => bottom))).toBeLessThan(UPRIGHT.height - 20);
    expect(found.some(({ text, page, top }) => text === '2' && page === 2 && top < 57)).toBe(true);
  });

  test.runIf(HAS_POPPLER)('words without blanks break inside cells and lines', () => {
    const word = 'A'.repeat(300);
    const list = words(
      renderFormPdf({
        form: 'M07',
        rows: [{ fullName: word, position: word, unit: word, account: word, reason: word, note: word }],
      }).pdf,
    );
    expect(Math.max(...list.map(({ right }) => right))).toBeLessThan(UPRIGHT.height - 42);
    const sheet = words(
      renderFormPdf({
        ...exampleForm('M02'),
        fields: { ...exampleForm('M02').fields, organisationName: word, address: word },
      }).pdf,
    );
    expect(Math.max(...sheet.map(({ right }) => right))).toBeLessThan(UPRIGHT.width - 30);
  });

  test('text of a form is never read as markup', () => {
    const hostile = '#image("/etc/passwd") $x$ *b* [#panic()] \\ "}';
    const { pdf } = renderFormPdf({
      ...exampleForm('M02'),
      fields: { ...exampleForm('M02').fields, organisationName: hostile },
    });
    expect(HAS_POPPLER ? textOf(pdf) : bare(hostile)).toContain(
      bare('#image("/etc/passwd")').replaceAll('"', HAS_POPPLER ? '&quot;' : '"'),
    );
    expect(
      renderFormPdf({ form: 'M09', rows: [{ fullName: '☃ 漢字 \u0000', unit: hostile, mailbox: '', note: '' }] }).pages,
    ).toBe(1);
  });

  test.runIf(HAS_POPPLER)(
    'lists: the head repeats on every page, rows are numbered, the last row goes with the signature',
    () => {
      const { pdf, pages } = renderFormPdf({ form: 'M08', rows: longRows(60, 'UBND xã') });
      const found = words(pdf);
      expect(pages).toBeGreaterThan(1);
      expect(found.filter(({ text }) => text === 'STT')).toHaveLength(pages);
      for (let count = 20; count <= 40; count += 1) {
        const form: FilledForm = { form: 'M08', rows: longRows(count, 'UBND xã') };
        const list = renderFormPdf(form);
        const last = words(list.pdf).findLast(({ text }) => text === String(count));
        expect(last?.page).toBe(list.anchors.signature?.page);
      }
    },
  );

  test.runIf(HAS_POPPLER)(
    'a list of more lines than are laid out at once ends with its last row and the signature',
    () => {
      for (const count of [801, 806, 1_013]) {
        const { pdf, pages, anchors } = renderFormPdf({ form: 'M09', rows: longRows(count, 'UBND xã') });
        const found = words(pdf);
        const last = found.findLast(({ text }) => text === String(count));
        expect([last?.page, anchors.signature?.page]).toEqual([pages, pages]);
        expect(found.filter(({ text }) => text === 'STT')).toHaveLength(pages);
      }
    },
  );

  test.runIf(HAS_POPPLER)('Mẫu 10: both lists count from one; the mark of demo keys on every page', () => {
    const rows: FormRow[] = [
      { part: 'units', unitName: 'UBND xã Khun Há', note: '' },
      { part: 'people', fullName: 'Lò Thị Hương', unit: 'UBND xã Khun Há', position: 'Văn thư', note: '' },
    ];
    const found = words(renderFormPdf({ form: 'M10', rows }, { demo: true }).pdf).map(({ text }) => text);
    expect(found.filter((text) => text === '1')).toHaveLength(2);
    expect(found.join(' ')).toContain('CHỮ KÝ THỬ NGHIỆM');
  });

  test('a typed count wins over the counted one', () => {
    const of = (count: number | undefined) =>
      renderFormPdf({ form: 'M06', rows: [], ...(count === undefined ? {} : { count }) }).pdf;
    expect(Buffer.compare(of(7), of(undefined))).not.toBe(0);
    expect(!HAS_POPPLER || textOf(of(7)).includes(bare('Số lượng cấp bổ sung: 7'))).toBe(true);
    // A nil return says none; only the empty form leaves dots to write on.
    expect(Buffer.compare(of(0), of(undefined))).not.toBe(0);
    expect(!HAS_POPPLER || textOf(of(0)).includes(bare('Số lượng cấp bổ sung: 0'))).toBe(true);
  });
});

describe('renderRosterPdf', () => {
  const roster = (form: FormCode, count: number): Roster => {
    const { fields, rows } = exampleForm(form);
    const lines = Array.from({ length: count }, (_, index) => {
      const values = fields ?? rows?.[index % rows.length] ?? {};
      const part = typeof values['part'] === 'string' ? { part: values['part'] } : {};
      return {
        stt: index + 1,
        values,
        agencyName: `UBND xã số ${index % 3}`,
        originalNo: 1,
        flags: index === 0 ? ['gửi muộn'] : [],
        ...part,
      };
    });
    return {
      form,
      set: '2021',
      issuer: 'ỦY BAN NHÂN DÂN\nHUYỆN TAM ĐƯỜNG',
      place: 'Tam Đường',
      date: '2021-04-05',
      onBehalf: 'TM. ỦY BAN NHÂN DÂN',
      groups: [{ agencyName: 'UBND xã số 0', count }],
      lines,
    };
  };

  test.runIf(HAS_POPPLER).each(CODES)('%s: head of the office, sending agency, totals', async (code) => {
    const { pdf, pages } = await renderRosterPdf(roster(code, 12));
    const text = textOf(pdf);
    for (const expected of [
      'HUYỆN TAM ĐƯỜNG',
      formByCode(code).label,
      'DANH SÁCH',
      'Cơ quan gửi',
      'UBND xã số 0',
      '(gửi',
      'Tổng cộng',
      'TM. ỦY BAN NHÂN DÂN',
      'ngày 05 tháng 4 năm 2021',
    ]) {
      expect(text).toContain(bare(expected));
    }
    expect(pages).toBeGreaterThan(0);
    expect(text).not.toMatch(/undefined|null/);
    expect(Math.max(...words(pdf).map(({ right }) => right))).toBeLessThan(UPRIGHT.height - 40);
  });

  test('the same roster gives the same bytes', async () => {
    const [first, second] = [await renderRosterPdf(roster('M07', 300)), await renderRosterPdf(roster('M07', 300))];
    expect(Buffer.compare(first.pdf, second.pdf)).toBe(0);
  });

  /** Laid out in pieces from 800 lines on. */
  test.runIf(HAS_POPPLER).each(['M07', 'M10'] as const)('%s: a long list is joined without a seam', async (code) => {
    const long = roster(code, 900);
    const parts = [...new Set(long.lines.map(({ part }) => part ?? ''))];
    const sorted = parts.flatMap((part) => long.lines.filter((line) => (line.part ?? '') === part));
    const lines = sorted.map((line) => ({ ...line, agencyName: `UBND xã số ${line.stt}z` }));
    const { pdf, pages } = await renderRosterPdf({ ...long, lines });
    const found = words(pdf);
    const numbers = found.filter(({ text }) => /^\d+z$/.test(text));
    expect(numbers.map(({ text }) => Number.parseInt(text, 10))).toEqual(lines.map(({ stt }) => stt));
    expect(Math.max(...found.map(({ page }) => page))).toBe(pages);
    for (let page = 2; page <= pages; page += 1) {
      expect(found.some(({ text, page: on, top }) => text === String(page) && on === page && top < 57)).toBe(true);
    }
    // Pages change in fullness at the seam between two lists only, never where pieces were joined.
    const inner = Array.from({ length: pages }, (_, at) => numbers.filter(({ page }) => page === at + 1).length).slice(
      1,
      -2,
    );
    const changes = inner.filter((count, at) => at > 0 && count !== inner[at - 1]).length;
    expect(changes).toBeLessThanOrEqual(3 * (parts.length - 1));
    const text = Buffer.from(pdf).toString('latin1');
    expect(text.match(/<xmpTPg:NPages>(\d+)/)?.[1]).toBe(String(pages));
    expect(spawnSync('pdftotext', [join(FOLDER, 'read.pdf'), '-'], { encoding: 'utf8' }).stderr).toBe('');
    expect(Buffer.compare(pdf, (await renderRosterPdf({ ...long, lines })).pdf)).toBe(0);
  });
});
