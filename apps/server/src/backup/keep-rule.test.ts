import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp } from '../backup-program.ts';
import { listRuns } from '../platform/backup/catalogue.ts';
import { openPlace } from '../platform/backup/open-place.ts';
import { openRepository } from '../platform/backup/repository.ts';
import { rawQuery } from '../platform/sql.ts';
import { type BackupGround, openBackupGround } from './backup.testing.ts';

let ground: BackupGround;
beforeAll(async () => {
  ground = await openBackupGround();
});
afterAll(() => ground?.close());

const byCommand = (keepBases: number | undefined) =>
  backUp({
    place: ground.repositoryDir,
    env: {},
    keyFile: ground.keyFile,
    dataDir: ground.dataDir,
    officeKeys: undefined,
    databaseUrl: undefined,
    baseEveryDays: 0,
    keepBases,
  });

async function countRuns(): Promise<number> {
  const place = openPlace({ kind: 'folder', dir: ground.repositoryDir });
  return (await listRuns(await openRepository(place, ground.key, { create: true }), ground.source.lineage)).length;
}

test('a command keeps no fewer whole copies than the office says, which two persons shorten', async () => {
  // Nothing was set: the four of the page. Without --keep the rule itself is kept.
  await byCommand(undefined);
  expect(await countRuns()).toBe(1);
  await expect(byCommand(3)).rejects.toMatchObject({
    code: 'backup.keeps_too_few',
    status: 422,
    message: expect.stringContaining('"Số bản toàn bộ được giữ" là 4'),
  });
  expect(await countRuns()).toBe(1);
  // Control: the very same command, once the office says so.
  await rawQuery(
    ground.office.services.db,
    `insert into upkeep_setting (backup_hour, base_every_days, keep_bases, alarm_after_hours, drill_every_days, scrub_days)
     values (1, 7, 3, 26, 30, 30)`,
    [],
  );
  await byCommand(3);
  expect(await countRuns()).toBe(2);
  await expect(byCommand(2)).rejects.toMatchObject({ code: 'backup.keeps_too_few' });
}, 180_000);
