import { join } from 'node:path';
import {
  printTables,
  readReferences,
  type TablePrint,
} from '../../apps/server/src/platform/backup/look-at-database.ts';
import { recoverInto, removeOffice, restoreOffice } from '../../apps/server/src/platform/backup/restore-office.ts';
import { runBackup, withClient } from '../../apps/server/src/platform/backup/run-backup.ts';
import { defaultKeyFile } from '../../apps/server/src/platform/keys/key-place.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { archiveLogOnce, openSource } from '../support/backup-ground.ts';
import { openDemoOffice, seedOffice } from '../support/demo-office.ts';
import { inFolder } from '../support/folder.ts';
import { urlOfOffice } from '../support/office-url.ts';

const LONGEST_LOSS_S = 60;
const OPTIONS = { baseEveryDays: 7, keepBases: 4, now: () => new Date() };

function differences(wanted: Map<string, TablePrint>, found: Map<string, TablePrint>): string[] {
  return [...new Set([...wanted.keys(), ...found.keys()])].filter((name) => {
    const [left, right] = [wanted.get(name), found.get(name)];
    return left?.rows !== right?.rows || left?.print !== right?.print;
  });
}

async function printsNow(url: string): Promise<{ prints: Map<string, TablePrint>; at: Date }> {
  return withClient(url, async (client) => {
    const prints = await printTables(client);
    const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at');
    return { prints, at: rows[0]?.at ?? new Date(0) };
  });
}

async function measure(dir: string, { broken, log }: CheckOptions): Promise<CheckOutcome> {
  const dataDir = join(dir, 'data');
  await seedOffice(dataDir);
  const office = await openDemoOffice(dataDir);
  try {
    const { source, repository } = await openSource(dir, dataDir, office.services.blobs);
    await runBackup(source, repository, OPTIONS);
    log('whole copy made; the office goes on');
    await office.pool.query(
      'create table trust_probe (number int primary key, at timestamptz default clock_timestamp())',
    );
    await office.pool.query('insert into trust_probe select generate_series(1, 20000)');
    const wanted = await printsNow(source.url);
    await office.pool.query('delete from trust_probe');
    await office.pool.query('insert into trust_probe values (-1)');
    const covered = new Date(await archiveLogOnce(source, repository));
    const loss = (Date.now() - covered.getTime()) / 1000;
    const target = join(dir, 'restored');
    // Control: restored to the end of the log, past the deletion.
    const at = broken ? undefined : wanted.at;
    const report = await restoreOffice({ repository, target, keyFile: defaultKeyFile(target), at, say: log });
    const again = await openDemoOffice(target);
    const found = await printsNow(urlOfOffice(target));
    const { mentioned } = await withClient(urlOfOffice(target), readReferences);
    const orphans = [...again.services.blobs.list()].filter((sha256) => !mentioned.has(sha256)).length;
    await again.close();
    const different = differences(wanted.prints, found.prints);
    const latest = join(dir, 'latest');
    await recoverInto({ repository, target: latest, at: covered, say: log }, latest, async () => undefined);
    removeOffice(latest);
    return {
      figure: `${report.tables} bảng, ${report.rows} dòng, ${report.blobs.restored} tệp: ${different.length} bảng khác, ${report.blobs.missing.length} tệp thiếu, ${orphans} tệp thừa; khôi phục ${report.seconds} s; mất nhiều nhất ${loss.toFixed(1)} s + 20 s giữa hai lượt`,
      passed:
        different.length === 0 && report.blobs.missing.length === 0 && orphans === 0 && loss + 20 <= LONGEST_LOSS_S,
      detail: { different, leftBehind: report.blobs.leftBehind, segments: report.segments },
    };
  } finally {
    await office.close();
  }
}

export const check: Check = {
  name: 'restore',
  tests: ['T38'],
  title: 'Khôi phục tới từng giây trên máy trống từ bản sao lưu mã hóa',
  target: '0 bảng khác, 0 tệp thiếu, 0 tệp thừa, mất dưới 60 s',
  control: 'khôi phục tới cuối nhật ký, sau khi dữ liệu đã bị xóa',
  run: (options) => inFolder('restore', (dir) => measure(dir, options)),
};
