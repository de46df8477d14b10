#!/usr/bin/env node
// Runs under whatever Node the machine has: installs what is missing, then hands over to the pinned Node 24.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const runtime = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const ensure = join(root, 'tools', 'ensure-installed.mjs');
if (!existsSync(runtime) && existsSync(ensure)) {
  spawnSync(process.execPath, [ensure], { stdio: ['ignore', 2, 2] });
}
const main = join(root, 'apps', 'cli', 'src', 'main.ts');
const result = spawnSync(runtime, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
if (result.error) {
  process.stderr.write(`congvu: không chạy được Node 24 (${result.error.message}). Chạy: npm install\n`);
}
process.exit(result.status ?? 2);
