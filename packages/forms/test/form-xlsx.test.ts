import ExcelJS from 'exceljs';
import fc from 'fast-check';
import PizZip from 'pizzip';
import { describe, expect, test } from 'vitest';
import {
  columnsOf,
  emptyForm,
  exampleForm,
  type FilledForm,
  type FormCode,
  type FormRow,
  type FormTable,
  formByCode,
  readFormTable,
  readFormTables,
  readResultTable,
} from '../src/index.ts';
import { type Roster, renderFormXlsx, renderRosterXlsx, writeResultTemplateXlsx } from '../src/render.ts';

function toCell(value: ExcelJS.CellValue): string {
  if (value instanceof Date) {
    return `D${Math.round(value.getTime() / 86_400_000) + 25_569}`;
  }
  if (typeof value === 'number') {
    return `N${value}`;
  }
  return typeof value === 'string' && value !== '' ? `T${value}` : '';
}

/** The coding of cells out of a real file. */
async function tablesOf(bytes: Uint8Array): Promise<FormTable[]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Buffer.from(bytes) as unknown as ExcelJS.Buffer);
  return workbook.worksheets.map((sheet) => {
    const rows: { row: number; cells: string[] }[] = [];
    sheet.eachRow((row, number) => {
      const cells = Array.from({ length: row.cellCount }, (_, index) => {
        const cell = row.getCell(index + 1);
        return cell.isMerged && cell.master !== cell ? '' : toCell(cell.value);
      });
      if (cells.some((cell) => cell !== '')) {
        rows.push({ row: number, cells });
      }
    });
    const merges = sheet.model.merges.map((range) => {
      const [from = '', to = ''] = range.split(':');
      const [first, last] = [sheet.getCell(from), sheet.getCell(to)];
      return { top: Number(first.row), left: Number(first.col), bottom: Number(last.row), right: Number(last.col) };
    });
    return { name: sheet.name, rows, merges, tooLong: false };
  });
}

async function firstTable(bytes: Uint8Array): Promise<FormTable> {
  const [table] = await tablesOf(bytes);
  if (table === undefined) {
    throw new Error('no sheet');
  }
  return table;
}

const LISTS: FormCode[] = ['M06', 'M07', 'M08', 'M09', 'M10'];

describe('renderFormXlsx', () => {
  test.each(LISTS)('%s: what is written is read again', async (code) => {
    const form = exampleForm(code);
    const read = readFormTable(code, await firstTable(await renderFormXlsx(form)));
    expect(read.rows).toEqual(form.rows);
    expect(read.findings).toEqual([]);
  });

  test.each(LISTS)('%s: the empty list has the headings and nothing to read', async (code) => {
    const table = await firstTable(await renderFormXlsx(emptyForm(code)));
    const { rows, findings } = readFormTable(code, table);
    expect([rows.length, findings.map((finding) => finding.code)]).toEqual([0, ['requests.table_empty']]);
    const written = table.rows.flatMap(({ cells }) => cells.map((cell) => cell.slice(1)));
    for (const { label } of columnsOf(formByCode(code))) {
      expect(written).toContain(label);
    }
  });

  test('any rows come back as they were', async () => {
    const word = fc.stringMatching(/^[a-zA-ZÀÁẢÃẠĐđơưêôăâ][a-zàáâãèéêìíòóôõùúýăđĩũơưạ-ỹ0-9=+@.-]{0,12}$/u);
    const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ').normalize('NFC'));
    const row: fc.Arbitrary<FormRow> = fc.record({
      fullName: fc.constant('Sùng A Dế'),
      position: text,
      unit: text,
      account: word,
      reason: text,
      note: fc.oneof(fc.constant(''), text),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const form: FilledForm = { form: 'M07', rows };
        const read = readFormTable('M07', await firstTable(await renderFormXlsx(form)));
        expect(read.rows).toEqual(
          rows.map((one) =>
            Object.fromEntries(Object.entries(one).map(([key, value]) => [key, String(value).normalize('NFC')])),
          ),
        );
      }),
      { numRuns: 25 },
    );
  });

  test('no cell is a formula, and those that look like one carry the mark of a text', async () => {
    const attacks = ['=HYPERLINK("http://x")', '+1', '-1+2', '@SUM(A1)'];
    const form: FilledForm = { form: 'M07', rows: attacks.map((note) => ({ ...exampleForm('M07').rows?.[0], note })) };
    const bytes = await renderFormXlsx(form);
    const zip = new PizZip(bytes);
    expect(zip.file('xl/worksheets/sheet1.xml')?.asText()).not.toContain('<f>');
    expect(zip.file('xl/styles.xml')?.asText()).toContain('quotePrefix="1"');
    expect(readFormTable('M07', await firstTable(bytes)).rows.map(({ note }) => note)).toEqual(attacks);
    expect(new PizZip(await renderFormXlsx(exampleForm('M07'))).file('xl/styles.xml')?.asText()).not.toContain(
      'quotePrefix',
    );
  });

  test('account names and phone numbers are texts, the head repeats on every page', async () => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(Buffer.from(await renderFormXlsx(emptyForm('M06'))) as unknown as ExcelJS.Buffer);
    const [sheet] = workbook.worksheets;
    const repeated = sheet?.pageSetup.printTitlesRow ?? '';
    const head = Number(repeated.split(':')[0]);
    expect(sheet?.getRow(head).getCell(5).value).toBe('Số Điện thoại liên hệ');
    expect(sheet?.getRow(head + 1).getCell(5).numFmt).toBe('@');
    expect(sheet?.getColumn(2).width).toBeGreaterThan(sheet?.getColumn(1).width ?? 99);
  });

  test('a sheet form has no list', async () => {
    await expect(renderFormXlsx(exampleForm('M01'))).rejects.toMatchObject({ code: 'forms.not_a_list' });
  });
});

