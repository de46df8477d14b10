import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type Runner, run, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { Tx } from './db.ts';
import type { Log } from './log.ts';
import { asInstallation } from './reach.ts';
import { rawQuery } from './sql.ts';
import type { StorageGate } from './storage-gate.ts';
import { openWorkerRoll, type WorkerRoll } from './worker-roll.ts';

/** A job carries ids only; the handler reads the row again, so that it may run late, twice or after a restart. */
export interface JobDefinition {
  name: string;
  handle(payload: Record<string, unknown>): Promise<void>;
}

/** A job that comes while the office is read-only is tried again later, as after any other failure. */
export function whenWritable(storage: StorageGate | undefined, job: JobDefinition): JobDefinition {
  return {
    ...job,
    handle: async (payload) => {
      storage?.assertWritable();
      await job.handle(payload);
    },
  };
}

export interface EnqueueOptions {
  /** A second job with the same key before the first ran replaces it. */
  key?: string;
  runAt?: Date;
  maxAttempts?: number;
  /** Jobs of one queue run one after the other. */
  queue?: string;
}

/** Adds the job row in the business transaction: it exists exactly when the state change does (architecture.md §2.2). */
export async function enqueue(
  tx: Tx,
  name: string,
  payload: Record<string, unknown>,
  options: EnqueueOptions = {},
): Promise<void> {
  await rawQuery(tx, 'select congvu_add_job($1, $2::json, $3, $4, $5, $6)', [
    name,
    JSON.stringify(payload),
    options.queue ?? null,
    options.runAt ?? null,
    options.maxAttempts ?? 25,
    options.key ?? null,
  ]);
}

/** The same statement whether there is a job or none: for answers whose time must not tell which. */
export async function enqueueWhen(
  tx: Tx,
  really: boolean,
  name: string,
  payload: Record<string, unknown>,
): Promise<void> {
  await rawQuery(tx, 'select congvu_add_job($1, $2::json, null, null, 25, null) where $3::boolean', [
    name,
    JSON.stringify(payload),
    really,
  ]);
}

const RESTART_MS = 1_000;

/**
 * Outcomes are written in batches, even of one: unbatched, graphile-worker 0.18 lets the promise of a failed job's outcome go
 * unheard, so that a database that restarts at that moment took the whole office along (found by `npm run trust -- kills`).
 */
const HEARD_OUTCOMES = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

function launch(pool: pg.Pool, taskList: TaskList, roll: WorkerRoll, log: Log): Promise<Runner> {
  const logger = new Logger(() => (level, message, meta) => {
    // Its own "info" tells of every start and job; what matters to an operator arrives through the events below.
    log[level === 'error' ? 'error' : 'debug']({ ...meta }, message);
  });
  return run({
    pgPool: pool,
    taskList,
    events: roll.events,
    parsedCronItems: [],
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 1000,
    logger,
    preset: { worker: HEARD_OUTCOMES },
  });
}

/** Runs jobs until it is stopped; a runner that gave up, because the database was away for long, is followed by another. */
export async function startWorker(
  pool: pg.Pool,
  definitions: JobDefinition[],
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const taskList: TaskList = {};
  for (const definition of definitions) {
    taskList[definition.name] = async (payload) => {
      // Payloads are written by `enqueue` above, always as an object.
      await asInstallation(() => definition.handle(payload as Record<string, unknown>));
    };
  }
  const roll = openWorkerRoll(pool, log);
  roll.events.on('job:error', ({ job, error }) => {
    log.warn({ job: job.task_identifier, attempt: job.attempts, err: error }, 'job failed, will be tried again');
  });
  let stopping = false;
  const open = (): Promise<Runner> => launch(pool, taskList, roll, log);
  const reopen = async (): Promise<Runner | undefined> => {
    while (!stopping) {
      await pause(RESTART_MS);
      try {
        return await open();
      } catch (error) {
        log.warn({ err: error }, 'jobs cannot run yet, will be tried again');
      }
    }
    return undefined;
  };
  let current: Runner | undefined = await open().catch(async (error: unknown) => {
    await roll.stop();
    throw error;
  });
  const follow = async (): Promise<void> => {
    while (!stopping && current !== undefined) {
      await current.promise.catch((error: unknown) => log.error({ err: error }, 'runner of jobs gave up'));
      current = stopping ? undefined : await reopen();
    }
  };
  const following = follow();
  return {
    stop: async () => {
      stopping = true;
      // One that has just given up says so instead of stopping again.
      await current?.stop().catch(() => undefined);
      await following;
      await roll.stop();
    },
  };
}
