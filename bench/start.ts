import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../apps/server/src/main.ts', import.meta.url));
const RUNS = 3;
const SETTLE_MS = 20_000;

function children(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return ppid === parent ? [Number(name)] : [];
      } catch {
        return [];
      }
    });
}

/** Proportional set size: shared pages are counted once over all processes. */
function memoryMb(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1024;
}

function treeMemoryMb(pid: number, postmaster: number | undefined): number {
  const tree = [pid];
  for (const one of tree) {
    tree.push(...children(one).filter((child) => !tree.includes(child)));
  }
  if (postmaster !== undefined && !tree.includes(postmaster)) {
    tree.push(postmaster, ...children(postmaster));
  }
  return tree.reduce((sum, one) => sum + memoryMb(one), 0);
}

function findPostmaster(dataDir: string): number | undefined {
  try {
    return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
}

async function untilServed(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) {
      throw new Error('the server ended before it answered');
    }
    const answer = await fetch(`${url}/dang-nhap`).catch(() => undefined);
    if (answer?.ok === true) {
      await answer.text();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function measureOnce(port: number, settle: boolean): Promise<{ seconds: number; idleMb: number | undefined }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'congvu-bench-start-'));
  chmodSync(dataDir, 0o755);
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, '--data', dataDir, '--port', String(port)], { stdio: 'ignore' });
  try {
    await untilServed(`http://localhost:${port}`, child);
    const seconds = (performance.now() - started) / 1000;
    if (!settle) {
      return { seconds, idleMb: undefined };
    }
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return { seconds, idleMb: child.pid === undefined ? undefined : treeMemoryMb(child.pid, findPostmaster(dataDir)) };
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(`${dataDir}-keys`, { recursive: true, force: true });
  }
}

/** From an empty data folder to a served sign-in page, and the memory of all processes 20 s later. */
export async function run(): Promise<Record<string, unknown>> {
  const seconds: number[] = [];
  let idleMb: number | undefined;
  for (let index = 0; index < RUNS; index += 1) {
    const measured = await measureOnce(18_080 + index, index === RUNS - 1);
    seconds.push(Number(measured.seconds.toFixed(2)));
    idleMb = measured.idleMb ?? idleMb;
  }
  const sorted = [...seconds].sort((a, b) => a - b);
  return {
    emptyFolderToSignInSeconds: { runs: seconds, median: sorted[Math.floor(sorted.length / 2)], target: 10 },
    idleMemoryMb: {
      all: idleMb === undefined ? undefined : Math.round(idleMb),
      target: 600,
      of: 'PSS of the server and PostgreSQL, 20 s after start',
    },
  };
}
