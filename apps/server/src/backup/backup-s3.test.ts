import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUpkeepModule } from '#modules/upkeep';
import { restore, verifyBackup } from '../backup-program.ts';
import { buildAgency, buildSubject, buildUnit } from '../modules/org/org.testing.ts';
import type { Subject } from '../platform/authorise.ts';
import { goodCopies } from '../platform/backup/good-copies.ts';
import { printTables } from '../platform/backup/look-at-database.ts';
import { withClient } from '../platform/backup/run-backup.ts';
import { environmentOf, type S3Simulator, startS3Simulator } from '../platform/backup/s3/s3-simulator.testing.ts';
import { openBlobStore } from '../platform/blobs.ts';
import { readConfig } from '../platform/config.ts';
import type { Services } from '../platform/context.ts';
import { defaultKeyFile } from '../platform/keys/key-place.ts';
import { type Keyring, openKeyring } from '../platform/keys/keyring.ts';
import { startPostgres } from '../platform/postgres/start-postgres.ts';
import { rawQuery } from '../platform/sql.ts';
import { atUpkeep, type BackupGround, openBackupGround } from './backup.testing.ts';

const CLI = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));

let ground: BackupGround;
let simulator: S3Simulator;
let services: Services;
let leader: Subject;
let place: { place: string; env: NodeJS.ProcessEnv };
const upkeep = createUpkeepModule();

beforeAll(async () => {
  ground = await openBackupGround();
  simulator = await startS3Simulator();
  place = { place: `s3://${simulator.bucket}/van-phong`, env: environmentOf(simulator) };
  const { db } = ground.office.services;
  const agency = await buildAgency(db);
  const unit = await buildUnit(db, agency.id);
  leader = await buildSubject(db, { agencyId: agency.id, unitId: unit.id, roles: ['leader'] });
  const switchedOn = { CONGVU_BACKUP_DIR: place.place, CONGVU_BACKUP_KEY: ground.keyFile };
  const config = readConfig(['--data', ground.dataDir], { ...place.env, ...switchedOn });
  const copies = goodCopies(config);
  const blobs = openBlobStore({ dir: join(ground.dataDir, 'blobs'), keys: ground.source.keys, copies, isGuest: true });
  services = { ...ground.office.services, config, blobs };
});
afterAll(async () => {
  await simulator?.close();
  await ground?.close();
});

const { turn, view } = atUpkeep(upkeep, () => ({ services, subject: leader }));

const prints = (): Promise<Map<string, unknown>> => withClient(ground.source.url, printTables);

async function now(): Promise<Date> {
  const [row] = await rawQuery<{ at: Date }>(services.db, 'select clock_timestamp() as at', []);
  return row?.at ?? new Date(0);
}

function namesOf(part: string): string[] {
  return [...simulator.files.keys()].filter((name) => name.includes(part)).sort();
}

test('the runs, the log and the drill of the product go to the bucket and come from it', async () => {
  const sha256 = await ground.addFile('công văn trong kho S3');
  await turn('back_up');
  const first = await view();
  expect(first.backup?.runs.map(({ kind, error }) => [kind, error])).toEqual([['base', null]]);
  expect(first.backup).toMatchObject({
    place: `s3://${simulator.bucket}/van-phong (${new URL(simulator.url).host})`,
    isRemote: true,
  });
  const late = await ground.addFile('công văn sau đó');
  await turn('archive_log');
  const second = await view();
  expect(new Date(second.backup?.coveredUntil ?? 0) > new Date(first.backup?.coveredUntil ?? 0)).toBe(true);
  await turn('drill');
  expect((await view()).drill).toMatchObject({ passed: true, leavesDifferent: 0, blobsChecked: 2, blobsMissing: 0 });

  // Bytes that rot on the disk are mended from the bucket.
  for (const one of [sha256, late]) {
    const bytes = readFileSync(ground.pathOf(one));
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    writeFileSync(ground.pathOf(one), bytes);
  }
  await turn('scrub');
  expect((await view()).scrub).toMatchObject({ repaired: 2, damaged: [] });

  // Whoever holds the bucket and not the key of the backup reads nothing.
  for (const { bytes } of simulator.files.values()) {
    expect(bytes.includes('công văn')).toBe(false);
  }
}, 180_000);

