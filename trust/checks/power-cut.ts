import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { openDemoOffice, seedOffice } from '../support/demo-office.ts';
import { assertDisks, canMake, type Disk, type DiskKind, openDisk } from '../support/disk.ts';
import { inFolder } from '../support/folder.ts';
import { type DatabaseJudged, judgeDatabase } from '../support/judge-database.ts';
import { type Judged, judgeLetters } from '../support/judge-letters.ts';
import { loosenCommits, newTold, pause, recover, startLetters, type Told } from '../support/letters-under-test.ts';

const CUTS = 20;
const CUTS_SHORT = 2;
/** Sparse: it takes what is written. The office stops writing when half a gigabyte is left. */
const DISK_BYTES = 4 * 2 ** 30;
const KINDS: DiskKind[] = ['ext4', 'xfs'];

interface Survived extends Judged, DatabaseJudged {
  kind: DiskKind;
  cuts: number;
  acts: number;
  refused: number;
  reasons: Record<string, number>;
  recoverySeconds: number[];
}

async function workUnderCuts(disk: Disk, dataDir: string, cuts: number, { broken, log }: CheckOptions) {
  const told: Told = newTold();
  const recoverySeconds: number[] = [];
  for (let cut = 1; cut <= cuts; cut += 1) {
    const child = startLetters(dataDir, told, { forgetful: broken });
    try {
      recoverySeconds.push(await recover(told));
      await pause(500 + Math.random() * 3_500);
      disk.cutPower();
    } finally {
      await child.kill();
    }
    await disk.restart();
    log(`${disk.dir.split('/').at(-1)}: cut ${cut}/${cuts}, ${told.acts} acts`);
  }
  return { told, recoverySeconds };
}

async function survive(folder: string, kind: DiskKind, options: CheckOptions): Promise<Survived> {
  const cuts = options.short ? CUTS_SHORT : CUTS;
  const disk = openDisk(folder, kind, DISK_BYTES);
  try {
    const dataDir = join(disk.dir, 'data');
    mkdirSync(dataDir);
    await seedOffice(dataDir);
    if (options.broken) {
      await loosenCommits(dataDir);
    }
    const { told, recoverySeconds } = await workUnderCuts(disk, dataDir, cuts, options);
    const office = await openDemoOffice(dataDir);
    try {
      const letters = await judgeLetters(office, told.acknowledged);
      const database = await judgeDatabase(dataDir);
      const { acts, refused, reasons } = told;
      return {
        kind,
        cuts,
        acts,
        refused,
        reasons: Object.fromEntries(reasons),
        recoverySeconds,
        ...letters,
        ...database,
      };
    } finally {
      await office.close();
    }
  } finally {
    await disk.close();
  }
}

function isWhole({ lost, halved, badBlobs, gaps, damage, auditFindings }: Survived): boolean {
  return lost.length + halved.length + badBlobs + gaps + damage.length + auditFindings.length === 0;
}

function describe(one: Survived): string {
  const { kind, cuts, acts, acknowledged, lost, halved, badBlobs, blobs, gaps, damage, auditFindings } = one;
  const database = `${damage.length} chỗ hỏng trong ${one.tables} bảng và ${one.indexes} chỉ mục`;
  const audit = `nhật ký ${one.auditLeaves} dấu vết: ${auditFindings.length} lỗi`;
  return `${kind}: ${cuts} lần cắt điện, ${acts} việc đã xác nhận trên ${acknowledged} văn bản: ${lost.length} mất, ${halved.length} dở dang, ${badBlobs}/${blobs} tệp mất hoặc hỏng, ${gaps} số hổng, ${database}, ${audit}`;
}

async function measure(folder: string, options: CheckOptions): Promise<CheckOutcome> {
  const kinds = KINDS.filter(canMake);
  const survived: Survived[] = [];
  for (const kind of kinds) {
    survived.push(await survive(folder, kind, options));
  }
  const absent = KINDS.filter((kind) => !kinds.includes(kind)).map(
    (kind) => `${kind}: chưa thử vì máy thiếu mkfs.${kind}`,
  );
  // The control takes two guards away, and both must be missed: rows that were answered, and bytes of files.
  const isNoticed = survived.every(({ lost, badBlobs }) => lost.length > 0 && badBlobs > 0);
  return {
    figure: [...survived.map(describe), ...absent].join('; '),
    passed: options.broken ? !isNoticed : survived.every(isWhole),
    detail: {
      loadAverage: loadavg(),
      disks: survived.map(({ lost, halved, damage, auditFindings, ...rest }) => ({
        ...rest,
        lost: lost.slice(0, 20),
        halved: halved.slice(0, 20),
        damage: damage.slice(0, 20),
        auditFindings: auditFindings.slice(0, 20),
      })),
    },
  };
}

export const check: Check = {
  name: 'power-cut',
  tests: ['T36'],
  title: 'Việc đã xác nhận còn nguyên vẹn sau khi mất điện giữa lúc làm việc (ext4 và xfs, FS_IOC_SHUTDOWN)',
  target:
    '20 lần cắt trên mỗi hệ thống tệp: 0 mất, 0 tệp thiếu hoặc hỏng, bảng và chỉ mục nguyên vẹn, nhật ký kiểm được',
  control: 'xác nhận trước khi ghi đĩa: PostgreSQL synchronous_commit = off, kho tệp không fsync',
  run: (options) => {
    assertDisks();
    return inFolder('power-cut', (folder) => measure(folder, options));
  },
};
