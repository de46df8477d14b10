import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFoundations } from '../office.ts';
import { createBackupKey, readBackupKey } from '../platform/backup/backup-key.ts';
import { readCatalogue } from '../platform/backup/catalogue.ts';
import { folderPlace } from '../platform/backup/folder-place.ts';
import { printTables } from '../platform/backup/look-at-database.ts';
import { openRepository, type Repository } from '../platform/backup/repository.ts';
import { restoreOffice } from '../platform/backup/restore-office.ts';
import { type BackupOptions, runBackup, withBackupLock } from '../platform/backup/run-backup.ts';
import { openBlobStore } from '../platform/blobs.ts';
import { readConfig } from '../platform/config.ts';
import { newMasterKey, openKeyring, replaceKeyring } from '../platform/keys/keyring.ts';
import { createLog } from '../platform/log.ts';
import { rawQuery } from '../platform/sql.ts';
import { type BackupGround, openBackupGround } from './backup.testing.ts';

let ground: BackupGround;
let repository: Repository;
const options: BackupOptions = { baseEveryDays: 7, keepBases: 4, now: () => new Date() };

beforeAll(async () => {
  ground = await openBackupGround();
  repository = await openRepository(folderPlace(ground.repositoryDir), ground.key, { create: true });
});
afterAll(() => ground.close());

const keyFileOf = (target: string): string => readConfig(['--data', target], {}).keyFile;

async function now(): Promise<Date> {
  const [row] = await rawQuery<{ at: Date }>(ground.office.services.db, 'select clock_timestamp() as at', []);
  return row?.at ?? new Date(0);
}

async function prints(): Promise<Map<string, unknown>> {
  const client = new pg.Client({ connectionString: ground.source.url });
  await client.connect();
  try {
    return await printTables(client);
  } finally {
    await client.end();
  }
}

test('an office comes back as it was at the moment, not as it was when the copy was made or when it was lost', async () => {
  const { dir, addFile, office } = ground;
  const early = await addFile('trước bản sao');
  const first = await runBackup(ground.source, repository, options);
  expect(first).toMatchObject({ kind: 'base', blobsAdded: 1, damaged: [] });
  const between = await addFile('sau bản sao, trước thời điểm');
  const wanted = await prints();
  const at = await now();
  const late = await addFile('sau thời điểm');
  await rawQuery(office.services.db, 'delete from file where sha256 = $1', [early]);
  const second = await runBackup(ground.source, repository, options);
  expect(second).toMatchObject({ kind: 'log', blobsAdded: 2 });

  const target = join(dir, 'restored');
  const report = await restoreOffice({
    repository,
    target,
    keyFile: keyFileOf(target),
    at,
    say: () => undefined,
    durable: false,
  });
  expect(report.blobs).toMatchObject({ restored: 2, missing: [], leftBehind: 1 });
  expect(report.lastCommit === null || new Date(report.lastCommit) <= at).toBe(true);

  // The office starts on it, and every row is the row it was.
  const restored = await openFoundations(readConfig(['--data', target], {}), createLog('silent'), () => undefined);
  try {
    const client = await restored.pool.connect();
    expect(await printTables(client)).toEqual(wanted);
    client.release();
    const { blobs } = restored.services;
    expect((await blobs.readBytes(between)).toString()).toBe('sau bản sao, trước thời điểm');
    expect([blobs.has(early), blobs.has(late)]).toEqual([true, false]);
    expect(readFileSync(join(target, 'keys', 'postgres-password'), 'utf8')).toBe(
      readFileSync(join(ground.dataDir, 'keys', 'postgres-password'), 'utf8'),
    );
  } finally {
    await restored.close();
  }
}, 180_000);

test.each([
  ['a moment after the last log', () => new Date('2199-01-01T00:00:00Z'), 'backup.too_late'],
  ['a moment before the first copy', () => new Date('2001-01-01T00:00:00Z'), 'backup.too_early'],
])('refuses %s', async (_name, at, code) => {
  const target = join(ground.dir, 'never');
  await expect(
    restoreOffice({ repository, target, keyFile: keyFileOf(target), at: at(), say: () => undefined, durable: false }),
  ).rejects.toMatchObject({ code });
  expect(existsSync(target)).toBe(false);
});

test('refuses a folder that holds something, and touches nothing in it', async () => {
  const target = join(ground.dir, 'taken');
  mkdirSync(target);
  writeFileSync(join(target, 'của-tôi.txt'), 'giữ');
  const order = { repository, target, keyFile: keyFileOf(target), at: undefined, say: () => undefined, durable: false };
  await expect(restoreOffice(order)).rejects.toMatchObject({ code: 'backup.target_not_empty' });
  expect(readdirSync(target)).toEqual(['của-tôi.txt']);
});

test('another key opens nothing and changes nothing', async () => {
  const other = join(ground.dir, 'other.key');
  createBackupKey(other, []);
  const key = readBackupKey(other, []);
  const before = readdirSync(ground.repositoryDir);
  for (const create of [true, false]) {
    await expect(openRepository(folderPlace(ground.repositoryDir), key, { create })).rejects.toMatchObject({
      code: 'backup.wrong_key',
    });
  }
  expect(readdirSync(ground.repositoryDir)).toEqual(before);
});

