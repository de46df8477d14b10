import ExcelJS from 'exceljs';
import { SHEETS } from './sheets.ts';

export type SheetRows = Partial<Record<'agencies' | 'units' | 'people' | 'positions', ExcelJS.CellValue[][]>>;

/** A filled template in memory: headings as in the template, rows as given. */
export function buildWorkbook(rows: SheetRows): ExcelJS.Workbook {
  const workbook = new ExcelJS.Workbook();
  for (const sheet of SHEETS) {
    const given = rows[sheet.key];
    if (given !== undefined) {
      const worksheet = workbook.addWorksheet(sheet.name);
      worksheet.addRow(sheet.columns.map((column) => column.heading));
      worksheet.addRows(given);
    }
  }
  return workbook;
}

export async function toBytes(workbook: ExcelJS.Workbook): Promise<Buffer> {
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

export async function buildXlsx(rows: SheetRows): Promise<Buffer> {
  return toBytes(buildWorkbook(rows));
}
