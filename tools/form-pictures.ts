import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exampleForm, FORMS } from '@congvu/forms';
import { renderFormPdf } from '@congvu/forms/render';

const PICTURES = fileURLToPath(new URL('../docs/user/mau/', import.meta.url));
/** Legible on a screen, small in the repository. */
const DPI = '68';

/** The first page of each form, filled in with its example, as the guide shows it. Needs pdftoppm of poppler-utils. */
function draw(folder: string): void {
  mkdirSync(PICTURES, { recursive: true });
  for (const { code } of FORMS.filter(({ set }) => set === '2021')) {
    const file = join(folder, `${code}.pdf`);
    writeFileSync(file, renderFormPdf(exampleForm(code)).pdf);
    const place = join(folder, code);
    execFileSync('pdftoppm', ['-r', DPI, '-gray', '-png', '-singlefile', file, place]);
    const bytes = readFileSync(`${place}.png`);
    writeFileSync(join(PICTURES, `${code.toLowerCase()}.png`), bytes);
    console.info(`${code.toLowerCase()}.png ${Math.round(bytes.length / 1024)} KB`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'congvu-forms-'));
try {
  draw(folder);
} finally {
  rmSync(folder, { recursive: true });
}
