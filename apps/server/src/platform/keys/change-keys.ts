import { setTimeout as pause } from 'node:timers/promises';
import type { BlobStore } from '../blobs.ts';
import type { Db } from '../db.ts';
import { rawQuery } from '../sql.ts';
import { type KeyPlace, type Keyring, newMasterKey, openKeyring, replaceKeyring } from './keyring.ts';
import { resealRows } from './reseal-rows.ts';

interface KeyChange {
  place: KeyPlace;
  db: Db;
  blobs: BlobStore;
  now(): Date;
  /**
   * How long after the new key stands in the file somebody may still be about to begin a transaction with what he sealed before.
   */
  settleMs: number;
  /** Before the old key goes: the last moment something of it can be written down. */
  beforeRetiring(report: KeyChangeReport): Promise<void>;
  told(progress: KeyProgress): void;
}

export interface KeyProgress {
  step: 'begun' | 'resumed' | 'secrets' | 'files' | 'waiting' | 'retired';
  done: number;
  total: number;
}

export interface KeyChangeReport {
  from: string[];
  to: string;
  /** Was begun by a run that did not come to its end. */
  resumed: boolean;
  secrets: number;
  files: number;
  /** Their header opens with no key: nothing of them is lost by the change, and the scrub tells of them. */
  damaged: number;
}

const LANES = 8;
const LOOK_AGAIN_MS = 200;

function withNewKey(change: KeyChange, before: Keyring): Keyring {
  const active = newMasterKey(change.now());
  const after = { ...before, active, byId: new Map([...before.byId, [active.id, active]]) };
  replaceKeyring(change.place, after);
  return after;
}

/** One look at every file; answers how many were not under the active key. */
async function rewrapFiles(change: KeyChange): Promise<{ changed: number; damaged: number }> {
  const waiting = [...change.blobs.list()];
  const total = waiting.length;
  const found = { changed: 0, damaged: 0 };
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let sha256 = waiting.pop(); sha256 !== undefined; sha256 = waiting.pop()) {
      const outcome = await change.blobs.rewrap(sha256);
      found.changed += outcome === 'changed' ? 1 : 0;
      found.damaged += outcome === 'damaged' ? 1 : 0;
      done += 1;
      change.told({ step: 'files', done, total });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return found;
}

async function clockOf(db: Db): Promise<Date> {
  const [row] = await rawQuery<{ at: Date }>(db, 'select clock_timestamp() as at', []);
  return row?.at ?? new Date();
}

/** Whoever sealed with the old key before it was replaced has committed or given up by then: the rows he wrote can be seen. */
async function untilEarlierEnded(change: KeyChange, published: Date): Promise<void> {
  const settled = new Date(published.getTime() + change.settleMs);
  for (;;) {
    const [row] = await rawQuery<{ open: number; early: boolean }>(
      change.db,
      `select clock_timestamp() < $1 as early,
         (select count(*)::int from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and xact_start <= $1) as open`,
      [settled],
    );
    if (row !== undefined && row.open === 0 && !row.early) {
      return;
    }
    change.told({ step: 'waiting', done: 0, total: row?.open ?? 0 });
    await pause(LOOK_AGAIN_MS);
  }
}

/**
 * A new master key for everything that is sealed, while the office works: the new key first stands beside the old one in the file, then
 * headers of files and secrets of the database are sealed anew one by one, and the old key goes when nothing opens with it any more. At every
 * moment, also after a kill, all that is sealed opens with what stands in the file; called again it goes on.
 */
export async function changeKeys(change: KeyChange): Promise<KeyChangeReport> {
  const before = openKeyring(change.place);
  const resumed = before.byId.size > 1;
  const keyring = resumed ? before : withNewKey(change, before);
  const published = await clockOf(change.db);
  change.told({ step: resumed ? 'resumed' : 'begun', done: 0, total: 0 });
  const report: KeyChangeReport = {
    from: [...keyring.byId.keys()].filter((id) => id !== keyring.active.id),
    to: keyring.active.id,
    resumed,
    secrets: 0,
    files: 0,
    damaged: 0,
  };
  const resealAll = async (): Promise<void> => {
    await resealRows(change.db, keyring, () => {
      report.secrets += 1;
      change.told({ step: 'secrets', done: report.secrets, total: 0 });
    });
  };
  await resealAll();
  for (let isDone = false; !isDone; ) {
    const { changed, damaged } = await rewrapFiles(change);
    report.files += changed;
    report.damaged = damaged;
    isDone = changed === 0;
  }
  await untilEarlierEnded(change, published);
  await resealAll();
  await change.beforeRetiring(report);
  replaceKeyring(change.place, { ...keyring, byId: new Map([[keyring.active.id, keyring.active]]) });
  change.told({ step: 'retired', done: 1, total: 1 });
  return report;
}
