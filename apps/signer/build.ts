// Builds the program for people: dist/ holds what the npm package needs (koffi comes with npm), and beside it a folder for
// computers without npm, complete with koffi's native part, which no single file can hold, and the Node that runs it.
// node build.ts [--out FOLDER] [--no-runtime]
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const { values } = parseArgs({ options: { out: { type: 'string' }, 'no-runtime': { type: 'boolean' } } });
const out = resolve(values.out ?? join(here, 'dist'));
const isWindows = process.platform === 'win32';

/** One file an entry: the owner process must start from a file of its own. */
async function bundle(name: string, entry: string): Promise<void> {
  await build({
    configFile: false,
    root: here,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['koffi'] },
    build: {
      ssr: join(here, entry),
      outDir: out,
      emptyOutDir: false,
      target: 'node22',
      minify: false,
      rolldownOptions: { output: { entryFileNames: `${name}.mjs`, codeSplitting: false } },
    },
  });
}

function copyAssets(folder: string): void {
  cpSync(join(here, 'src', 'assets'), join(folder, 'assets'), { recursive: true });
  const source = dirname(require.resolve('@fontsource/be-vietnam-pro/package.json'));
  const fonts = join(source, 'files');
  mkdirSync(join(folder, 'assets', 'fonts'), { recursive: true });
  cpSync(join(source, 'LICENSE'), join(folder, 'assets', 'fonts', 'LICENSE'));
  for (const name of readdirSync(fonts)) {
    if (/^be-vietnam-pro-(latin|vietnamese)-(400|500|600)-normal\.woff2$/.test(name)) {
      cpSync(join(fonts, name), join(folder, 'assets', 'fonts', name));
    }
  }
}

/** koffi and its native part for this system. */
function copyKoffi(folder: string): void {
  const koffi = dirname(require.resolve('koffi'));
  const skip = /[\\/](doc|vendor)([\\/]|$)/;
  cpSync(koffi, join(folder, 'node_modules', 'koffi'), {
    recursive: true,
    filter: (path) => !skip.test(path.slice(koffi.length)),
  });
  const native = join(koffi, '..', '@koromix');
  cpSync(native, join(folder, 'node_modules', '@koromix'), { recursive: true });
}

const LAUNCHERS = {
  windows: '@echo off\r\n"%~dp0node.exe" "%~dp0congvu-signer.mjs" %*\r\n',
  other: '#!/bin/sh\nhere=$(dirname "$(readlink -f "$0")")\nexec "$here/node" "$here/congvu-signer.mjs" "$@"\n',
};

function buildFolder(): string {
  const folder = join(out, `congvu-signer-${process.platform}-${process.arch}`);
  mkdirSync(folder, { recursive: true });
  for (const name of ['congvu-signer.mjs', 'owner.mjs', 'assets']) {
    cpSync(join(out, name), join(folder, name), { recursive: true });
  }
  copyKoffi(folder);
  cpSync(process.execPath, join(folder, isWindows ? 'node.exe' : 'node'));
  const launcher = join(folder, isWindows ? 'congvu-signer.cmd' : 'congvu-signer');
  writeFileSync(launcher, isWindows ? LAUNCHERS.windows : LAUNCHERS.other);
  chmodSync(launcher, 0o755);
  return folder;
}

rmSync(out, { recursive: true, force: true });
await bundle('congvu-signer', 'src/main.ts');
await bundle('owner', 'src/pkcs11/owner.ts');
copyAssets(out);
const folder = values['no-runtime'] === true ? undefined : buildFolder();
process.stdout.write(`${folder ?? out}\n`);