test('an office comes back to the second on an empty folder, over a bad line, short pages and a list that lags', async () => {
  const early = await ground.addFile('trước thời điểm');
  const wanted = await prints();
  const at = await now();
  await ground.addFile('sau thời điểm');
  await rawQuery(services.db, 'delete from file where sha256 = $1', [early]);
  await turn('archive_log');
  // Control: what is to be undone was done.
  expect(await prints()).not.toEqual(wanted);

  simulator.pageSize = 3;
  const logs = namesOf('/wal/');
  simulator.hidden = new Set([...logs.slice(-2), ...namesOf('/blobs/').slice(-1)]);
  const faults = ['cut before', 'half answer', { status: 503, code: 'SlowDown' }, 'lost answer'] as const;
  let asked = 0;
  simulator.fault = () => {
    asked += 1;
    return asked % 9 === 0 ? faults[(asked / 9) % faults.length] : undefined;
  };
  const target = join(ground.dir, 'restored');
  const key = { keyFile: ground.keyFile, alone: 'Diễn tập khôi phục' };
  const call = { ...place, key, target, at, say: () => undefined };
  try {
    const unset = { officeKeys: undefined, lineage: undefined, databaseUrl: undefined };
    const report = await restore({ ...call, ...unset });
    expect(report.blobs).toMatchObject({ restored: 3, missing: [] });
    expect(asked).toBeGreaterThan(9);
  } finally {
    Object.assign(simulator, { fault: undefined, pageSize: 1000, hidden: new Set() });
  }
  const server = await startPostgres({ dataDir: target, port: 0, durable: false });
  try {
    expect(await withClient(server.url, printTables)).toEqual(wanted);
  } finally {
    await server.stop();
  }
  const keys = (): Keyring => openKeyring({ dataDir: target, keyFile: defaultKeyFile(target) });
  const blobs = openBlobStore({ dir: join(target, 'blobs'), keys });
  expect((await blobs.readBytes(early)).toString()).toBe('trước thời điểm');
}, 180_000);

test('what was changed or taken away in the bucket is named; nothing is while nothing was', async () => {
  expect(await verifyBackup(place, ground.keyFile)).toMatchObject({ damaged: [], missing: [] });
  const [rest = '', segment = '', blob = ''] = ['.rest', '/wal/', '/blobs/'].map((part) => namesOf(part)[0]);
  const kept = [rest, segment, blob].map((name) => [name, simulator.files.get(name)] as const);
  for (const name of [segment, blob]) {
    const { bytes, at } = simulator.files.get(name) ?? { bytes: Buffer.alloc(0), at: new Date() };
    const bad = Buffer.from(bytes);
    bad[bad.length - 1] = (bad.at(-1) ?? 0) ^ 1;
    simulator.files.set(name, { bytes: bad, at });
  }
  simulator.files.delete(rest);
  const below = (name: string): string => name.slice('van-phong/'.length);
  const report = await verifyBackup(place, ground.keyFile);
  expect(report.damaged).toEqual([segment, blob].map(below).sort());
  expect(report.missing).toEqual([below(rest)]);
  for (const [name, file] of kept) {
    simulator.files.set(name, file ?? { bytes: Buffer.alloc(0), at: new Date() });
  }
  expect(await verifyBackup(place, ground.keyFile)).toMatchObject({ damaged: [], missing: [] });
});

test('a run of `congvu backup --to s3://…` that is killed leaves no copy that is taken for a whole one', async () => {
  const before = namesOf('.manifest');
  const bases = namesOf('.base');
  const words = ['backup', '--to', place.place, '--key', ground.keyFile, '--data', ground.dataDir, '--base-days', '0'];
  const env = { PATH: process.env.PATH, ...place.env };
  const child = spawn(process.execPath, [CLI, ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close');
  simulator.fault = ({ method, key }) => {
    if (method === 'GET' && key.endsWith('.base')) {
      // It has put the copy of the database there and reads it again.
      child.kill('SIGKILL');
    }
    return undefined;
  };
  const [code, signal] = await ended;
  simulator.fault = undefined;
  expect([code, signal, said]).toEqual([null, 'SIGKILL', '']);
  expect(namesOf('.base')).toHaveLength(bases.length + 1);
  expect(namesOf('.manifest')).toEqual(before);

  // What stands is as good as before, and the next run goes on from it.
  expect(await verifyBackup(place, ground.keyFile)).toMatchObject({ damaged: [], missing: [] });
  await upkeep
    .jobs?.(services)
    .find(({ name }) => name === 'upkeep.back_up')
    ?.handle({});
  expect((await view()).backup?.runs[0]?.error).toBeNull();
  expect(namesOf('.manifest')).toHaveLength(before.length + 1);
}, 180_000);
