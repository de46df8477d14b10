import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUpkeepModule } from '#modules/upkeep';
import { buildAgency } from '../modules/org/org.testing.ts';
import { createFakeClock } from '../platform/clock.ts';
import { rawQuery } from '../platform/sql.ts';
import { type BackupGround, openBackupGround } from './backup.testing.ts';

let ground: BackupGround;
const upkeep = createUpkeepModule({ wall: createFakeClock(new Date()) });

beforeAll(async () => {
  ground = await openBackupGround();
});
afterAll(() => ground?.close());

async function turnAll(): Promise<void> {
  const { services } = ground.office;
  for (const sweep of upkeep.sweeps ?? []) {
    await sweep.run({
      ...services,
      config: {
        ...services.config,
        backup: { place: { kind: 'folder' as const, dir: ground.repositoryDir }, keyFile: ground.keyFile },
      },
    });
  }
}

async function count(sql: string): Promise<number> {
  const [row] = await rawQuery<{ count: number }>(ground.office.services.db, sql, []);
  return row?.count ?? 0;
}

const rung = () => count("select count(*)::int from audit_leaf where action = 'upkeep.alarm_rung'");

test('an installation whose first office is still to come is kept like every other, and nobody is told', async () => {
  await turnAll();
  expect(await count("select count(*)::int from upkeep_run where kind = 'backup' and error is null")).toBe(1);
  expect(await rung()).toBe(0);
}, 180_000);

test('control: what is wrong by then is told once the office is there', async () => {
  const { services } = ground.office;
  await buildAgency(services.db);
  await upkeep.sweeps?.find(({ name }) => name === 'upkeep.ring')?.run(services);
  expect(await rung()).toBe(1);
});
