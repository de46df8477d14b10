#!/usr/bin/env node
// From the npm package the built program runs under whatever Node is there (22 or newer); in the repository the sources run
// under the pinned one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const runtime = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const isRepository = existsSync(join(root, 'package-lock.json')) && existsSync(runtime);

if (isRepository) {
  const child = spawn(runtime, [join(here, '..', 'src', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('exit', (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]));
} else if (Number(process.versions.node.split('.')[0]) < 22) {
  process.stderr.write(`congvu-signer: cần Node 22 trở lên, máy này có ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  await import(pathToFileURL(join(here, '..', 'dist', 'congvu-signer.mjs')).href);
}