test('Mẫu 10 on two sheets; a twin sheet is told', async () => {
  const rows = exampleForm('M10').rows ?? [];
  const of = async (part: string) => ({
    ...(await firstTable(await renderFormXlsx({ form: 'M10', rows: rows.filter((row) => row.part === part) }))),
    name: part,
  });
  const two = readFormTables('M10', [await of('units'), await of('people')]);
  expect(two.rows).toEqual(rows);
  expect(two.rowSheets).toEqual(rows.map(({ part }) => part));
  const twins = readFormTables('M10', [await of('people'), await of('people')]);
  expect(twins.findings.map(({ code }) => code)).toContain('requests.table_two_sheets');
});

function rosterOf(form: FormCode, count: number): Roster {
  const example = exampleForm(form);
  const values = (index: number) => example.fields ?? example.rows?.[index % (example.rows.length || 1)] ?? {};
  const lines = Array.from({ length: count }, (_, index) => {
    const own = values(index);
    const part = typeof own['part'] === 'string' ? { part: own['part'] } : {};
    return { stt: index + 1, values: own, agencyName: 'UBND xã Khun Há', originalNo: index + 3, ...part };
  });
  return {
    form,
    set: '2021',
    issuer: 'ỦY BAN NHÂN DÂN\nHUYỆN TAM ĐƯỜNG',
    place: 'Tam Đường',
    date: '2021-04-05',
    groups: [{ agencyName: 'UBND xã Khun Há', count }],
    lines,
  };
}

describe('rosters', () => {
  test('dates are days, every value stands there, totals on a sheet of their own', async () => {
    const [list, totals] = await tablesOf(await renderRosterXlsx(rosterOf('M01', 2)));
    const cells = list?.rows.flatMap((row) => row.cells) ?? [];
    expect(cells).toEqual(
      expect.arrayContaining([
        'TLÒ THỊ HƯƠNG',
        'D32270',
        'T0912345678',
        'TViettel/cs',
        'TUBND xã Khun Há',
        'N3',
        'TNgày cấp - Số CMND/CCCD/Hộ chiếu',
      ]),
    );
    expect(totals?.rows.at(-2)?.cells).toEqual(['', 'TTổng cộng', 'N2']);
  });

  test.each([
    ['M01', { serial: '5A3F', validFrom: '2021-04-10', validTo: '2026-04-10', tokenSerial: 'BCY-1' }],
    ['M03', { validFrom: '2021-04-10', validTo: '2024-04-10' }],
    ['M04', { revokedOn: '2021-04-10' }],
    ['M06', { accountName: 'huonglt.khunha', effectiveOn: '2021-04-10' }],
    ['M07', { effectiveOn: '2021-04-10' }],
    ['M10', { address: 'huonglt.khunha', effectiveOn: '2021-04-10' }],
  ] as const)('%s: results are read out of the template', async (code, answers) => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(
      Buffer.from(await writeResultTemplateXlsx(rosterOf(code, 3))) as unknown as ExcelJS.Buffer,
    );
    const sheet = workbook.worksheets[0];
    const { kind } = formByCode(code);
    let head = 1;
    while (sheet?.getRow(head).getCell(1).value !== 'STT') {
      head += 1;
    }
    const columnOf = (label: string): number => {
      const row = sheet?.getRow(head);
      return (
        Array.from({ length: row?.cellCount ?? 0 }, (_, index) => index + 1).find(
          (at) => row?.getCell(at).value === label,
        ) ?? 0
      );
    };
    const labels = await import('../src/table/result-columns.ts').then(({ resultColumns }) => resultColumns(kind));
    const write = (row: number, key: string, value: ExcelJS.CellValue): void => {
      const label = labels.find((column) => column.key === key)?.label ?? '';
      const cell = sheet?.getRow(head + row).getCell(columnOf(label));
      if (cell !== undefined) {
        cell.value = value;
      }
    };
    write(1, 'outcome', 'Đồng ý');
    for (const [key, value] of Object.entries(answers)) {
      write(1, key, /^\d{4}-/.test(value) ? new Date(`${value}T00:00:00Z`) : value);
    }
    const [table] = await tablesOf(new Uint8Array(await workbook.xlsx.writeBuffer()));
    const read = readResultTable(kind, table ?? { name: '', rows: [], merges: [], tooLong: false });
    expect(read.findings).toEqual([]);
    expect(read.results).toMatchObject([{ stt: 1, outcome: 'granted', agencyName: 'UBND xã Khun Há', ...answers }]);
    expect(Object.values(read.results[0]?.values ?? {}).filter((value) => value !== '').length).toBeGreaterThan(0);
  });
});

