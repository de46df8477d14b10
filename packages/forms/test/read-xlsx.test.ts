import ExcelJS from 'exceljs';
import PizZip from 'pizzip';
import { describe, expect, test } from 'vitest';
import { exampleForm, readFormTables } from '../src/index.ts';
import { readXlsxTables, renderFormXlsx } from '../src/render.ts';

async function bytesOf(fill: (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  fill(workbook.addWorksheet('DS'), workbook);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

describe('readXlsxTables', () => {
  test('cells by what stands in them, with rows and merges as the file has them', async () => {
    const bytes = await bytesOf((sheet) => {
      sheet.getRow(3).values = [
        'chữ\nhai dòng',
        7,
        true,
        new Date('2021-03-20T00:00:00Z'),
        { formula: 'B3*2', result: 14 },
      ];
      sheet.getCell('F3').value = { error: '#REF!' };
      sheet.getCell('G3').value = { richText: [{ text: 'Sùng ' }, { font: { bold: true }, text: 'A Dế' }] };
      sheet.getCell('H3').value = { text: 'a@b.vn', hyperlink: 'mailto:a@b.vn' };
      sheet.getCell('I3').value = { formula: 'NOW()', result: new Date('2021-03-20T00:00:00Z') };
      sheet.mergeCells('A5:A7');
      sheet.getCell('A5').value = 'gộp';
    });
    const { tables, from1904 } = await readXlsxTables(bytes);
    expect(from1904).toBe(false);
    expect(tables).toEqual([
      {
        name: 'DS',
        tooLong: false,
        merges: [{ top: 5, left: 1, bottom: 7, right: 1 }],
        rows: [
          {
            row: 3,
            cells: ['Tchữ hai dòng', 'N7', 'Btrue', 'D44275', 'F14', 'E#REF!', 'TSùng A Dế', 'Ta@b.vn', 'F2021-03-20'],
          },
          { row: 5, cells: ['Tgộp'] },
        ],
      },
    ]);
  });

  test('days of files that count from 1904 are the same days', async () => {
    const fill = (from1904: boolean) =>
      bytesOf((sheet, workbook) => {
        workbook.properties.date1904 = from1904;
        sheet.getCell('A1').value = new Date('2021-03-20T00:00:00Z');
      });
    expect((await readXlsxTables(await fill(true))).from1904).toBe(true);
    expect((await readXlsxTables(await fill(true))).tables[0]?.rows[0]?.cells).toEqual(['D42813']);
    expect((await readXlsxTables(await fill(false))).tables[0]?.rows[0]?.cells).toEqual(['D44275']);
  });

  test('a printed list comes back', async () => {
    const { tables, from1904 } = await readXlsxTables(await renderFormXlsx(exampleForm('M10')));
    expect(readFormTables('M10', tables, from1904)).toMatchObject({ rows: exampleForm('M10').rows, findings: [] });
  });

  test('no spreadsheet, bombs, merges over the whole sheet', async () => {
    const good = await bytesOf((sheet) => sheet.mergeCells('A1:B2'));
    const changed = (name: string, change: (xml: string) => string): Uint8Array => {
      const zip = new PizZip(good);
      zip.file(name, change(zip.file(name)?.asText() ?? ''));
      return zip.generate({ type: 'uint8array', compression: 'DEFLATE' });
    };
    const files = [
      new Uint8Array(0),
      Buffer.from('PK nothing'),
      good.subarray(0, good.length - 100),
      new PizZip().file('a.txt', 'x').generate({ type: 'uint8array' }),
      changed('xl/worksheets/sheet1.xml', (xml) => xml.replaceAll('A1:B2', 'A1:XFD1048576')),
      changed('xl/extra.xml', () => '0'.repeat(80 * 1024 * 1024)),
    ];
    for (const file of files) {
      await expect(readXlsxTables(file)).rejects.toMatchObject({ code: 'forms.unreadable_file' });
    }
    await expect(readXlsxTables(good)).resolves.toMatchObject({ tables: [{ name: 'DS' }] });
  });
});
