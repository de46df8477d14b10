import { rawQuery } from '../../apps/server/src/platform/sql.ts';
import type { CheckOptions } from '../check.ts';
import { type Child, startChild } from './child.ts';
import { openDemoOffice, seedOffice } from './demo-office.ts';
import { pause } from './letters-under-test.ts';

const PROCESSES = 2;
const ROUNDS_A_DAY = 4;
const FIRST_DAY = Date.UTC(2021, 2, 23, 1);
const DAY_MS = 86_400_000;
const DAY_LIMIT_MS = 300_000;

/** Notices of one place replace each other while unread: what is counted is the telling, not what is left of it. */
const WATCH = `
  create table trust_wall (at timestamptz not null);
  insert into trust_wall values ('2021-03-22T01:00:00Z');
  create table trust_told (agency_id uuid, person_id uuid, kind text, link text, text text, told_on date);
  create function trust_tell() returns trigger language plpgsql as $$ begin
    insert into trust_told values (new.agency_id, new.person_id, new.kind, new.link, new.text,
      (new.created_at at time zone 'Asia/Ho_Chi_Minh')::date);
    return new; end $$;
  create trigger trust_told after insert or update of id on notification for each row execute function trust_tell()`;

/** Control: what says that the reminder was sent is forgotten. */
const FORGET = `
  create function trust_forget() returns trigger language plpgsql as $$ begin new.last_rung := null; return new; end $$;
  create trigger trust_forget before update on campaign for each row execute function trust_forget()`;

const TWICE = `
  select person_id::text as person, kind, link, told_on::text as day, count(*)::int as times from trust_told
  group by agency_id, person_id, kind, link, text, told_on having count(*) > 1 order by 5 desc`;

interface Reminders {
  days: number;
  kills: number;
  told: number;
  kinds: Record<string, number>;
  twice: { person: string; kind: string; link: string; day: string; times: number }[];
  failed: Record<string, number>;
}

/** The demo after its story, day by day: two processes look at the same moment at what is due, and one is killed each day. */
export async function judgeReminders(dir: string, days: number, { broken, log }: CheckOptions): Promise<Reminders> {
  await seedOffice(dir);
  const office = await openDemoOffice(dir);
  let rounds = 0;
  let today = '';
  const failed: Record<string, number> = {};
  const start = (): Child =>
    startChild('./reminders-child.ts', [dir], (line) => {
      rounds += line.done === today ? 1 : 0;
      if (typeof line.failed === 'string') {
        const what = `${line.failed}: ${String(line.why)}`;
        failed[what] = (failed[what] ?? 0) + 1;
      }
    });
  await office.pool.query(WATCH);
  if (broken) {
    await office.pool.query(FORGET);
  }
  const children = Array.from({ length: PROCESSES }, start);
  try {
    for (let day = 0; day < days; day += 1) {
      today = new Date(FIRST_DAY + day * DAY_MS).toISOString();
      rounds = 0;
      await office.pool.query('update trust_wall set at = $1', [today]);
      await pause(Math.random() * 1_500);
      await children[day % PROCESSES]?.kill();
      children[day % PROCESSES] = start();
      for (const limit = Date.now() + DAY_LIMIT_MS; rounds < ROUNDS_A_DAY; await pause(50)) {
        if (Date.now() > limit) {
          throw new Error(`no ${ROUNDS_A_DAY} rounds in five minutes`);
        }
      }
      log(`day ${day + 1}/${days}`);
    }
  } finally {
    await Promise.all(children.map((child) => child.kill()));
  }
  const { db } = office.services;
  try {
    const twice = await rawQuery<Reminders['twice'][number]>(db, TWICE, []);
    const kinds = await rawQuery<{ kind: string; count: number }>(
      db,
      'select kind, count(*)::int as count from trust_told group by 1 order by 1',
      [],
    );
    const told = kinds.reduce((sum, { count }) => sum + count, 0);
    const byKind = Object.fromEntries(kinds.map(({ kind, count }) => [kind, count]));
    return { days, kills: days, told, kinds: byKind, twice: twice.slice(0, 50), failed };
  } finally {
    await office.close();
  }
}
