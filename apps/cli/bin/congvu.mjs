#!/usr/bin/env node
// Runs under whatever Node the machine has: installs what is missing, then hands over to the pinned Node 24.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const runtime = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const ensure = join(root, 'tools', 'ensure-installed.mjs');
if (!existsSync(runtime) && existsSync(ensure)) {
  spawnSync(process.execPath, [ensure], { stdio: ['ignore', 2, 2] });
}
const main = join(root, 'apps', 'cli', 'src', 'main.ts');
const child = spawn(runtime, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
// Whoever stops this process means the command: without this a supervisor would leave the office running alone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.once('error', (error) => {
  process.stderr.write(`congvu: không chạy được Node 24 (${error.message}). Chạy: npm ci\n`);
  process.exit(2);
});
child.once('exit', (code, signal) => {
  process.exit(signal === null ? code : 128 + constants.signals[signal]);
});
