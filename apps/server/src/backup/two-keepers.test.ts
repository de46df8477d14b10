import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUpkeepModule } from '#modules/upkeep';
import { checkShares, createBackupKey, restore, splitBackupKey } from '../backup-program.ts';
import { buildAgency, buildSubject, buildUnit } from '../modules/org/org.testing.ts';
import { openFoundations } from '../office.ts';
import { folderPlace } from '../platform/backup/folder-place.ts';
import { openRepository } from '../platform/backup/repository.ts';
import { readRestoredNote } from '../platform/backup/restored-note.ts';
import { runBackup } from '../platform/backup/run-backup.ts';
import { readConfig } from '../platform/config.ts';
import { createLog } from '../platform/log.ts';
import { rawQuery } from '../platform/sql.ts';
import { type BackupGround, openBackupGround } from './backup.testing.ts';

let ground: BackupGround;
const upkeep = createUpkeepModule();
let papers: string[];
let otherPapers: string[];

/** A cluster is made, copied and started again: on a busy machine that is minutes. */
const SLOW = 240_000;
const ORDER = { keepers: 3, needed: 2, officeName: 'UBND xã Nà Một', at: new Date() };

beforeAll(async () => {
  ground = await openBackupGround();
  const { db } = ground.office.services;
  const agency = await buildAgency(db, { name: 'UBND xã Nà Một' });
  const unit = await buildUnit(db, agency.id);
  await buildSubject(db, { agencyId: agency.id, unitId: unit.id, roles: ['leader'] });
  await buildSubject(db, { agencyId: agency.id, unitId: unit.id, roles: ['administrator'] });
  await ground.addFile('văn bản của văn phòng');
  const repository = await openRepository(folderPlace(ground.repositoryDir), ground.key, { create: true });
  await runBackup(ground.source, repository, { baseEveryDays: 7, keepBases: 4, now: () => new Date() });
  papers = await splitBackupKey(ground.keyFile, join(ground.dir, 'papers'), ORDER);
  const foreign = join(ground.dir, 'foreign.key');
  createBackupKey(foreign, []);
  otherPapers = await splitBackupKey(foreign, join(ground.dir, 'foreign'), { ...ORDER, officeName: 'UBND xã Khác' });
}, SLOW);
afterAll(() => ground.close());

/** Where the copies of this office lie, as the command line is told. */
const lies = () => ({ place: ground.repositoryDir, env: {} });

const brought = (...files: (string | undefined)[]) => files.map((file = '') => ({ file, where: file }));

function restoreWith(key: Parameters<typeof restore>[0]['key'], name: string) {
  const target = join(ground.dir, name);
  const call = { ...lies(), target, officeKeys: undefined, at: undefined };
  return restore({ ...call, key, lineage: undefined, databaseUrl: undefined, say: () => undefined });
}

async function leavesAndNotices(name: string): Promise<{ leaves: number; told: number; note: boolean }> {
  const dataDir = join(ground.dir, name);
  const office = await openFoundations(readConfig(['--data', dataDir], {}), createLog('silent'), () => undefined);
  try {
    // A page server and a worker open beside each other.
    await Promise.all([upkeep.start?.(office.services), upkeep.start?.(office.services)]);
    const count = async (statement: string) =>
      (await rawQuery<{ count: number }>(office.services.db, statement, []))[0]?.count ?? 0;
    return {
      leaves: await count("select count(*)::int as count from audit_leaf where action = 'upkeep.restored'"),
      told: await count(
        "select count(*)::int as count from notification where kind = 'upkeep.restored' and read_at is null",
      ),
      note: readRestoredNote(dataDir) !== undefined,
    };
  } finally {
    await office.close();
  }
}

test('fewer, of another office, mixed, damaged: refused with nothing laid out', async () => {
  const [one, two] = papers;
  const [foreignOne, foreignTwo] = otherPapers;
  const cases = [
    { shares: brought(one), code: 'backup.shares_few' },
    { shares: brought(one, one), code: 'backup.shares_few' },
    { shares: brought(one, foreignTwo), code: 'backup.shares_mixed' },
    { shares: brought(foreignOne, foreignTwo), code: 'backup.wrong_key' },
    { shares: [...brought(two), { code: 'CVMK-00000', where: 'gõ tay thứ 2' }], code: 'backup.share_damaged' },
  ];
  for (const { shares, code } of cases) {
    await expect(restoreWith({ shares }, 'never')).rejects.toMatchObject({ code });
    await expect(checkShares(lies(), shares)).rejects.toMatchObject({ code });
  }
  await expect(restoreWith({ keyFile: ground.keyFile, alone: '   vội   ' }, 'never')).rejects.toMatchObject({
    code: 'backup.alone_reason',
  });
  await expect(restoreWith({ shares: brought(foreignOne, foreignTwo) }, 'never')).rejects.toThrow(/UBND xã Khác/);
  expect(existsSync(join(ground.dir, 'never'))).toBe(false);
});

test('two keepers open it; the restored office tells its log and its head who they were, once', {
  timeout: SLOW,
}, async () => {
  await checkShares(lies(), brought(papers[0], papers[2]));
  const report = await restoreWith({ shares: brought(papers[0], papers[2]) }, 'by-two');
  expect(report.blobs).toMatchObject({ restored: 1, missing: [] });
  expect(readRestoredNote(join(ground.dir, 'by-two'))).toMatchObject({ keepers: [1, 3], run: report.run });
  expect(await leavesAndNotices('by-two')).toEqual({ leaves: 1, told: 2, note: false });
});

test('one with the whole key: the head is told that it was one, with the reason', { timeout: SLOW }, async () => {
  mkdirSync(join(ground.dir, 'by-one'));
  await restoreWith({ keyFile: ground.keyFile, alone: 'Người giữ mảnh thứ hai đang ở bệnh viện' }, 'by-one');
  expect(readRestoredNote(join(ground.dir, 'by-one'))).toMatchObject({ alone: expect.stringContaining('bệnh viện') });
  expect(await leavesAndNotices('by-one')).toEqual({ leaves: 1, told: 2, note: false });
});
