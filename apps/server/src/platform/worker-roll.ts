import { EventEmitter } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import type { Log } from './log.ts';

/** Any constant: the first half of the advisory locks that say "this worker lives". */
const ROLL = 726_402;
const LOOK_EVERY_MS = 5_000;
/** A worker that has just begun may not be on the roll yet. */
const YOUNG_SECONDS = 10;

const HOLDERS = `
  select locked_by as id from graphile_worker._private_jobs
    where locked_by is not null and locked_at < now() - make_interval(secs => $1)
  union
  select locked_by from graphile_worker._private_job_queues
    where locked_by is not null and locked_at < now() - make_interval(secs => $1)`;

export interface WorkerRoll {
  /** Handed to graphile-worker: it says here which workers it has. */
  events: WorkerEvents;
  stop(): Promise<void>;
}

/**
 * graphile-worker gives the jobs of a killed process back after four hours; a letter would lie that long. Each of our workers is
 * on the roll: an advisory lock that lives as long as one connection of its process does. Whoever finds a job in the hand of a
 * worker that is not on the roll sets it free (found by `npm run trust -- jobs`).
 */
export function openWorkerRoll(pool: pg.Pool, log: Log): WorkerRoll {
  const mine = new Set<string>();
  const held = new Set<string>();
  let client: pg.PoolClient | undefined;

  async function signOn(): Promise<pg.PoolClient> {
    if (client === undefined) {
      held.clear();
      const opened = await pool.connect();
      client = opened;
      // With the connection all its locks are gone: the next turn signs on anew.
      opened.once('error', () => {
        client = client === opened ? undefined : client;
        opened.release(true);
      });
    }
    for (const id of [...mine].filter((one) => !held.has(one))) {
      await client.query('select pg_advisory_lock($1, hashtext($2))', [ROLL, id]);
      held.add(id);
    }
    return client;
  }

  async function freeDead(own: pg.PoolClient): Promise<void> {
    const { rows } = await own.query<{ id: string }>(HOLDERS, [YOUNG_SECONDS]);
    for (const { id } of rows.filter((row) => !mine.has(row.id))) {
      const { rows: tried } = await own.query<{ dead: boolean }>(
        'select pg_try_advisory_lock($1, hashtext($2)) as dead',
        [ROLL, id],
      );
      if (tried[0]?.dead === true) {
        await own.query('select graphile_worker.force_unlock_workers(array[$1::text])', [id]);
        await own.query('select pg_advisory_unlock($1, hashtext($2))', [ROLL, id]);
        log.warn({ worker: id }, 'jobs of a worker that is gone were set free');
      }
    }
  }

  let turn = Promise.resolve();
  const look = (): void => {
    turn = turn
      .then(async () => freeDead(await signOn()))
      .catch((error: unknown) => log.warn({ err: error }, 'roll of workers could not be read, will be tried again'));
  };
  const events: WorkerEvents = new EventEmitter();
  events.on('worker:create', ({ worker }) => {
    mine.add(worker.workerId);
    look();
  });
  const timer = setInterval(look, LOOK_EVERY_MS);
  look();
  return {
    events,
    stop: async () => {
      clearInterval(timer);
      await turn;
      // Destroyed, not given back: the locks go with it.
      client?.release(true);
      client = undefined;
    },
  };
}
