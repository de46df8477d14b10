import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCopies } from '../platform/backup/find-copies.ts';
import { folderPlace } from '../platform/backup/folder-place.ts';
import { openRepository } from '../platform/backup/repository.ts';
import { type BackupOptions, runBackup } from '../platform/backup/run-backup.ts';
import { type BackupGround, openBackupGround } from './backup.testing.ts';

let ground: BackupGround;
const options: BackupOptions = { baseEveryDays: 7, keepBases: 1, now: () => new Date() };

beforeAll(async () => {
  ground = await openBackupGround();
});
afterAll(() => ground.close());

test('a file that must not be anywhere: the drill names the copies that hold it, and those that cannot', async () => {
  const repository = await openRepository(folderPlace(ground.repositoryDir), ground.key, { create: true });
  const before = await runBackup(ground.source, repository, options);
  const since = new Date();
  const secret = await ground.addFile('tệp lẽ ra không được vào');
  const during = await runBackup(ground.source, repository, { ...options, baseEveryDays: 0 });
  const found = await findCopies(repository, { sha256: secret, since });
  expect(found.hasBytes).toBe(true);
  expect(found.runs.map(({ id }) => id)).toEqual([during.id]);
  expect(found.mayHoldRows.map(({ id }) => id)).not.toContain(before.id);
  expect(found.mayHoldRows.map(({ id }) => id)).toContain(during.id);

  // Another file is in none of them: what is named is this one.
  const other = await findCopies(repository, { sha256: 'f'.repeat(64), since });
  expect(other).toMatchObject({ hasBytes: false, bytesArrivedAt: null, runs: [] });
});
