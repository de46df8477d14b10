import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUpkeepModule } from '#modules/upkeep';
import { buildAgency, buildSubject, buildUnit } from '../modules/org/org.testing.ts';
import type { Subject } from '../platform/authorise.ts';
import { clusterOf } from '../platform/backup/office-paths.ts';
import type { Services } from '../platform/context.ts';
import { rawQuery } from '../platform/sql.ts';
import { atUpkeep, type BackupGround, openBackupGround } from './backup.testing.ts';

let ground: BackupGround;
let services: Services;
let leader: Subject;
/** The clock of the machine, put forward or back by so much. */
let offMs = 0;
const wall = { now: () => new Date(Date.now() + offMs) };
const upkeep = createUpkeepModule({ wall });

beforeAll(async () => {
  ground = await openBackupGround();
  services = ground.office.services;
  const agency = await buildAgency(services.db);
  const unit = await buildUnit(services.db, agency.id);
  leader = await buildSubject(services.db, { agencyId: agency.id, unitId: unit.id, roles: ['leader'] });
});
afterAll(() => ground?.close());

const { turn, view } = atUpkeep(upkeep, () => ({ services, subject: leader }));

async function clockTexts(): Promise<string[]> {
  return (await view()).alarms.filter(({ kind }) => kind === 'clock').map(({ text }) => text);
}

async function lookWithClockOff(ms: number): Promise<string[]> {
  offMs = ms;
  await turn('look_at_clock');
  return clockTexts();
}

test('a clock that goes with the database rings nothing', async () => {
  expect(await lookWithClockOff(0)).toEqual([]);
  expect((await view()).clock).toMatchObject({ source: null });
});

test('an hour ahead of the database rings, and so does the step back to the right time', async () => {
  expect(await lookWithClockOff(3_600_000)).toEqual([
    expect.stringMatching(/lệch 3\.(?:599|600)(?:,\d)? giây so với cơ sở dữ liệu/),
    expect.stringMatching(/nhảy tới 3\.(?:599|600)(?:,\d)? giây/),
  ]);
  expect(await lookWithClockOff(0)).toEqual([expect.stringContaining('đã lùi')]);
  // A day later it is no news any more.
  await lookWithClockOff(2 * 86_400_000);
  const after = await lookWithClockOff(2 * 86_400_000 + 1_000);
  expect(after.filter((text) => text.includes('đã lùi'))).toEqual([]);
});

test('a step of some seconds between two looks rings, back and ahead, though a minute has passed', async () => {
  let steadyMs = 0;
  let wallMs = Date.now();
  const own = createUpkeepModule({ wall: { now: () => new Date(wallMs) }, steady: () => steadyMs });
  const look = own.sweeps?.find(({ name }) => name === 'upkeep.look_at_clock');
  const step = async (ms: number): Promise<unknown> => {
    steadyMs += 60_000;
    wallMs += 60_000 + ms;
    await look?.run(services);
    const [row] = await rawQuery<{ value: { stepped: { ms: number } | null } }>(
      services.db,
      "select value from upkeep_progress where key = 'clock'",
      [],
    );
    return row?.value.stepped?.ms ?? null;
  };
  await rawQuery(services.db, "delete from upkeep_progress where key = 'clock'", []);
  expect(await step(0)).toBe(null);
  // What time synchronisation does little by little is no step.
  expect(await step(-1_900)).toBe(null);
  expect(await step(-2_500)).toBe(-2_500);
  expect(await step(0)).toBe(-2_500);
  expect(await step(3_000)).toBe(3_000);
});

test('a source nobody can ask is told after a day without an answer', async () => {
  const away = { ...services, config: { ...services.config, timeSource: '127.0.0.1:1' } };
  offMs = 3 * 86_400_000;
  await upkeep.sweeps?.find(({ name }) => name === 'upkeep.look_at_clock')?.run(away);
  expect(await clockTexts()).toContainEqual(expect.stringContaining('Không hỏi được nguồn giờ 127.0.0.1:1'));
}, 180_000);

async function placeOf(table: string): Promise<string> {
  const [row] = await rawQuery<{ path: string }>(services.db, 'select pg_relation_filepath($1::regclass) as path', [
    table,
  ]);
  return join(clusterOf(ground.dataDir), row?.path ?? '');
}

function rot(path: string, at: number): void {
  const handle = openSync(path, 'r+');
  const byte = new Uint8Array(1);
  readSync(handle, byte, 0, 1, at);
  writeSync(handle, Uint8Array.of((byte[0] ?? 0) ^ 0x10), 0, 1, at);
  closeSync(handle);
}

test('a page that rots on the disk while nobody reads it is found within a day', { timeout: 180_000 }, async () => {
  offMs = 0;
  await ground.office.pool.query('create table cold (number int, text text)');
  await ground.office.pool.query(`insert into cold select n, repeat('x', 500) from generate_series(1, 500) n`);
  await ground.office.pool.query('checkpoint');
  await turn('scrub_pages');
  expect((await view()).scrub.databasePages).toMatchObject({ damaged: 0 });
  const path = await placeOf('cold');
  rot(path, 2 * 8192 + 5_000);
  await turn('scrub_pages');
  expect((await view()).scrub.databasePages).toMatchObject({ damaged: 0 });
  offMs = 86_400_000;
  await turn('scrub_pages');
  const found = await view();
  expect(found.scrub.databasePages).toMatchObject({ damaged: 1 });
  expect(found.alarms).toContainEqual(
    expect.objectContaining({ kind: 'damaged', text: expect.stringContaining('1 trang') }),
  );
  const leaves = await rawQuery<{ action: string; detail: { places: string[] } }>(
    services.db,
    "select action, detail from audit_leaf where action like 'upkeep.pages%' order by id",
    [],
  );
  expect(leaves.map(({ action }) => action)).toEqual(['upkeep.pages_sound', 'upkeep.pages_damaged']);
  expect(leaves.at(-1)?.detail.places).toEqual([expect.stringMatching(/:2$/)]);
  rot(path, 2 * 8192 + 5_000);
});
