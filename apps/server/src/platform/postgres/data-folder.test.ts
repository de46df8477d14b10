import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseAccount, isReachable } from './account.ts';
import { findPackage, prepareBinaries } from './binaries.ts';
import { ask, type Ground, prepareGround } from './postgres.testing.ts';

let ground: Ground;
beforeEach(() => {
  ground = prepareGround();
});
afterEach(() => ground.close(), 60_000);

const TIMEOUT = 60_000;
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

function note(text: string): void {
  process.stdout.write(`left out: postgres: ${text}\n`);
}

test(
  'a data folder the service account cannot enter gets its cluster elsewhere, and its own one',
  async () => {
    const dataDir = ground.folder('inner', 0o700);
    const first = await ground.start(dataDir);
    expect(existsSync(join(dataDir, 'postgres'))).toBe(!isRoot);
    expect(first.cluster.startsWith('/var/lib/congvu/')).toBe(isRoot);
    await ask(first.url, 'create table kept as select 1 as number');
    await first.stop();
    const again = await ground.start(dataDir);
    expect(again.cluster).toBe(first.cluster);
    expect(await ask(again.url, 'select number from kept')).toEqual([[1]]);
    await again.stop();
    rmSync(dataDir, { recursive: true });
    const successor = await ground.start(dataDir);
    expect(await ask(successor.url, "select to_regclass('kept')")).toEqual([[null]]);
  },
  TIMEOUT,
);

test('a cluster elsewhere that is gone is told, not replaced by an empty one', async () => {
  const dataDir = ground.folder();
  writeFileSync(join(dataDir, 'postgres.place'), join(dataDir, 'nowhere'));
  await expect(ground.start(dataDir)).rejects.toMatchObject({ code: 'platform.database_folder' });
});

test(
  'a umask that closes everything to others does not close it to the service account',
  async () => {
    const office = await ground.spawnOffice(join(ground.folder(), 'a', 'b'), { umask: 0o077 });
    expect(await ask(office.url, 'select 1')).toEqual([[1]]);
  },
  TIMEOUT,
);

test(
  'programs the service account cannot enter are copied, with the links npm dropped',
  () => {
    const closed = ground.folder('package', 0o700);
    const version = `test-${process.pid}`;
    cpSync(join(findPackage(), 'native'), join(closed, 'native'), {
      recursive: true,
      filter: (source) => !lstatSync(source).isSymbolicLink(),
    });
    writeFileSync(join(closed, 'package.json'), JSON.stringify({ version }));
    const account = chooseAccount();
    const before = spawnSync(join(closed, 'native/bin/postgres'), ['--version'], {
      encoding: 'utf8',
      ...account,
      cwd: '/',
    });
    expect(before.status).not.toBe(0);
    const bin = prepareBinaries(closed, account);
    try {
      expect(isReachable(join(bin, 'postgres'), account)).toBe(true);
      const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8', ...account, cwd: '/' });
      expect(stdout).toContain('PostgreSQL) 18');
    } finally {
      if (isRoot) {
        rmSync(dirname(bin), { recursive: true, force: true });
      }
    }
  },
  TIMEOUT,
);

test(
  'an account that is not root runs its own server',
  async () => {
    const source = fileURLToPath(import.meta.url);
    if (
      !isRoot ||
      !isReachable(source, { uid: NOBODY, gid: NOBODY }) ||
      !isReachable(process.execPath, { uid: NOBODY, gid: NOBODY })
    ) {
      note(
        isRoot ? 'an account without rights cannot read this checkout' : 'every other case already runs without root',
      );
      return;
    }
    const dataDir = ground.folder('', 0o777);
    const office = await ground.spawnOffice(dataDir, { uid: NOBODY });
    expect(statSync(office.cluster).uid).toBe(NOBODY);
    await office.stop();
    const byRoot = await ground.start(dataDir);
    expect(byRoot.cluster).toBe(office.cluster);
    expect(statSync(byRoot.cluster).uid).toBe(NOBODY);
  },
  TIMEOUT,
);

test(
  'what a killed first start left is cleared away',
  async () => {
    const dataDir = ground.folder();
    const left = join(dataDir, 'postgres.new-4194303');
    mkdirSync(left);
    writeFileSync(join(left, 'PG_VERSION'), '18');
    await ground.start(dataDir);
    expect(readdirSync(dataDir).sort()).toEqual(['keys', 'postgres', 'postgres.log']);
  },
  TIMEOUT,
);

test(
  'secrets are for the owner only',
  async () => {
    const dataDir = ground.folder();
    const { cluster, url } = await ground.start(dataDir);
    const modes = [join(dataDir, 'keys'), join(dataDir, 'keys/postgres-password'), cluster, `${cluster}.log`];
    expect(modes.map((path) => statSync(path).mode & 0o077)).toEqual([0, 0, 0, 0]);
    expect(new URL(url).password).toBe(readFileSync(join(dataDir, 'keys/postgres-password'), 'utf8'));
  },
  TIMEOUT,
);

test(
  'a lost or foreign password and data of another PostgreSQL are told apart',
  async () => {
    const dataDir = ground.settled();
    const { cluster, stop } = await ground.start(dataDir);
    await stop();
    const password = join(dataDir, 'keys/postgres-password');
    renameSync(password, `${password}.away`);
    await expect(ground.start(dataDir)).rejects.toMatchObject({ code: 'platform.database_password' });
    writeFileSync(password, 'not-the-one');
    await expect(ground.start(dataDir)).rejects.toMatchObject({ code: 'platform.database_password' });
    writeFileSync(join(cluster, 'PG_VERSION'), '15\n');
    await expect(ground.start(dataDir)).rejects.toMatchObject({ code: 'platform.database_version' });
  },
  TIMEOUT,
);

test('a data folder that is a file is refused with the folder named', async () => {
  const file = ground.folder('file');
  writeFileSync(file, '');
  await expect(ground.start(file)).rejects.toThrow(file);
  await expect(ground.start(file)).rejects.toMatchObject({ code: 'platform.database_folder' });
});
