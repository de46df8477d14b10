// JavaScript and types of a publishable package, and the manifest that leads to them.
//   node ../../tools/build-package.ts            in the folder of the package: dist/
//   node ../../tools/build-package.ts --publish  the same, and package.json as it is published (prepack)
//   node ../../tools/build-package.ts --restore  package.json as it is in the repository (postpack)
// In the repository packages lead to their sources: Node strips the types. Inside node_modules it does not.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = process.cwd();
const KEPT = join(FOLDER, 'node_modules', '.package.json');
const MANIFEST = join(FOLDER, 'package.json');

interface Manifest {
  name: string;
  exports: Record<string, string>;
  dependencies?: Record<string, string>;
  scripts?: unknown;
  devDependencies?: unknown;
}

function readManifest(path: string): Manifest {
  // Written by us, checked by publint after it was packed.
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

/** `./src/agent/index.ts` → `./dist/agent/index.js`. */
function built(source: string, ending: '.js' | '.d.ts'): string {
  return source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, ending);
}

/** Other packages of this repository are seen as they are published: by their types, built before. */
function pathsOf({ dependencies = {} }: Manifest): Record<string, string[]> {
  const own = Object.keys(dependencies).filter((name) => name.startsWith('@congvu/'));
  return Object.fromEntries(
    own.flatMap((name) => {
      const folder = join(ROOT, 'packages', name.slice('@congvu/'.length));
      return Object.entries(readManifest(join(folder, 'package.json')).exports).map(([subpath, target]) => {
        const source = typeof target === 'string' ? target : './src/index.ts';
        return [join(name, subpath), [join(folder, built(source, '.d.ts'))]];
      });
    }),
  );
}

function build(manifest: Manifest): void {
  rmSync(join(FOLDER, 'dist'), { recursive: true, force: true });
  const config = join(FOLDER, 'tsconfig.build.json');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: 'src',
    outDir: 'dist',
    paths: pathsOf(manifest),
  };
  const extended = join(ROOT, 'tsconfig.base.json');
  writeFileSync(config, JSON.stringify({ extends: extended, compilerOptions, include: ['src'] }));
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  try {
    const { status } = spawnSync(process.execPath, [tsc, '-p', config], { stdio: 'inherit' });
    if (status !== 0) {
      throw new Error(`${manifest.name} does not compile`);
    }
  } finally {
    rmSync(config);
  }
}

function published(manifest: Manifest): unknown {
  const { scripts: _scripts, devDependencies: _tools, ...rest } = manifest;
  const entries = Object.entries(manifest.exports).map(([subpath, source]) => [
    subpath,
    { types: built(source, '.d.ts'), default: built(source, '.js') },
  ]);
  return { ...rest, exports: Object.fromEntries(entries) };
}

function restore(): void {
  if (existsSync(KEPT)) {
    renameSync(KEPT, MANIFEST);
    rmSync(join(FOLDER, 'LICENSE'), { force: true });
  }
}

const [mode] = process.argv.slice(2);
// What a broken run left behind is put right before anything else.
restore();
if (mode !== '--restore') {
  const manifest = readManifest(MANIFEST);
  build(manifest);
  if (mode === '--publish') {
    mkdirSync(dirname(KEPT), { recursive: true });
    copyFileSync(MANIFEST, KEPT);
    copyFileSync(join(ROOT, 'LICENSE'), join(FOLDER, 'LICENSE'));
    writeFileSync(MANIFEST, `${JSON.stringify(published(manifest), undefined, 2)}\n`);
  }
}
