import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { copyInstallation } from '../testing/installation.ts';
import { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './start-postgres.ts';

/** Folders, servers and processes of one test, all gone after `close`. */
export interface Ground {
  folder(name?: string, mode?: number): string;
  /** A folder an office has started on before. */
  settled(): string;
  start(dataDir: string, options?: Partial<PostgresOptions>): Promise<EmbeddedPostgres>;
  /** Another process of the office on these data; resolves when its server answers. */
  spawnOffice(dataDir: string, options?: OfficeOptions): Promise<Office>;
  close(): Promise<void>;
}

export interface OfficeOptions {
  umask?: number;
  uid?: number;
}

export interface Office {
  process: ChildProcess;
  adopted: boolean;
  port: number;
  url: string;
  cluster: string;
  /** As the supervisor does it. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const MODULE = new URL('./start-postgres.ts', import.meta.url).href;

function script(dataDir: string, umask: number): string {
  return `process.umask(${umask});
    const { startPostgres } = await import(${JSON.stringify(MODULE)});
    const server = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, port: 0, durable: false });
    process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
    const { adopted, port, url, cluster } = server;
    process.stdout.write(JSON.stringify({ adopted, port, url, cluster }));`;
}

async function spawnOffice(dataDir: string, { umask = 0o022, uid }: OfficeOptions): Promise<Office> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script(dataDir, umask)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const text = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString()));
    child.once('exit', (code) => reject(new Error(`the process ended with ${code} before its server answered`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return {
    ...(JSON.parse(text) as Pick<Office, 'adopted' | 'port' | 'url' | 'cluster'>), // printed by the script above
    process: child,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

export function prepareGround(): Ground {
  const folders: string[] = [];
  const servers: EmbeddedPostgres[] = [];
  const offices: Promise<Office>[] = [];
  const makeFolder = (name = '', mode = 0o755): string => {
    const folder = mkdtempSync(join(tmpdir(), 'congvu-pg-'));
    chmodSync(folder, mode);
    folders.push(folder);
    return join(folder, name);
  };
  return {
    folder: makeFolder,
    settled: () => {
      const folder = makeFolder();
      copyInstallation(folder);
      return folder;
    },
    start: async (dataDir, options = {}) => {
      const server = await startPostgres({ dataDir, port: 0, durable: false, ...options });
      servers.push(server);
      return server;
    },
    spawnOffice: (dataDir, options = {}) => {
      const office = spawnOffice(dataDir, options);
      offices.push(office);
      return office;
    },
    close: async () => {
      const begun = (await Promise.allSettled(offices)).flatMap((office) =>
        office.status === 'fulfilled' ? [office.value] : [],
      );
      await Promise.all(begun.filter(({ process }) => process.exitCode === null).map((office) => office.stop()));
      await Promise.all(servers.map((server) => server.stop()));
      const clusters = [...servers, ...begun].flatMap(({ cluster }) => [cluster, `${cluster}.log`]);
      for (const path of [...folders, ...clusters]) {
        rmSync(path, { recursive: true, force: true });
      }
    },
  };
}

export async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows;
  } finally {
    await client.end();
  }
}
