import { buildAgency } from '../../apps/server/src/modules/org/org.testing.ts';
import { type Foundations, openFoundations } from '../../apps/server/src/office.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';
import { rawQuery } from '../../apps/server/src/platform/sql.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { type Child, startChild } from '../support/child.ts';
import { inFolder } from '../support/folder.ts';
import { pause } from '../support/letters-under-test.ts';
import { judgeReminders } from '../support/reminders-under-test.ts';

const LONG = { jobs: 10_000, killEveryMs: 2_000, killForMs: 180_000, days: 40 };
const SHORT = { jobs: 600, killEveryMs: 1_000, killForMs: 6_000, days: 6 };
const PROCESSES = 2;
/** A job in the hand of a killed worker waits for the roll, and a tried one for its next turn. */
const DRAIN_LIMIT_MS = 600_000;

const GROUND = `
  create table trust_effect (id uuid primary key default gen_random_uuid(), times int not null default 0);
  insert into trust_effect select from generate_series(1, $JOBS);
  select graphile_worker.add_job('trust.effect', payload => json_build_object('id', id), max_attempts => 1000) from trust_effect`;

interface Left {
  jobs: number;
  undone: number;
}

async function readLeft({ services }: Foundations): Promise<Left> {
  const [row] = await rawQuery<Left>(
    services.db,
    `select (select count(*)::int from graphile_worker._private_jobs) as jobs,
       (select count(*)::int from trust_effect where times = 0) as undone`,
    [],
  );
  return row ?? { jobs: -1, undone: -1 };
}

interface Started {
  child: Child;
  opened: Promise<void>;
}

function startWorkers(args: string[]): Started {
  const opened = Promise.withResolvers<void>();
  const child = startChild('./jobs-child.ts', args, () => opened.resolve());
  child.process.once('exit', () => opened.resolve());
  return { child, opened: opened.promise };
}

/** Workers of two processes, one of which is killed again and again until enough of that, then left alone until the queue is empty. */
async function workUnderKills(office: Foundations, start: () => Started, options: CheckOptions) {
  const { killEveryMs, killForMs } = options.short ? SHORT : LONG;
  const children = Array.from({ length: PROCESSES }, start);
  await Promise.all(children.map(({ opened }) => opened));
  const until = Date.now() + killForMs;
  let kills = 0;
  try {
    while (Date.now() < until) {
      await pause(killEveryMs * (0.5 + Math.random()));
      const victim = Math.floor(Math.random() * PROCESSES);
      await children[victim]?.child.kill();
      children[victim] = start();
      // On a busy machine it takes a while until it works: only who works can be killed at work.
      await children[victim]?.opened;
      kills += 1;
    }
    options.log(`${kills} kills, left: ${JSON.stringify(await readLeft(office))}`);
    const limit = Date.now() + DRAIN_LIMIT_MS;
    while ((await readLeft(office)).jobs > 0 && Date.now() < limit) {
      await pause(200);
    }
    return { kills, drained: Date.now() - until };
  } finally {
    await Promise.all(children.map(({ child }) => child.kill()));
  }
}

async function judge({ services }: Foundations) {
  const [row] = await rawQuery<{ undone: number; several: number; leaves: number; queued: number }>(
    services.db,
    `select count(*) filter (where times = 0)::int as undone, count(*) filter (where times > 1)::int as several,
       (select count(*)::int from audit_leaf where action = 'trust.effect') as leaves,
       (select count(*)::int from graphile_worker._private_jobs) as queued
     from trust_effect`,
    [],
  );
  return row ?? { undone: -1, several: -1, leaves: -1, queued: -1 };
}

async function measureEffects(dir: string, options: CheckOptions) {
  const config = { ...readConfig(['--data', dir], {}), databaseUrl: undefined };
  const office = await openFoundations(config, createLog('silent'), () => undefined);
  try {
    const { id: agencyId } = await buildAgency(office.services.db);
    const { jobs } = options.short ? SHORT : LONG;
    await office.pool.query(GROUND.replace('$JOBS', String(jobs)));
    const args = [dir, agencyId, options.broken ? 'broken' : ''];
    const worked = await workUnderKills(office, () => startWorkers(args), options);
    return { jobs, ...worked, ...(await judge(office)) };
  } finally {
    await office.close();
  }
}

async function measure(dir: string, options: CheckOptions): Promise<CheckOutcome> {
  const effects = await inFolder('jobs-effects', (own) => measureEffects(own, options));
  const reminders = await judgeReminders(dir, (options.short ? SHORT : LONG).days, options);
  const { jobs, kills, drained, undone, several, leaves, queued } = effects;
  const isExact = undone === 0 && several === 0 && leaves === jobs && queued === 0;
  // Both halves of the control have to be noticed.
  const verdicts = [isExact, reminders.twice.length === 0 && reminders.told > 0];
  return {
    figure: `${jobs} việc nền, ${PROCESSES} tiến trình × 4 luồng, ${kills} lần kill -9: ${undone} chưa làm, ${several} làm hơn một lần, ${leaves} dấu vết (hàng đợi cạn sau ${(drained / 1000).toFixed(0)} s); nhắc việc qua ${reminders.days} ngày, ${reminders.kills} lần kill -9: ${reminders.told} lời nhắc, ${reminders.twice.length} lần nhắc hai lần trong ngày`,
    passed: options.broken ? verdicts.some(Boolean) : verdicts.every(Boolean),
    detail: { effects, reminders },
  };
}

export const check: Check = {
  name: 'jobs',
  tests: ['T31'],
  title: 'Việc nền làm đúng một lần dù tiến trình bị kill -9; không ai bị nhắc hai lần trong ngày về một việc',
  target: '10.000 việc, 0 chưa làm, 0 làm hơn một lần; nhiều nhất 1 lời nhắc (việc, người, ngày)',
  control: 'việc nền không xem lại việc đã làm chưa; lời nhắc không ghi lại lần đã nhắc',
  run: (options) => inFolder('jobs', (dir) => measure(dir, options)),
};
