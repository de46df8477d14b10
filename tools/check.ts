import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Format and lint, types, arrows between modules, dead exports: the same gates for everyone. */
const STEPS: [name: string, words: string[]][] = [
  ['format, lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['types', ['node_modules/typescript/bin/tsc', '-p', '.']],
  ['types of the pages', ['node_modules/typescript/bin/tsc', '-p', 'apps/web']],
  ['arrows', ['tools/arrows.ts']],
  ['drawing', ['tools/architecture.ts', '--check']],
  ['packages: origin, licences, install scripts', ['tools/supply.ts']],
  ['no secrets', ['node_modules/secretlint/bin/secretlint.js', '--secretlintignore', '.gitignore', '**/*', '.*']],
  ['dead code', ['node_modules/knip/bin/knip.js']],
];

let failed = 0;
for (const [name, words] of STEPS) {
  const started = Date.now();
  const result = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${result.status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`);
  if (result.status !== 0) {
    failed += 1;
    process.stdout.write(`${result.stdout}${result.stderr}\n`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
