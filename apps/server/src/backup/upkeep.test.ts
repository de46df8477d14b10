import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUpkeepModule } from '#modules/upkeep';
import { buildAgency, buildSubject, buildUnit } from '../modules/org/org.testing.ts';
import type { Subject } from '../platform/authorise.ts';
import { goodCopies } from '../platform/backup/good-copies.ts';
import { openBlobStore } from '../platform/blobs.ts';
import { createFakeClock } from '../platform/clock.ts';
import type { ActingContext, Services } from '../platform/context.ts';
import type { RouteInput } from '../platform/http/route.ts';
import { newId } from '../platform/ids.ts';
import { rawQuery } from '../platform/sql.ts';
import { atUpkeep, type BackupGround, openBackupGround } from './backup.testing.ts';

let ground: BackupGround;
let services: Services;
let administrator: Subject;
let clerk: Subject;
let leader: Subject;
const wall = createFakeClock(new Date());
const upkeep = createUpkeepModule({ wall });

beforeAll(async () => {
  ground = await openBackupGround();
  const { db } = ground.office.services;
  const agency = await buildAgency(db);
  const unit = await buildUnit(db, agency.id);
  const seat = { agencyId: agency.id, unitId: unit.id };
  administrator = await buildSubject(db, { ...seat, roles: ['administrator'] });
  clerk = await buildSubject(db, { ...seat, roles: ['clerk'] });
  leader = await buildSubject(db, { ...seat, roles: ['leader'] });
  services = ground.office.services;
});
afterAll(() => ground.close());

/** As CONGVU_BACKUP_DIR and CONGVU_BACKUP_KEY switch it on at the next start. */
function switchOn(): void {
  const config = {
    ...services.config,
    backup: { place: { kind: 'folder' as const, dir: ground.repositoryDir }, keyFile: ground.keyFile },
  };
  const blobs = openBlobStore({
    dir: join(ground.dataDir, 'blobs'),
    keys: ground.source.keys,
    copies: goodCopies(config),
    isGuest: true,
  });
  services = { ...services, config, blobs };
}

function as(subject: Subject): ActingContext {
  return {
    ...services,
    subject,
    meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'test', device: 'desktop' },
    idempotency: undefined,
  };
}

async function call(subject: Subject, method: string, path: string, body?: unknown): Promise<unknown> {
  const route = upkeep.routes?.find((one) => one.method === method && one.path === path);
  return route?.handle(as(subject), { body } as RouteInput);
}

const { turn, view } = atUpkeep(upkeep, () => ({ services, subject: leader }));

async function actions(): Promise<string[]> {
  const rows = await rawQuery<{ action: string }>(
    services.db,
    "select action from audit_leaf where action like 'upkeep.%' order by id",
    [],
  );
  return rows.map(({ action }) => action);
}

const kinds = async (): Promise<string[]> => (await view()).alarms.map(({ kind }) => kind);

test('an office nobody set up says so, and runs nothing', async () => {
  await turn('back_up');
  await turn('drill');
  expect(await view()).toMatchObject({ backup: null, drill: null, scrub: { databaseChecksums: true } });
  expect(await kinds()).toEqual(['backup_off']);
  await expect(call(administrator, 'POST', '/api/upkeep/backup')).rejects.toMatchObject({ code: 'upkeep.backup_off' });
  expect(await actions()).toEqual([]);
});

test('only the administrator orders and sets, only those who answer for it read', async () => {
  await expect(call(clerk, 'GET', '/api/upkeep')).rejects.toMatchObject({ code: 'upkeep.view.forbidden' });
  const { settings } = await view();
  await expect(call(leader, 'PUT', '/api/upkeep/settings', settings)).rejects.toMatchObject({
    code: 'upkeep.set.forbidden',
  });
  switchOn();
  await expect(call(leader, 'POST', '/api/upkeep/drill')).rejects.toMatchObject({ code: 'upkeep.run.forbidden' });
  await call(administrator, 'PUT', '/api/upkeep/settings', { ...settings, keepBases: 5 });
  expect((await view()).settings.keepBases).toBe(5);
  await call(administrator, 'POST', '/api/upkeep/backup');
  expect(await actions()).toEqual(['upkeep.settings_changed', 'upkeep.backup_asked']);
});

test('the first run is due at once, the log follows, the drill proves it', async () => {
  const sha256 = await ground.addFile('công văn 313');
  await turn('back_up');
  await turn('back_up');
  const first = await view();
  expect(first.backup?.runs.map(({ kind }) => kind)).toEqual(['base']);
  const late = await ground.addFile('công văn 315');
  await turn('archive_log');
  const second = await view();
  expect(new Date(second.backup?.coveredUntil ?? 0) > new Date(first.backup?.coveredUntil ?? 0)).toBe(true);
  await turn('drill');
  await turn('drill');
  const { drill } = await view();
  expect(drill).toMatchObject({ passed: true, leavesDifferent: 0, blobsChecked: 2, blobsMissing: 0 });
  expect(drill?.leavesCompared).toBeGreaterThan(0);
  expect((await actions()).slice(-2)).toEqual(['upkeep.backed_up', 'upkeep.drill_passed']);

  // Both are damaged on the disk: the scrub finds both, the log archive had brought the second one over as well.
  for (const one of [sha256, late]) {
    const path = ground.pathOf(one);
    const bytes = readFileSync(path);
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
  await turn('scrub');
  expect((await view()).scrub).toMatchObject({ repaired: 2, damaged: [] });
  expect(await Promise.all([sha256, late].map((one) => services.blobs.check(one)))).toEqual(['good', 'good']);
}, 180_000);

test('what no copy can mend rings until it is mended', async () => {
  const { sha256 } = await services.blobs.put(Buffer.from('chưa kịp sao lưu'));
  const path = ground.pathOf(sha256);
  const good = readFileSync(path);
  writeFileSync(path, 'hỏng');
  await turn('scrub');
  expect(await kinds()).toEqual(['damaged']);
  await turn('ring');
  await turn('ring');
  expect((await actions()).filter((action) => action === 'upkeep.alarm_rung')).toHaveLength(1);
  writeFileSync(path, good);
  await turn('scrub');
  expect(await kinds()).toEqual([]);
});

test('a backup that does not come, and a place that is gone, ring', async () => {
  wall.advance(27 * 3_600_000);
  expect(await kinds()).toEqual(['backup_late', 'log_late']);
  services = {
    ...services,
    config: {
      ...services.config,
      backup: { place: { kind: 'folder', dir: join(ground.keyFile, 'gone') }, keyFile: ground.keyFile },
    },
  };
  await turn('back_up');
  await turn('back_up');
  expect(await kinds()).toContain('backup_failed');
  expect((await actions()).filter((action) => action === 'upkeep.backup_failed')).toHaveLength(1);
});
