import { readFileSync, writeFileSync } from 'node:fs';
import { formOf, rosterOf } from './support-forms-data.ts';
import { peakMiB } from './support-memory.ts';

/*
 * One act in a process of its own: clock, processor time and peak of memory are its alone; it loads only what it uses, before the clock
 * starts. Arguments: act, number of lines, file.
 */

const [act = '', count = '0', path = ''] = process.argv.slice(2);
const lines = Number(count);

type Act = () => Promise<Record<string, number>>;

async function prepare(): Promise<Act> {
  switch (act) {
    case 'write': {
      const { renderFormXlsx } = await import('@congvu/forms/render');
      return async () => {
        const bytes = await renderFormXlsx(formOf('M07', lines));
        writeFileSync(path, bytes);
        return { bytes: bytes.length };
      };
    }
    case 'read':
    case 'import': {
      const { checkForm, readFormTables } = await import('@congvu/forms');
      const { readTable } = await import('../apps/server/src/platform/tables/read-table.ts');
      return async () => {
        const { tables, from1904 } = await readTable({ name: path, bytes: readFileSync(path) });
        if (act === 'read') {
          return { rows: tables[0]?.rows.length ?? 0 };
        }
        const { rows, findings } = readFormTables('M07', tables, from1904);
        const problems = checkForm({ form: 'M07', rows }, { today: '2021-03-24' });
        return { rows: rows.length, notes: findings.length, problems: problems.length };
      };
    }
    case 'read-exceljs': {
      const { default: ExcelJS } = await import('exceljs');
      return async () => {
        const workbook = new ExcelJS.Workbook();
        await workbook.xlsx.readFile(path);
        return { rows: workbook.worksheets[0]?.actualRowCount ?? 0 };
      };
    }
    case 'roster': {
      const { renderRosterPdf } = await import('@congvu/forms/render');
      return async () => {
        const { pages, pdf } = await renderRosterPdf(rosterOf('M07', lines));
        return { pages, bytes: pdf.length };
      };
    }
    default:
      throw new Error(act);
  }
}

const run = await prepare();
const runtimeMiB = peakMiB();
const [began, cpu] = [performance.now(), process.cpuUsage()];
const figures = await run();
const { user, system } = process.cpuUsage(cpu);
const wallMs = Math.round(performance.now() - began);
const cpuMs = Math.round((user + system) / 1_000);
process.stdout.write(JSON.stringify({ ...figures, wallMs, cpuMs, runtimeMiB, peakRssMiB: peakMiB() }));
