import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createOnce } from '../durable-file.ts';
import { chooseAccount, type ServiceAccount } from '../postgres/account.ts';
import { placeOfCluster } from '../postgres/data-folder.ts';
import type { RunManifest } from './catalogue.ts';
import type { Point } from './choose-point.ts';
import { unpackFolder } from './pack.ts';
import { inLanes } from './place.ts';
import type { Repository } from './repository.ts';
import { damagedBackup } from './sealed-stream.ts';
import { unbroken } from './segments.ts';
import { readCovered, readSegment, walFolder } from './wal-archive.ts';
import { decompress } from './zstd.ts';

const BLOCK = 64 * 1024;
const ZEROS = Buffer.alloc(BLOCK);

function own(path: string, account: ServiceAccount | undefined): void {
  if (account !== undefined) {
    chownSync(path, account.uid, account.gid);
  }
}

/** A segment switched after a minute is mostly zeros: left as holes, a week of log fits beside the data. */
async function writeSparse(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = openSync(path, 'wx', 0o600);
  try {
    let position = 0;
    for await (const bytes of source) {
      for (let from = 0; from < bytes.length; from += BLOCK) {
        const block = bytes.subarray(from, from + BLOCK);
        if (ZEROS.compare(block, 0, block.length, 0, block.length) !== 0) {
          writeSync(handle, block, 0, block.length, position + from);
        }
      }
      position += bytes.length;
    }
    ftruncateSync(handle, position);
  } finally {
    closeSync(handle);
  }
}

interface Log {
  segments: number;
  /** The log goes on to where the backup says it reaches; otherwise a run of another place is missing between. */
  isWhole: boolean;
}

async function layOutLog(
  repository: Repository,
  { lineage, base }: RunManifest,
  cluster: string,
  account: ServiceAccount | undefined,
): Promise<Log> {
  const held = new Set(await repository.list(walFolder(lineage)));
  const covered = (await readCovered(repository, lineage))?.segment;
  let { segments, next } = unbroken(base?.startSegment ?? '', held);
  // The backup says it reaches further than the list: a list may lag behind, the file itself does not.
  while (covered !== undefined && next < covered && (await repository.has(`${walFolder(lineage)}/${next}`))) {
    ({ segments, next } = unbroken(base?.startSegment ?? '', held.add(next)));
  }
  if (base === null || !segments.includes(base.stopSegment)) {
    throw damagedBackup(`${walFolder(lineage)}/${base?.stopSegment ?? ''}`);
  }
  const wanted = [...segments, ...[...held].filter((one) => one.endsWith('.history'))];
  await inLanes(wanted, repository.lanes, async (name) => {
    const path = join(cluster, 'pg_wal', name);
    await writeSparse(path, readSegment(repository, lineage, name));
    own(path, account);
  });
  return { segments: segments.length, isWhole: next === covered };
}

/** How PostgreSQL is told to stop at the moment; our launcher says nothing of these on its command line. */
export const RECOVERY_SETTINGS = [
  'restore_command',
  'recovery_target_timeline',
  'recovery_target_action',
  'recovery_target_time',
  'hot_standby',
];

function writeRecovery(cluster: string, base: RunManifest['base'], at: Date | undefined): string[] {
  const files = { backup_label: base?.label ?? '', 'recovery.signal': '' };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(cluster, name), text, { mode: 0o600 });
  }
  const settings = [
    // All segments lie in pg_wal, where PostgreSQL looks when the command has nothing.
    "restore_command = 'exit 1'",
    "recovery_target_timeline = 'latest'",
    "recovery_target_action = 'promote'",
    // Nobody gets in before the moment is reached.
    'hot_standby = off',
    ...(at === undefined ? [] : [`recovery_target_time = '${at.toISOString().replace('T', ' ').replace('Z', '+00')}'`]),
  ];
  appendFileSync(join(cluster, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
  return [...Object.keys(files), 'postgresql.auto.conf'];
}

export interface LaidOut extends Log {
  cluster: string;
  files: number;
}

/** Keys, settings and the other files of the data folder. */
export async function layOutRest(repository: Repository, { rest }: RunManifest, dataDir: string): Promise<void> {
  mkdirSync(dataDir, { mode: 0o755 });
  await unpackFolder(decompress(repository.read(rest.name)), dataDir, undefined);
}

/** Puts the copy, the log and everything else of the data folder where the office will look for them. Nothing is started. */
export async function layOut(repository: Repository, { manifest, at }: Point, dataDir: string): Promise<LaidOut> {
  const { base } = manifest;
  if (base === null) {
    throw damagedBackup(manifest.id);
  }
  await layOutRest(repository, manifest, dataDir);
  const { cluster, pointer } = placeOfCluster(dataDir);
  const account = chooseAccount(cluster);
  mkdirSync(cluster, { mode: 0o700 });
  chmodSync(cluster, 0o700);
  own(cluster, account);
  if (pointer !== undefined) {
    createOnce(pointer, cluster);
  }
  const files = await unpackFolder(decompress(repository.read(base.name)), cluster, account);
  const log = await layOutLog(repository, manifest, cluster, account);
  for (const name of writeRecovery(cluster, base, at)) {
    own(join(cluster, name), account);
  }
  return { cluster, files, ...log };
}
