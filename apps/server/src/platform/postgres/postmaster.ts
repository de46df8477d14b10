import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { SUPERUSER } from './data-folder.ts';
import { errorCode } from './errors.ts';

export interface Postmaster {
  pid: number;
  port: number;
}

const NEIGHBOUR_PORTS = 20;

/** What postmaster.pid says (PostgreSQL: line 1 process, line 4 port); undefined when there is none or it is cut. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  const path = join(cluster, 'postmaster.pid');
  if (!existsSync(path)) {
    return undefined;
  }
  const lines = readFileSync(path, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0 ? { pid, port } : undefined;
}

/** In a container whose first process buries no dead, a killed server stays in the list as a zombie. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  return !isZombie(pid);
}

/**
 * True when the process is surely not the server of this cluster, because the number was given away again after a restart of the
 * machine: a postmaster always works in its data folder. Where the system does not tell, the answer is false.
 */
export function isSomebodyElse(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) !== realpathSync(cluster);
  } catch {
    return false;
  }
}

export function connectionUrl(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

/** The wanted port when it is free, else the next free one, else any; 0 asks for any. */
export async function findPort(wanted: number): Promise<number> {
  const next = wanted === 0 ? [] : Array.from({ length: NEIGHBOUR_PORTS }, (_, index) => wanted + index);
  for (const candidate of next.filter((port) => port < 65_536)) {
    const port = await tryPort(candidate);
    if (port !== undefined) {
      return port;
    }
  }
  const any = await tryPort(0);
  if (any === undefined) {
    throw new Error('Không mở được cổng nào trên 127.0.0.1 cho cơ sở dữ liệu.');
  }
  return any;
}
