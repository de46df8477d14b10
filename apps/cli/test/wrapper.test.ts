import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const WRAPPER = fileURLToPath(new URL('../bin/congvu.mjs', import.meta.url));
const START = fileURLToPath(new URL('../../../tools/start.ts', import.meta.url));
const CLI = fileURLToPath(new URL('../src', import.meta.url));
/** Stands for the office: says it is there and who it was called with, and leaves when told to, with a code to be seen. */
const OFFICE = `process.on('SIGTERM', () => process.exit(7));
setInterval(() => undefined, 1000);
process.stdout.write(JSON.stringify([process.pid, ...process.argv.slice(2)]));`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'congvu-wrapper-'));
  for (const folder of ['apps/cli/bin', 'apps/server/src', 'tools', 'node_modules/node/bin', 'node_modules/.bin']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  cpSync(WRAPPER, join(root, 'apps/cli/bin/congvu.mjs'));
  cpSync(CLI, join(root, 'apps/cli/src'), { recursive: true });
  cpSync(START, join(root, 'tools/start.ts'));
  symlinkSync(process.execPath, join(root, 'node_modules/node/bin/node'));
  symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'));
  writeFileSync(join(root, 'package.json'), '{"type":"module","scripts":{"start":"node tools/start.ts"}}');
  writeFileSync(join(root, 'tools/build-web.ts'), '');
  writeFileSync(join(root, 'apps/server/src/main.ts'), OFFICE);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Also waits until the office itself is gone: an orphan would hold port and data. */
async function stopAfterStart(child: ChildProcess): Promise<{ words: string[]; code: number | null }> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = await new Promise<string>((resolve) => {
    child.stdout?.on('data', (bytes: Buffer) => bytes.toString().includes('[') && resolve(bytes.toString().trim()));
  });
  const [pid, ...words] = JSON.parse(said) as [number, ...string[]];
  child.kill('SIGTERM');
  const code = await ended;
  while (isAlive(pid)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { words, code };
}

test('a supervisor that stops `congvu start` stops the office, and sees its exit code', async () => {
  const words = [join(root, 'apps/cli/bin/congvu.mjs'), 'start', '--demo', '--port', '0'];
  const { words: heard, code } = await stopAfterStart(
    spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  expect(heard).toEqual(['--demo', '--port', '0']);
  expect(code).toBe(7);
});

test('so does one that stops `npm start`', async () => {
  const npm = spawn('npm', ['start', '--silent', '--', '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { words, code } = await stopAfterStart(npm);
  expect(words).toEqual(['--port', '0']);
  expect(code).not.toBe(0);
}, 180_000);

test('pages that cannot be built keep the office from starting', () => {
  writeFileSync(join(root, 'tools/build-web.ts'), 'process.exit(3);');
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'tools/start.ts')], { encoding: 'utf8' });
  expect(status).toBe(3);
  expect(stderr).toContain('giao diện');
});

test('an unknown command is answered with the list and code 2, --help with code 0', () => {
  const run = (...words: string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [join(root, 'apps/cli/bin/congvu.mjs'), ...words], { encoding: 'utf8' });
  expect(run('nowhere').status).toBe(2);
  expect(run('nowhere').stdout).toContain('congvu doctor');
  expect(run('--help').status).toBe(0);
});
