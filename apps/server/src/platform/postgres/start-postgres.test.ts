import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseAccount } from './account.ts';
import { prepareDataFolder } from './data-folder.ts';
import { ask, type Ground, prepareGround } from './postgres.testing.ts';
import { findPort, isAlive, isSomebodyElse, readPostmaster } from './postmaster.ts';
import { openServer } from './start-postgres.ts';

let ground: Ground;
beforeEach(() => {
  ground = prepareGround();
});
afterEach(() => ground.close(), 60_000);

const TIMEOUT = 60_000;

test(
  'starts in a folder with spaces and Vietnamese letters, keeps its data over a restart',
  async () => {
    const dataDir = ground.folder('Dữ liệu của văn phòng');
    const first = await ground.start(dataDir);
    await ask(first.url, "create table kept as select 'còn nguyên' as word");
    await first.stop();
    const second = await ground.start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await ask(second.url, 'select word from kept')).toEqual([['còn nguyên']]);
  },
  TIMEOUT,
);

test(
  'is durable, checksummed, in UTF-8, ordered by code point, and reached from this machine only',
  async () => {
    const { url } = await ground.start(ground.folder(), { durable: true });
    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums'];
    const settings = await ask(url, `select setting from pg_settings where name in ('${names.join("','")}')`);
    expect(settings).toEqual(names.map(() => ['on']));
    expect(
      await ask(
        url,
        'select pg_encoding_to_char(encoding), datlocprovider, datlocale from pg_database where datname = current_database()',
      ),
    ).toEqual([['UTF8', 'b', 'C.UTF-8']]);
    expect(await ask(url, "select lower('ĐỘC LẬP')")).toEqual([['độc lập']]);
    expect(await ask(url, 'show listen_addresses')).toEqual([['127.0.0.1']]);
  },
  TIMEOUT,
);

test(
  'a port that another office has taken since it was chosen is left to it',
  async () => {
    const other = await ground.start(ground.settled());
    const free = await findPort(0);
    const ports = [other.port, free];
    const folder = prepareDataFolder(ground.settled(), false);
    const running = await openServer({ folder, durable: false }, async () => ports.shift() ?? 0);
    expect({ port: running.port, adopted: running.adopted }).toEqual({ port: free, adopted: false });
    expect(await ask(other.url, 'select 1')).toEqual([[1]]);
    process.kill(running.pid, 'SIGINT');
    await running.lease.end();
    await expect.poll(() => isAlive(running.pid)).toBe(false);
    rmSync(folder.cluster, { recursive: true, force: true });
  },
  TIMEOUT,
);

test(
  'opens to the password in the key folder only',
  async () => {
    const { port } = await ground.start(ground.settled());
    await expect(ask(`postgres://congvu:wrong@127.0.0.1:${port}/congvu`, 'select 1')).rejects.toThrow(/password/); // secretlint-disable-line
    await expect(ask(`postgres://congvu@127.0.0.1:${port}/congvu`, 'select 1')).rejects.toThrow(/password/);
  },
  TIMEOUT,
);

test(
  'moves to the next port when the wanted one is taken',
  async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const address = blocker.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const server = await ground.start(ground.settled(), { port: taken });
    expect(server.port).not.toBe(taken);
    expect(await ask(server.url, 'select 1')).toEqual([[1]]);
    blocker.close();
  },
  TIMEOUT,
);

test(
  'two processes share one server, and only the last one out stops it',
  async () => {
    const dataDir = ground.settled();
    const first = await ground.start(dataDir);
    const second = await ground.spawnOffice(dataDir);
    expect({ adopted: second.adopted, port: second.port }).toEqual({ adopted: true, port: first.port });
    const pid = readPostmaster(first.cluster)?.pid ?? 0;
    await first.stop();
    expect(await ask(second.url, 'select 1')).toEqual([[1]]);
    await second.stop();
    expect(isAlive(pid)).toBe(false);
  },
  TIMEOUT,
);

test(
  'two first starts on the same empty folder end with one server',
  async () => {
    const dataDir = ground.folder();
    const [one, two] = await Promise.all([ground.spawnOffice(dataDir), ground.spawnOffice(dataDir)]);
    expect(one.port).toBe(two.port);
    expect([one.adopted, two.adopted].sort()).toEqual([false, true]);
    expect(await ask(one.url, 'show data_directory')).toEqual([[two.cluster]]);
  },
  TIMEOUT,
);

test(
  'adopts the server whose parent was killed with -9, and stops it in the end',
  async () => {
    const dataDir = ground.settled();
    const parent = await ground.spawnOffice(dataDir);
    await parent.kill();
    const pid = readPostmaster(parent.cluster)?.pid ?? 0;
    expect(isAlive(pid)).toBe(true);
    const adopted = await ground.start(dataDir);
    expect({ adopted: adopted.adopted, port: adopted.port }).toEqual({ adopted: true, port: parent.port });
    await adopted.stop();
    expect(isAlive(pid)).toBe(false);
  },
  TIMEOUT,
);

test(
  'a server killed under us comes back on the same port with its data',
  async () => {
    const server = await ground.start(ground.settled(), { durable: true });
    await ask(server.url, 'create table kept as select 7 as number');
    const pid = readPostmaster(server.cluster)?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    let rows: unknown[] = [];
    for (let tries = 0; rows.length === 0 && tries < 100; tries += 1) {
      rows = await ask(server.url, 'select number from kept').catch(() => []);
      await pause(100);
    }
    expect(rows).toEqual([[7]]);
    expect(readPostmaster(server.cluster)?.pid).not.toBe(pid);
  },
  TIMEOUT,
);

test(
  'starts over the process file of a dead server',
  async () => {
    const dataDir = ground.settled();
    const first = await ground.start(dataDir);
    await first.stop();
    writeFileSync(join(first.cluster, 'postmaster.pid'), `4194303\n${first.cluster}\n1600000000\n54999\n\n127.0.0.1\n`);
    const second = await ground.start(dataDir);
    expect(second.adopted).toBe(false);
  },
  TIMEOUT,
);

test(
  'starts over a process file whose number was given to another program',
  async () => {
    const dataDir = ground.settled();
    const first = await ground.start(dataDir);
    await first.stop();
    // Under the account of the server: for a process of somebody else PostgreSQL itself knows that the file is stale.
    const other = spawn('sleep', ['60'], { stdio: 'ignore', cwd: '/', ...chooseAccount(first.cluster) });
    await new Promise((resolve) => other.once('spawn', resolve));
    const pid = other.pid ?? 0;
    expect(isSomebodyElse(pid, first.cluster)).toBe(process.platform === 'linux');
    writeFileSync(join(first.cluster, 'postmaster.pid'), `${pid}\n${first.cluster}\n1600000000\n54999\n\n127.0.0.1\n`);
    try {
      const second = await ground.start(dataDir);
      expect(second.adopted).toBe(false);
      expect(isAlive(pid)).toBe(true);
    } finally {
      other.kill('SIGKILL');
    }
  },
  TIMEOUT,
);

test(
  'an open transaction of another program does not hold up the stop',
  async () => {
    const server = await ground.start(ground.settled());
    const sleeper = ask(server.url, 'select pg_sleep(30)').catch((error: unknown) => error);
    await pause(300);
    await server.stop();
    expect(await sleeper).toBeInstanceOf(Error);
  },
  TIMEOUT,
);
