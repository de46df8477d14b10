import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = [
  'apps/web',
  'packages/contracts/src',
  'packages/nd30/src',
  'packages/pki/src/agent',
  'packages/pki/src/vgca',
  'packages/vntext/src',
  'package-lock.json',
];
const DIST = join(ROOT, 'apps/web/dist');
const MARK = join(DIST, '.sources');

function listFiles(path: string): string[] {
  const full = join(ROOT, path);
  if (!existsSync(full)) {
    return [];
  }
  if (!path.includes('/') || /\.[a-z]+$/.test(path)) {
    return [path];
  }
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && !entry.parentPath.includes('/dist') && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
}

function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(listFiles).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

/** Builds the pages once per state of their sources, so that a second start does not pay for it. */
export async function buildWeb(): Promise<boolean> {
  const wanted = hashSources();
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === wanted) {
    return false;
  }
  process.stdout.write('Đang dựng giao diện (chỉ lần đầu hoặc khi mã nguồn đổi)…\n');
  // Loaded only when needed: it would cost every start a third of a second.
  const { build } = await import('vite');
  await build({ root: join(ROOT, 'apps/web'), logLevel: 'warn' });
  writeFileSync(MARK, wanted);
  return true;
}

if (import.meta.main) {
  await buildWeb();
}
