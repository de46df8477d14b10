import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, inject, test } from 'vitest';
import { chooseAccount, isReachable, SHARED_STATE } from './binaries.ts';
import { checkExternal } from './check-external.ts';
import { placeOfCluster } from './data-folder.ts';
import { isAlive, readPostmaster } from './postmaster.ts';
import { type EmbeddedPostgres, startPostgres } from './start-postgres.ts';

const started: EmbeddedPostgres[] = [];
const folders: string[] = [];

function newFolder(name = '', mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-pg-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return join(folder, name);
}

async function start(dataDir: string, port?: number): Promise<EmbeddedPostgres> {
  const server = await startPostgres({ dataDir, durable: false, ...(port !== undefined && { port }) });
  started.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  await client.end();
  return rows;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

test('starts in a folder with spaces and Vietnamese letters, keeps its data over a restart', async () => {
  const dataDir = newFolder('Dữ liệu của văn phòng');
  const first = await start(dataDir);
  await ask(first.url, "create table kept as select 'còn nguyên' as word");
  expect(await ask(first.url, 'show server_encoding')).toEqual([['UTF8']]);
  expect(await ask(first.url, 'show data_checksums')).toEqual([['on']]);
  await first.stop();
  const second = await start(dataDir);
  expect(second.adopted).toBe(false);
  expect(await ask(second.url, 'select word from kept')).toEqual([['còn nguyên']]);
});

test('puts the cluster where the service account can enter when the folder is closed to it', async () => {
  const account = chooseAccount();
  const closed = newFolder('inner', 0o700);
  const place = placeOfCluster(closed, account);
  expect(isReachable(join(closed, 'postgres'), account)).toBe(account === undefined);
  expect(place.startsWith(account === undefined ? closed : SHARED_STATE)).toBe(true);
  const server = await start(closed);
  expect(await ask(server.url, 'select 1')).toEqual([[1]]);
  await server.stop();
  rmSync(place, { recursive: true, force: true });
  rmSync(`${place}.log`, { force: true });
});

test('moves to another port when the wanted one is taken', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => blocker.once('listening', resolve));
  const address = blocker.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  const server = await start(newFolder(), taken);
  expect(server.port).not.toBe(taken);
  blocker.close();
});

test('a second start on the same data uses the running server', async () => {
  const dataDir = newFolder();
  const first = await start(dataDir);
  const second = await start(dataDir);
  expect(second.adopted).toBe(true);
  expect(second.port).toBe(first.port);
});

test('adopts the server whose parent was killed with -9', async () => {
  const dataDir = newFolder();
  const script = `const { startPostgres } = await import(${JSON.stringify(new URL('./start-postgres.ts', import.meta.url).href)});
    await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false }); process.stdout.write('ready'); setInterval(() => 0, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => parent.stdout.once('data', resolve));
  const ended = new Promise((resolve) => parent.once('exit', resolve));
  parent.kill('SIGKILL');
  await ended;
  const adopted = await start(dataDir);
  expect(adopted.adopted).toBe(true);
  const pid = readPostmaster(placeOfCluster(dataDir, chooseAccount()))?.pid ?? 0;
  await adopted.stop();
  expect(isAlive(pid)).toBe(false);
});

test('starts over a stale process file', async () => {
  const dataDir = newFolder();
  const first = await start(dataDir);
  await first.stop();
  const cluster = placeOfCluster(dataDir, chooseAccount());
  writeFileSync(join(cluster, 'postmaster.pid'), `999999\n${cluster}\n1600000000\n54999\n\n127.0.0.1\n`);
  const second = await start(dataDir);
  expect(second.adopted).toBe(false);
});

test('only the password in the key folder opens the server', async () => {
  const server = await start(newFolder());
  const url = new URL(server.url);
  url.password = 'wrong';
  await expect(ask(url.href, 'select 1')).rejects.toThrow(/password/);
});

test('an external database is refused for its encoding and its collation, each with its code', async () => {
  const base = `${inject('postgresUrl')}postgres`;
  await ask(base, "create database latin encoding 'SQL_ASCII' locale 'C' locale_provider 'libc' template template0");
  await expect(checkExternal(`${inject('postgresUrl')}latin`)).rejects.toThrow('platform.database_encoding');
  await expect(checkExternal(base)).resolves.toBeUndefined();
  await expect(checkExternal('postgres://nobody@127.0.0.1:1/none')).rejects.toThrow('platform.database_unreachable');
});
