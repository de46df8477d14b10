import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FORMS } from '@congvu/forms';
import { renderFormDocx, renderFormPdf } from '@congvu/forms/render';
import { formOf } from './support-forms-data.ts';
import { median } from './support-rate.ts';

const ROUNDS = 60;
const WARM_UP = 8;
const LINES = 10_000;
const CHILD_ROUNDS = 3;
const LIMITS = { pdfP50Ms: 8, importMs: 3_000, importMiB: 200, rosterMs: 6_000 };

function rounded(value: number): number {
  return Number(value.toFixed(2));
}

/** For every form the median of the clock, warm, and the processor time of the thread, in which other programs do not count. */
async function measurePdf(): Promise<Record<string, { p50: number; cpu: number }>> {
  const times: Record<string, { p50: number; cpu: number }> = {};
  for (const { code } of FORMS) {
    const own: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
      const form = formOf(code, 0, round);
      const [began, thread] = [performance.now(), process.threadCpuUsage()];
      renderFormPdf(form);
      const { user, system } = process.threadCpuUsage(thread);
      own.push(performance.now() - began);
      cpu.push((user + system) / 1_000);
      await setImmediate();
    }
    times[code] = { p50: rounded(median(own.slice(WARM_UP))), cpu: rounded(median(cpu.slice(WARM_UP))) };
  }
  return times;
}

/** The peer for Word files is the engine itself: docxtemplater with our template, a whole request. */
async function measureDocx(): Promise<number> {
  const own: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const began = performance.now();
    await renderFormDocx(formOf('M01', 0, round));
    own.push(performance.now() - began);
  }
  return rounded(median(own.slice(5)));
}

interface ChildFigures extends Record<string, number> {
  wallMs: number;
  cpuMs: number;
  peakRssMiB: number;
}

function inChild(act: string, lines: number, file: string): ChildFigures {
  const program = fileURLToPath(new URL('support-forms-child.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, act, String(lines), file], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as ChildFigures; // written by support-forms-child.ts
}

/** The run in the middle: what else the machine does meets all acts alike. */
function middle(act: string, file: string): ChildFigures {
  const runs = Array.from({ length: CHILD_ROUNDS }, () => inChild(act, LINES, file)).sort(
    (a, b) => a.wallMs - b.wallMs,
  );
  const found = runs[Math.floor(CHILD_ROUNDS / 2)];
  if (found === undefined) {
    throw new Error(act);
  }
  return found;
}

/** The same form through LibreOffice, where it is installed: our Word file converted headless to PDF. */
async function measureOffice(folder: string): Promise<number | string> {
  const program = ['soffice', 'libreoffice'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (program === undefined) {
    return 'không đo: máy này không có LibreOffice';
  }
  const file = join(folder, 'mau-01.docx');
  writeFileSync(file, await renderFormDocx(formOf('M01', 0)));
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  const convert = (): number => {
    const began = performance.now();
    const { status } = spawnSync(program, [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, file]);
    return status === 0 ? performance.now() - began : Number.NaN;
  };
  convert();
  return rounded(median(Array.from({ length: 3 }, convert)));
}

/** Every form as PDF (limit 8 ms median, warm); lists of ten thousand lines read with validation, and as a roster. */
export async function run(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-bench-forms-'));
  try {
    const pdfMs = await measurePdf();
    const file = join(folder, 'mau-so-07.xlsx');
    const written = inChild('write', LINES, file);
    const imported = middle('import', file);
    const read = middle('read', file);
    const peer = middle('read-exceljs', file);
    const roster = middle('roster', file);
    const slowest = Math.max(...Object.values(pdfMs).map(({ p50 }) => p50));
    return {
      limits: LIMITS,
      rounds: ROUNDS,
      lines: LINES,
      pdfMs,
      docxP50Ms: await measureDocx(),
      libreOfficeMs: await measureOffice(folder),
      xlsxWrite: written,
      xlsxImportWithRules: imported,
      xlsxReadOnly: read,
      exceljsReadOnly: peer,
      timesFasterThanExceljs: rounded(peer.wallMs / read.wallMs),
      rosterPdf: roster,
      passed: {
        pdf: slowest <= LIMITS.pdfP50Ms,
        importTime: imported.wallMs <= LIMITS.importMs,
        importMemory: imported.peakRssMiB <= LIMITS.importMiB,
        roster: roster.wallMs <= LIMITS.rosterMs,
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
