import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Plan {
  packages: Record<string, string[]>;
  apps: Record<string, string[]>;
  modules: Record<string, { level: number; uses: string[] }>;
}

export interface Violation {
  file: string;
  imported: string;
  rule: string;
}

const IMPORT =
  /(?:^|[\s;])(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm;
const CODE = /\.(ts|tsx|mts|mjs)$/;
const SKIPPED = new Set(['node_modules', 'dist', '.git', 'artifacts']);

export function readPlan(root: string): Plan {
  return JSON.parse(readFileSync(join(root, 'modules.json'), 'utf8')) as Plan; // checked in, changed by review
}

export function listImports(source: string): string[] {
  const withoutComments = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [...withoutComments.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '');
}

function listSources(folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return SKIPPED.has(entry.name) ? [] : listSources(path);
    }
    return CODE.test(entry.name) ? [path] : [];
  });
}

/** `packages/nd30`, `modules/incoming`, `platform`, `server-root`, `app/web` …: the room a file stands in. */
function roomOf(path: string): string {
  const parts = path.split(sep);
  if (parts[0] === 'packages') {
    return `packages/${parts[1]}`;
  }
  if (parts[0] === 'apps' && parts[1] === 'server' && parts[2] === 'src') {
    return parts[3] === 'modules' ? `modules/${parts[4]}` : parts[3] === 'platform' ? 'platform' : 'server-root';
  }
  return parts[0] === 'apps' ? `apps/${parts[1]}` : 'tools';
}

const TEST_FILE = /\.(test|testing)\.tsx?$|\/testing\/|\/test\//;

function checkPackage(room: string, imported: string, plan: Plan): string | undefined {
  const target = /^@congvu\/([^/]+)/.exec(imported)?.[1];
  if (target === undefined) {
    return undefined;
  }
  const name = room.split('/')[1] ?? '';
  const allowed = room.startsWith('packages/')
    ? plan.packages[name]
    : room.startsWith('apps/')
      ? plan.apps[name]
      : plan.apps.server;
  return target === name || allowed?.includes(target) === true || room === 'tools'
    ? undefined
    : `${room} không được dùng @congvu/${target}`;
}

function checkModule(room: string, target: string, plan: Plan): string | undefined {
  const name = room.split('/')[1] ?? '';
  if (plan.modules[target] === undefined) {
    return `module ${target} không có trong modules.json`;
  }
  if (room === 'platform') {
    return 'platform không được biết module nào';
  }
  if (room === 'server-root' || target === name) {
    return undefined;
  }
  return plan.modules[name]?.uses.includes(target) === true ? undefined : `module ${name} không được dùng ${target}`;
}

function checkRelative(root: string, file: string, imported: string): string | undefined {
  const target = relative(root, resolve(dirname(join(root, file)), imported));
  const from = roomOf(file);
  const to = roomOf(target);
  if (from === to || to === 'tools' || from === 'tools') {
    return undefined;
  }
  if (TEST_FILE.test(file) && /\.testing\.ts$/.test(target)) {
    return undefined;
  }
  if (from.startsWith('modules/') && to.startsWith('modules/')) {
    return `chỉ nhập module khác qua #modules/<tên>, không nhập ${target}`;
  }
  if (to === 'platform' && (from.startsWith('modules/') || from === 'server-root')) {
    return undefined;
  }
  if (from === 'server-root' && to.startsWith('modules/')) {
    return `chỉ nhập module qua #modules/<tên>, không nhập ${target}`;
  }
  return `${from} không được nhập ${target}`;
}

function checkImport(root: string, file: string, imported: string, plan: Plan): string | undefined {
  const room = roomOf(file);
  const module = /^#modules\/([^/]+)$/.exec(imported)?.[1];
  if (module !== undefined) {
    return TEST_FILE.test(file) && room === 'platform' ? undefined : checkModule(room, module, plan);
  }
  if (imported.startsWith('.')) {
    return checkRelative(root, file, imported);
  }
  return checkPackage(room, imported, plan);
}

function findCycles(root: string, files: string[]): Violation[] {
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const source = readFileSync(join(root, file), 'utf8')
      .replace(/^\s*import type [^;]+;/gm, '')
      .replace(/^\s*export type \{[^;]+;/gm, '');
    const targets = listImports(source)
      .filter((word) => word.startsWith('.'))
      .map((word) => relative(root, resolve(dirname(join(root, file)), word)));
    graph.set(file, targets);
  }
  const state = new Map<string, 'open' | 'done'>();
  const found: Violation[] = [];
  const visit = (file: string, trail: string[]): void => {
    if (state.get(file) === 'done') {
      return;
    }
    if (state.get(file) === 'open') {
      found.push({ file, imported: [...trail.slice(trail.indexOf(file)), file].join(' → '), rule: 'vòng nhập tệp' });
      return;
    }
    state.set(file, 'open');
    for (const target of graph.get(file) ?? []) {
      if (graph.has(target)) {
        visit(target, [...trail, file]);
      }
    }
    state.set(file, 'done');
  };
  for (const file of graph.keys()) {
    visit(file, []);
  }
  return found;
}

/** Every import of the tree against modules.json, and every circle of files. */
export function findViolations(root: string): Violation[] {
  const plan = readPlan(root);
  const files = ['packages', 'apps']
    .flatMap((folder) => listSources(join(root, folder)))
    .map((path) => relative(root, path));
  const wrong = files.flatMap((file) =>
    listImports(readFileSync(join(root, file), 'utf8')).flatMap((imported) => {
      const rule = checkImport(root, file, imported, plan);
      return rule === undefined ? [] : [{ file, imported, rule }];
    }),
  );
  return [...wrong, ...findCycles(root, files)];
}

if (import.meta.main) {
  const violations = findViolations(fileURLToPath(new URL('..', import.meta.url)));
  for (const { file, imported, rule } of violations) {
    process.stdout.write(`${file}: ${imported}: ${rule}\n`);
  }
  process.exitCode = violations.length === 0 ? 0 : 1;
}
