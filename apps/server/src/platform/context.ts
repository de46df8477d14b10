import type { Subject } from './authorise.ts';
import type { BlobStore } from './blobs.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Db, Tx } from './db.ts';
import { AppError, conflict, invalid } from './errors.ts';
import type { DeviceKind } from './http/device-kind.ts';
import { newId } from './ids.ts';
import type { Log } from './log.ts';
import { rawQuery } from './sql.ts';
import type { StorageGate } from './storage-gate.ts';

/** What every use case may reach. Built once in app.ts; tests build it with fakes. */
export interface Services {
  db: Db;
  blobs: BlobStore;
  clock: Clock;
  log: Log;
  config: Config;
  /** Closed to writing while the disk is nearly full; left out where nothing can fill up. */
  storage?: StorageGate;
}

/** One repeated POST is one effect: the key and the hash of the body it came with (Idempotency-Key header). */
export interface IdempotencyKey {
  key: string;
  route: string;
  bodyHash: string;
}

export interface RequestMeta {
  requestId: string;
  ip: string;
  userAgent: string;
  /** Left out by jobs and programs: nobody has said, so that a right which asks for the device is refused. */
  device?: DeviceKind;
  /** Until when the last proof of oneself in this session counts; left out by jobs and programs. */
  provedUntil?: Date;
}

/** One request or one job: the services, who asks and under which key. */
export interface Context extends Services {
  subject: Subject | undefined;
  meta: RequestMeta;
  idempotency: IdempotencyKey | undefined;
}

/** Nobody acts: a job, a sweep or a line of mail does the work of the office. */
export function systemContext(services: Services, from: { ip?: string; userAgent?: string } = {}): Context {
  const meta = { requestId: newId(), ip: '', userAgent: 'job', ...from };
  return { ...services, subject: undefined, meta, idempotency: undefined };
}

export interface ActingContext extends Context {
  subject: Subject;
}

const auditedTransactions = new WeakMap<Tx, number>();

/** Called by the audit module for every leaf written in the transaction, and where there is no office yet whose log could take one. */
export function markAudited(tx: Tx): void {
  auditedTransactions.set(tx, (auditedTransactions.get(tx) ?? 0) + 1);
}

interface StoredAnswer {
  body_hash: string;
  route: string;
  answer: unknown;
}

async function replay(tx: Tx, user: string, wanted: IdempotencyKey): Promise<unknown> {
  const [row] = await rawQuery<StoredAnswer>(
    tx,
    'select body_hash, route, answer from idempotency_key where user_id = $1 and key = $2',
    [user, wanted.key],
  );
  if (row === undefined) {
    throw conflict('platform.retry', 'Thao tác cùng mã đang được xử lý. Thử lại sau ít giây.');
  }
  if (row.body_hash !== wanted.bodyHash || row.route !== wanted.route) {
    throw invalid(
      'platform.idempotency_mismatch',
      'Mã thao tác (Idempotency-Key) đã dùng cho một nội dung khác. Tải lại trang rồi làm lại.',
    );
  }
  return row.answer;
}

/** Takes the key for this transaction; a twin waits on the unique index until the first one commits. */
async function claim(tx: Tx, user: string, wanted: IdempotencyKey): Promise<boolean> {
  const rows = await rawQuery(
    tx,
    `insert into idempotency_key (user_id, key, route, body_hash) values ($1, $2, $3, $4)
     on conflict (user_id, key) do nothing returning 1 as claimed`,
    [user, wanted.key, wanted.route, wanted.bodyHash],
  );
  return rows.length === 1;
}

async function assertAudited(tx: Tx): Promise<void> {
  if ((auditedTransactions.get(tx) ?? 0) > 0) {
    return;
  }
  const [row] = await rawQuery<{ wrote: boolean }>(
    tx,
    'select pg_current_xact_id_if_assigned() is not null as wrote',
    [],
  );
  if (row?.wrote === true) {
    throw new AppError('platform.unaudited_command', 500, 'Thao tác bị dừng vì không để lại dấu vết trong nhật ký.');
  }
}

/** Commands are short; whoever waits longer than this for a row or a counter gets a clear answer instead of hanging. */
const LOCK_TIMEOUT = "set local lock_timeout = '10s'";

/**
 * The one transaction of a command (architecture.md §2.2): state change, audit leaf, search entry and job row commit together
 * or not at all. A repeated Idempotency-Key answers what the first call answered; a transaction that wrote rows without an
 * audit leaf is rolled back. The answer must be plain JSON.
 */
export async function command<T>(context: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { idempotency, subject } = context;
  return context.db.transaction().execute(async (tx) => {
    await rawQuery(tx, LOCK_TIMEOUT, []);
    const user = subject?.userId ?? `ip:${context.meta.ip}`;
    if (idempotency !== undefined && !(await claim(tx, user, idempotency))) {
      // The stored answer is what this very route returned before, so it has the route's type.
      return (await replay(tx, user, idempotency)) as T;
    }
    const answer = await work(tx);
    await assertAudited(tx);
    if (idempotency !== undefined) {
      await rawQuery(tx, 'update idempotency_key set answer = $3 where user_id = $1 and key = $2', [
        user,
        idempotency.key,
        JSON.stringify(answer ?? null),
      ]);
    }
    return answer;
  });
}