test('nothing of the office can be read in the backup without the key', () => {
  const walk = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? walk(join(path, entry.name)) : [join(path, entry.name)],
    );
  const password = readFileSync(join(ground.dataDir, 'keys', 'postgres-password'), 'utf8').trim();
  for (const path of walk(ground.repositoryDir)) {
    const bytes = readFileSync(path);
    expect(bytes.includes(password)).toBe(false);
    expect(bytes.includes('trước bản sao')).toBe(false);
  }
});

test('a damaged file of the backup stops the restore, and leaves nothing behind', async () => {
  const folder = join(ground.repositoryDir, 'offices', ground.source.lineage, 'runs');
  const base = join(folder, readdirSync(folder).find((name) => name.endsWith('.base')) ?? '');
  const good = readFileSync(base);
  const bad = Buffer.from(good);
  bad[Math.floor(bad.length / 2)] = (bad[Math.floor(bad.length / 2)] ?? 0) ^ 1;
  writeFileSync(base, bad);
  const target = join(ground.dir, 'broken');
  try {
    await expect(
      restoreOffice({
        repository,
        target,
        keyFile: keyFileOf(target),
        at: undefined,
        say: () => undefined,
        durable: false,
      }),
    ).rejects.toMatchObject({
      code: 'backup.damaged',
    });
  } finally {
    writeFileSync(base, good);
  }
  expect(existsSync(target)).toBe(false);
  expect(readdirSync(ground.dir).filter((name) => name.includes('restoring'))).toEqual([]);
});

test('a damaged blob is told and does not go over the good copy', async () => {
  const sha256 = await ground.addFile('sẽ hỏng');
  await rawQuery(ground.office.services.db, 'delete from file where sha256 = $1', [sha256]);
  writeFileSync(ground.pathOf(sha256), 'đã hỏng');
  expect(await runBackup(ground.source, repository, options)).toMatchObject({ damaged: [sha256], blobsAdded: 0 });
  rmSync(ground.pathOf(sha256));
});

test('the oldest copy goes with its log and the blobs only it spoke of', async () => {
  const folder = join('offices', ground.source.lineage);
  const gone = await ground.addFile('chỉ ở bản đầu');
  await runBackup(ground.source, repository, options);
  await rawQuery(ground.office.services.db, 'delete from file where sha256 = $1', [gone]);
  await ground.office.services.blobs.delete(gone);
  const [oldest] = await repository.list(`${folder}/wal`);
  const held = await runBackup(ground.source, repository, { ...options, baseEveryDays: 0, keepBases: 1 });
  const last = await runBackup(ground.source, repository, options);
  expect([held.blobsHeld, last.blobsHeld]).toEqual([4, 3]);
  const kinds = (await readCatalogue(repository, ground.source.lineage)).map(({ kind }) => kind);
  expect(kinds).toEqual(['base', 'log', 'log', 'log', 'base', 'log']);
  expect((await repository.list(`${folder}/runs`)).filter((name) => name.endsWith('.base'))).toHaveLength(1);
  expect(await repository.list(`${folder}/wal`)).not.toContain(oldest);
});

test('one run at a time', async () => {
  const { url } = ground.source;
  await withBackupLock(url, async () => {
    await expect(runBackup(ground.source, repository, options)).rejects.toMatchObject({ code: 'backup.busy' });
  });
});

test('keys of every state come back, outside the folder of the office, and never over those of another', async () => {
  const { source, office, dir } = ground;
  const { config } = office.services;
  const sha256 = await ground.addFile('trước khi đổi khóa');
  const first = openKeyring(config);
  await runBackup(source, repository, options);
  const active = newMasterKey(new Date());
  replaceKeyring(config, { ...first, active, byId: new Map([...first.byId, [active.id, active]]) });
  await runBackup(source, repository, options);
  const target = join(dir, 'with-keys');
  const order = { repository, target, at: undefined, say: () => undefined, durable: false };
  const other = keyFileOf(join(dir, 'other-office'));
  openKeyring({ dataDir: join(dir, 'other-office'), keyFile: other });
  await expect(restoreOffice({ ...order, keyFile: other })).rejects.toMatchObject({ code: 'backup.foreign_keys' });
  await expect(restoreOffice({ ...order, keyFile: join(target, 'k') })).rejects.toMatchObject({
    code: 'backup.keys_inside',
  });
  expect(existsSync(target)).toBe(false);

  const keyFile = keyFileOf(target);
  await restoreOffice({ ...order, keyFile });
  const restored = openKeyring({ dataDir: target, keyFile });
  expect([...restored.byId.keys()].sort()).toEqual([first.active.id, active.id].sort());
  expect(restored.active.id).toBe(active.id);
  const blobs = openBlobStore({ dir: join(target, 'blobs'), keys: () => restored });
  expect((await blobs.readBytes(sha256)).toString()).toBe('trước khi đổi khóa');

  // The machine is there, its keys are not: it says so and makes no new ones.
  rmSync(keyFile);
  await expect(
    openFoundations(readConfig(['--data', target], {}), createLog('silent'), () => undefined),
  ).rejects.toMatchObject({ code: 'platform.keys_missing' });
  expect(existsSync(keyFile)).toBe(false);
}, 180_000);
