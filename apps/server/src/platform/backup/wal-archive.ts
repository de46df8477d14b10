import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { AppError } from '../errors.ts';
import { officeFolder } from './office-paths.ts';
import type { Repository } from './repository.ts';
import { isSegment } from './segments.ts';
import { compress, decompress } from './zstd.ts';

/** Where the log of a running office is taken from. */
export interface WalSource {
  client: pg.Client | pg.PoolClient;
  cluster: string;
  lineage: string;
}

export interface Covered {
  /** Every act that was acknowledged before this moment of the database can be restored. */
  at: string;
  /** The segment that is being written: everything before it is in the backup. */
  segment: string;
}

const HISTORY = /^[0-9A-F]{8}\.history$/;

export function walFolder(lineage: string): string {
  return `${officeFolder(lineage)}/wal`;
}

function coveredName(lineage: string): string {
  return `${officeFolder(lineage)}/covered.json`;
}

export async function readCovered(repository: Repository, lineage: string): Promise<Covered | undefined> {
  const text = await repository.readPlain(coveredName(lineage));
  return text === undefined ? undefined : (JSON.parse(text) as Covered); // written by archiveWal
}

/** Each repository holds the log for itself: what one has taken, the other may still need. */
export function slotName(repository: Repository): string {
  return `congvu_${repository.id.replaceAll('-', '').slice(0, 16)}`;
}

export async function hasSlot(client: WalSource['client'], name: string): Promise<boolean> {
  const { rows } = await client.query<{ lost: boolean }>(
    "select coalesce(wal_status = 'lost', false) as lost from pg_replication_slots where slot_name = $1",
    [name],
  );
  return rows[0]?.lost === false;
}

/** From now on PostgreSQL keeps its log until we have taken it, within `max_slot_wal_keep_size`. */
export async function holdWal(client: WalSource['client'], name: string): Promise<void> {
  await dropSlot(client, name);
  await client.query('select pg_create_physical_replication_slot($1, true)', [name]);
}

export async function dropSlot(client: WalSource['client'], name: string): Promise<void> {
  await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [
    name,
  ]);
}

/** Slots of repositories this installation no longer backs up to would keep the log for nobody. */
export async function dropOtherSlots(client: WalSource['client'], keep: string | undefined): Promise<void> {
  await client.query(
    `select pg_drop_replication_slot(slot_name) from pg_replication_slots
     where slot_name like 'congvu\\_%' and not active and slot_name is distinct from $1`,
    [keep ?? null],
  );
}

interface Switched {
  at: Date;
  segment: string;
  lsn: string;
}

/** Ends the segment being written; everything acknowledged before `at` is in segments before the answered one. */
async function switchSegment(client: WalSource['client']): Promise<Switched> {
  const { rows: before } = await client.query<{ at: Date }>('select clock_timestamp() as at');
  await client.query('select pg_switch_wal()');
  const { rows } = await client.query<{ segment: string; lsn: string }>(
    `select pg_walfile_name(lsn) as segment,
            ('0/0'::pg_lsn + floor((lsn - '0/0'::pg_lsn) / size.bytes) * size.bytes)::text as lsn
     from pg_current_wal_flush_lsn() as lsn,
          (select setting::numeric as bytes from pg_settings where name = 'wal_segment_size') as size`,
  );
  const [first] = before;
  const [now] = rows;
  if (first === undefined || now === undefined) {
    throw new AppError('backup.wal', 500, 'Cơ sở dữ liệu không trả lời vị trí nhật ký ghi trước (WAL).');
  }
  return { at: first.at, ...now };
}

function sealedName(lineage: string, name: string): string {
  return `${walFolder(lineage)}/${name}`;
}

/**
 * What PostgreSQL has finished of its log and the repository does not have yet, in order. Asked for by name and not by a list: there
 * are a hundred thousand segments, and a list may lag behind.
 */
async function listWaiting(source: WalSource, repository: Repository, current: string): Promise<string[]> {
  const from = (await readCovered(repository, source.lineage))?.segment ?? '';
  const finished = readdirSync(join(source.cluster, 'pg_wal'))
    .filter((name) => HISTORY.test(name) || (isSegment(name) && name < current && name >= from))
    .sort();
  const waiting: string[] = [];
  for (const name of finished) {
    if (!(await repository.has(sealedName(source.lineage, name)))) {
      waiting.push(name);
    }
  }
  return waiting;
}

async function keepSegment(source: WalSource, repository: Repository, name: string): Promise<number> {
  const packed = compress(createReadStream(join(source.cluster, 'pg_wal', name)));
  const { sealedBytes } = await repository.write(sealedName(source.lineage, name), packed);
  return sealedBytes;
}

/** One finished segment or history file as PostgreSQL wrote it. */
export function readSegment(repository: Repository, lineage: string, name: string): AsyncIterable<Uint8Array> {
  return decompress(repository.read(sealedName(lineage, name)));
}

/**
 * One turn of the archive: what was committed until now becomes a finished segment and goes, sealed and durable, to the repository;
 * only then PostgreSQL may forget it. Called at least once a minute it bounds what a lost machine takes along.
 */
export async function archiveWal(
  source: WalSource,
  repository: Repository,
): Promise<Covered & { segments: number; sealedBytes: number }> {
  const { at, segment, lsn } = await switchSegment(source.client);
  let sealedBytes = 0;
  const waiting = await listWaiting(source, repository, segment);
  for (const name of waiting) {
    sealedBytes += await keepSegment(source, repository, name);
  }
  const covered: Covered = { at: at.toISOString(), segment };
  await repository.writePlain(coveredName(source.lineage), `${JSON.stringify(covered)}\n`);
  await source.client.query(
    'select pg_replication_slot_advance(slot_name, $2) from pg_replication_slots where slot_name = $1 and restart_lsn < $2::pg_lsn',
    [slotName(repository), lsn],
  );
  return { ...covered, segments: waiting.length, sealedBytes };
}
