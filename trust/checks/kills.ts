import { clusterOf } from '../../apps/server/src/platform/backup/office-paths.ts';
import { readPostmaster } from '../../apps/server/src/platform/postgres/postmaster.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import type { Child } from '../support/child.ts';
import { openDemoOffice, seedOffice } from '../support/demo-office.ts';
import { inFolder } from '../support/folder.ts';
import { judgeLetters } from '../support/judge-letters.ts';
import { loosenCommits, newTold, pause, recover, startLetters } from '../support/letters-under-test.ts';

const KILLS = 50;
const KILLS_SHORT = 4;
const LONGEST_RECOVERY_S = 10;

type Victim = 'server' | 'database' | 'both';
const VICTIMS: Victim[] = ['server', 'database', 'both'];

function killDatabase(dataDir: string): void {
  const postmaster = readPostmaster(clusterOf(dataDir));
  if (postmaster !== undefined) {
    process.kill(postmaster.pid, 'SIGKILL');
  }
}

async function workUnderKills(dataDir: string, kills: number, { log }: CheckOptions) {
  const told = newTold();
  const start = (): Child => startLetters(dataDir, told);
  let child = start();
  const recoveries: number[] = [];
  try {
    await recover(told);
    for (let kill = 0; kill < kills; kill += 1) {
      await pause(200 + Math.random() * 2_800);
      const victim = VICTIMS[kill % VICTIMS.length] ?? 'both';
      if (victim !== 'server') {
        killDatabase(dataDir);
      }
      if (victim !== 'database') {
        await child.kill();
        child = start();
      }
      const seconds = await recover(told);
      recoveries.push(seconds);
      log(`kill ${kill + 1}/${kills} (${victim}): ${told.acts} acts, back in ${seconds.toFixed(1)} s`);
    }
    await pause(1_000);
  } finally {
    await child.kill();
  }
  return { told, recoveries };
}

async function measure(dir: string, options: CheckOptions): Promise<CheckOutcome> {
  const kills = options.short ? KILLS_SHORT : KILLS;
  await seedOffice(dir);
  if (options.broken) {
    await loosenCommits(dir);
  }
  const { told, recoveries } = await workUnderKills(dir, kills, options);
  const office = await openDemoOffice(dir);
  try {
    const judged = await judgeLetters(office, told.acknowledged);
    const { lost, halved, badBlobs, gaps } = judged;
    const sorted = recoveries.toSorted((a, b) => a - b);
    const slowest = sorted.at(-1) ?? 0;
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return {
      figure: `${kills} lần kill -9, ${told.acts} việc đã xác nhận trên ${judged.acknowledged} văn bản (${judged.issued} đã phát hành): ${lost.length} mất, ${halved.length} dở dang, ${badBlobs}/${judged.blobs} tệp hỏng, ${gaps} số hổng; làm việc lại sau ${median.toFixed(1)} s (lâu nhất ${slowest.toFixed(1)} s)`,
      passed: lost.length === 0 && halved.length === 0 && badBlobs === 0 && gaps === 0 && median < LONGEST_RECOVERY_S,
      detail: {
        lost: lost.slice(0, 20),
        halved: halved.slice(0, 20),
        refused: told.refused,
        reasons: Object.fromEntries(told.reasons),
        recoverySeconds: recoveries,
        withinTarget: recoveries.filter((seconds) => seconds < LONGEST_RECOVERY_S).length,
      },
    };
  } finally {
    await office.close();
  }
}

export const check: Check = {
  name: 'kills',
  tests: ['T35'],
  title: 'Việc đã xác nhận còn nguyên vẹn sau kill -9 máy chủ và cơ sở dữ liệu giữa lúc làm việc',
  target: '50 lần kill: 0 mất, 0 dở dang (phát hành ⇔ số ⇔ tệp ký ⇔ dấu vết ⇔ hàng gửi), làm việc lại dưới 10 s',
  control: 'PostgreSQL xác nhận trước khi ghi đĩa (synchronous_commit = off)',
  run: (options) => inFolder('kills', (dir) => measure(dir, options)),
};