describe('readResultTable', () => {
  const head = ['STT', 'Họ và tên', 'Tên tài khoản', 'Kết quả', 'Ngày thu hồi', 'Lý do từ chối'];
  const table = (...rows: string[][]): FormTable => ({
    name: '',
    rows: [head, ...rows].map((cells, index) => ({
      row: index + 1,
      cells: cells.map((text) => (text === '' ? '' : /^[ND]\d/.test(text) ? text : `T${text}`)),
    })),
    merges: [],
    tooLong: false,
  });

  test('granted, refused, returned and not answered yet', () => {
    const { results, findings } = readResultTable(
      'account.revoke',
      table(
        ['N1', 'A', 'a', 'ĐỒNG Ý', '5/4/2021', ''],
        ['N2', 'B', 'b', 'từ chối', '', 'Đang dùng'],
        ['N3', 'C', 'c', '', '', ''],
        ['N4', 'D', 'd', 'Trả lại', '', 'Sai tên'],
      ),
    );
    expect(findings).toEqual([]);
    expect(results).toMatchObject([
      { row: 2, stt: 1, outcome: 'granted', effectiveOn: '2021-04-05', values: { account: 'a' } },
      { row: 3, stt: 2, outcome: 'refused', reason: 'Đang dùng' },
      { row: 5, stt: 4, outcome: 'returned', reason: 'Sai tên' },
    ]);
    expect(results[1]).not.toHaveProperty('effectiveOn');
  });

  test('what is off is a finding with its place and no result', () => {
    const { results, findings } = readResultTable(
      'account.revoke',
      table(
        ['N1', 'A', 'a', 'Đồng ý', '', ''],
        ['N2', 'B', 'b', 'Từ chối', '', ''],
        ['N3', 'C', 'c', 'có lẽ', '', ''],
        ['N4', 'D', 'd', '', '5/4/2021', ''],
        ['N5', 'E', 'e', 'Đồng ý', '31/02/2021', ''],
      ),
    );
    expect(results).toEqual([]);
    expect(findings.map(({ code, row, column }) => `${code} ${column}${row}`)).toEqual([
      'requests.result_incomplete E2',
      'requests.result_reason_missing F3',
      'requests.result_unknown D4',
      'requests.result_missing D5',
      'requests.date_invalid E6',
    ]);
  });

  test('validity in order; a table without results is refused', () => {
    const columns = ['STT', 'Kết quả', 'Số hiệu chứng thư số được cấp', 'Hiệu lực từ', 'Hiệu lực đến'];
    const given: FormTable = {
      name: '',
      merges: [],
      tooLong: false,
      rows: [columns, ['1', 'Đồng ý', '5A', '10/4/2021', '10/4/2020']].map((cells, index) => ({
        row: index + 1,
        cells: cells.map((text) => `T${text}`),
      })),
    };
    expect(readResultTable('cert.issue.person', given)).toMatchObject({
      results: [],
      findings: [{ code: 'requests.date_order', column: 'E' }],
    });
    expect(readResultTable('cert.issue.person', table())).toMatchObject({ results: [] });
    expect(
      readResultTable('cert.issue.person', { ...given, rows: given.rows.slice(1) }).findings.map(({ code }) => code),
    ).toEqual(['requests.table_no_heading']);
  });
});
