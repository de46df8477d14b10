import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleLetter, type Letter } from '@congvu/nd30';
import { renderDocx, renderPdf } from '@congvu/nd30/render';

const ROUNDS = 200;
const WARM_UP = 20;
const OFFICE_ROUNDS = 3;
const LIMIT_MS = 8;

interface Spread {
  p50: number;
  p95: number;
}

function spread(times: number[]): Spread {
  const sorted = [...times].sort((left, right) => left - right);
  const at = (share: number): number => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2));
  return { p50: at(0.5), p95: at(0.95) };
}

/** A three-page công văn without appendices; every round has another number, so that no layout is answered from a cache. */
function letterOf(round: number): Letter {
  const { body, appendices: _, ...rest } = exampleLetter();
  const more = Array.from({ length: 4 }, () => body).flat();
  const opening = {
    kind: 'paragraph' as const,
    text: `Lần đo ${round}: yêu cầu các cơ quan, đơn vị thực hiện các nội dung sau:`,
  };
  return { ...rest, number: round + 1, issuedOn: '2021-03-22', body: [opening, ...more] };
}

function measurePdf(): { first: number; pages: number; bytes: number; time: Spread } {
  const start = performance.now();
  const { pages, pdf } = renderPdf(letterOf(0));
  const first = Number((performance.now() - start).toFixed(1));
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS + WARM_UP; round += 1) {
    const began = performance.now();
    renderPdf(letterOf(round));
    times.push(performance.now() - began);
  }
  return { first, pages, bytes: pdf.length, time: spread(times.slice(WARM_UP)) };
}

async function measureDocx(): Promise<Spread> {
  const times: number[] = [];
  for (let round = 0; round < 40; round += 1) {
    const began = performance.now();
    await renderDocx(letterOf(round));
    times.push(performance.now() - began);
  }
  return spread(times.slice(10));
}

/** The same letter through LibreOffice, where it is installed: our Word file converted headless to PDF. */
async function measureOffice(): Promise<Spread | string> {
  const program = ['soffice', 'libreoffice'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (program === undefined) {
    return 'không đo: máy này không có LibreOffice';
  }
  const folder = mkdtempSync(join(tmpdir(), 'congvu-bench-letter-'));
  try {
    const file = join(folder, 'cong-van.docx');
    writeFileSync(file, await renderDocx(letterOf(1)));
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    const convert = (): number => {
      const began = performance.now();
      const { status } = spawnSync(program, [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, file]);
      return status === 0 ? performance.now() - began : Number.NaN;
    };
    convert();
    return spread(Array.from({ length: OFFICE_ROUNDS }, convert));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A letter as data to PDF/A (limit 8 ms median, warm), to Word, and beside it LibreOffice for the same letter. */
export async function run(): Promise<Record<string, unknown>> {
  const { time, ...pdf } = measurePdf();
  return {
    unit: 'ms',
    rounds: ROUNDS,
    pdf: { ...time, firstLetterWithStart: pdf.first, pages: pdf.pages, bytes: pdf.bytes },
    docx: await measureDocx(),
    libreOffice: await measureOffice(),
    limits: { pdfP50: LIMIT_MS },
    passed: time.p50 <= LIMIT_MS,
  };
}
