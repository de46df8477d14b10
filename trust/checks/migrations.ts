import { buildAgency } from '../../apps/server/src/modules/org/org.testing.ts';
import { type Foundations, openFoundations } from '../../apps/server/src/office.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { createPool } from '../../apps/server/src/platform/db.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';
import type { Migration } from '../../apps/server/src/platform/migrate.ts';
import { rawQuery } from '../../apps/server/src/platform/sql.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { startChild } from '../support/child.ts';
import { inFolder } from '../support/folder.ts';
import { pause } from '../support/letters-under-test.ts';
import { urlOfOffice } from '../support/office-url.ts';

const DOCUMENTS = 200_000;
const DOCUMENTS_SHORT = 10_000;
const WRITERS = 4;
const KILLS = 6;
const KILLS_SHORT = 2;
const LONGEST_WAIT_MS = 1_000;
const LOOK_EVERY_MS = 25;
/** Longer than anybody may wait for a lock: a letter with large files, a report. */
const HOLD_MS = 2_500;
const TRIES = 40;

/** What the next version might bring: a column, its filling, an index, a rule. */
const STEPS: Migration[] = [
  { name: '9001_column', sql: 'alter table document add column trust_note text; create table trust_step (one int)' },
  {
    name: '9002_fill',
    online: [
      `update document set trust_note = md5(abstract) where (agency_id, id) in
         (select agency_id, id from document where trust_note is null limit 5000)`,
      'drop index concurrently if exists document_trust_note',
      'create index concurrently document_trust_note on document (agency_id, trust_note)',
    ],
  },
  {
    name: '9003_rule',
    online: [
      `do $$ begin alter table document add constraint trust_rule check (length(abstract) > 0) not valid;
         exception when duplicate_object then null; end $$`,
      'alter table document validate constraint trust_rule',
    ],
  },
];

/** Control: the step waits in line for as long as it takes, and everybody behind it. */
function impatient(step: Migration): Migration {
  return 'sql' in step ? { ...step, sql: `set local lock_timeout = 0; ${step.sql}` } : step;
}

const FILL = `
  insert into document (agency_id, id, direction, document_type, type_name, number, number_symbol, abstract, issued_on,
    issuing_agency_name, created_at)
  select $1, gen_random_uuid(), 'incoming', 'official_letter', 'Công văn', n, n || '/UBND-VP',
    'V/v thử nâng cấp số ' || n || repeat(' nội dung trích yếu', n % 9), date '2021-01-01' + n % 365, 'UBND tỉnh', now()
  from generate_series(1, $2::int) n`;
const PRINT = `
  select count(*)::int as rows, coalesce(sum(hashtextextended(concat_ws('|', id, number_symbol, abstract, issued_on,
    issuing_agency_name), 0)::numeric), 0)::text as print from document where issuing_agency_name = 'UBND tỉnh'`;

interface Load {
  written: number;
  failed: string[];
  longestWaitMs: number;
  stop(): Promise<void>;
}

/** One connection under a name of its own. */
async function connect(url: string, name: string): Promise<ReturnType<typeof createPool>> {
  const client = createPool(url, 1);
  await client.query("select set_config('application_name', $1, false)", [name]);
  return client;
}

/** Writers of every moment, and somebody who holds a row for long now and then. */
async function startLoad(url: string, agencyId: string): Promise<Load> {
  let stopping = false;
  const load: Load = { written: 0, failed: [], longestWaitMs: 0, stop: async () => undefined };
  const write = async (): Promise<void> => {
    const client = await connect(url, 'trust load');
    while (!stopping) {
      await client
        .query(
          `with made as (insert into document (agency_id, id, direction, document_type, type_name, abstract, issuing_agency_name, created_at)
             values ($1, gen_random_uuid(), 'outgoing', 'official_letter', 'Công văn', 'V/v việc đang làm', 'UBND huyện', now()) returning id)
           update document set page_count = 2 where agency_id = $1 and number = (random() * 1000)::int and direction = 'outgoing'`,
          [agencyId],
        )
        .then(
          () => {
            load.written += 1;
          },
          (error: unknown) => void load.failed.push(String(error)),
        );
      await pause(10);
    }
    await client.end();
  };
  const hold = async (): Promise<void> => {
    const client = await connect(url, 'trust holder');
    while (!stopping) {
      await client.query('begin');
      await client.query(`update document set page_count = 3 where number_symbol = '1/UBND-VP'`);
      await pause(HOLD_MS);
      await client.query('commit');
      await pause(700);
    }
    await client.end();
  };
  const watch = async (): Promise<void> => {
    const client = await connect(url, 'trust watch');
    while (!stopping) {
      const { rows } = await client.query<{ ms: number }>(
        `select coalesce(max(extract(epoch from clock_timestamp() - waitstart) * 1000), 0)::float as ms from pg_locks
         join pg_stat_activity using (pid) where not granted and application_name = 'trust load' and waitstart is not null`,
      );
      load.longestWaitMs = Math.max(load.longestWaitMs, rows[0]?.ms ?? 0);
      await pause(LOOK_EVERY_MS);
    }
    await client.end();
  };
  const running = Promise.all([...Array.from({ length: WRITERS }, write), hold(), watch()]);
  load.stop = async () => {
    stopping = true;
    await running;
  };
  return load;
}

/** A step of one transaction is there with its line in the list, or neither is. */
async function countHalves({ services }: Foundations): Promise<number> {
  const [row] = await rawQuery<{ noted: boolean; column: boolean; table: boolean }>(
    services.db,
    `select exists (select 1 from schema_migration where name = '9001_column') as noted,
       exists (select 1 from information_schema.columns where table_name = 'document' and column_name = 'trust_note') as column,
       to_regclass('trust_step') is not null as table`,
    [],
  );
  return row !== undefined && row.noted === row.column && row.noted === row.table ? 0 : 1;
}

/** Started again after each kill, as an administrator would, until it goes through. */
async function upgradeUnderKills(office: Foundations, url: string, kills: number, steps: Migration[]) {
  let halves = 0;
  let killed = 0;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    let isDone = false;
    const child = startChild('./steps-child.ts', [url, JSON.stringify(steps)], () => {
      isDone = true;
    });
    if (killed < kills) {
      await Promise.race([pause(1_500 + Math.random() * 4_000), child.ended]);
      await child.kill();
      killed += isDone ? 0 : 1;
    }
    await child.ended;
    halves += await countHalves(office);
    if (isDone) {
      return { halves, killed, attempts: attempt + 1, isDone };
    }
  }
  return { halves, killed, attempts: TRIES, isDone: false };
}

async function judgeEnd({ services }: Foundations) {
  const [row] = await rawQuery<{ unfilled: number; valid: boolean; rule: boolean; steps: number; bytes: number }>(
    services.db,
    `select (select count(*)::int from document where trust_note is null and issuing_agency_name = 'UBND tỉnh') as unfilled,
       coalesce((select indisvalid from pg_index where indexrelid = to_regclass('document_trust_note')), false) as valid,
       coalesce((select convalidated from pg_constraint where conname = 'trust_rule'), false) as rule,
       (select count(*)::int from schema_migration where name like '900%') as steps,
       pg_total_relation_size('document')::float as bytes`,
    [],
  );
  return row ?? { unfilled: -1, valid: false, rule: false, steps: 0, bytes: 0 };
}

async function measure(dir: string, { short, broken, log }: CheckOptions): Promise<CheckOutcome> {
  const documents = short ? DOCUMENTS_SHORT : DOCUMENTS;
  const config = { ...readConfig(['--data', dir], {}), databaseUrl: undefined };
  const office = await openFoundations(config, createLog('silent'), () => undefined);
  try {
    const { db } = office.services;
    const { id: agencyId } = await buildAgency(db);
    await rawQuery(db, FILL, [agencyId, documents]);
    const [before] = await rawQuery<{ rows: number; print: string }>(db, PRINT, []);
    log(`${documents} documents`);
    const url = urlOfOffice(dir);
    const load = await startLoad(url, agencyId);
    const steps = broken ? STEPS.map(impatient) : STEPS;
    const upgraded = await upgradeUnderKills(office, url, short ? KILLS_SHORT : KILLS, steps);
    await load.stop();
    const [after] = await rawQuery<{ rows: number; print: string }>(db, PRINT, []);
    const end = await judgeEnd(office);
    const isWhole = end.unfilled === 0 && end.valid && end.rule && end.steps === STEPS.length && upgraded.isDone;
    const isSame = before?.rows === after?.rows && before?.print === after?.print;
    return {
      figure: `${documents} văn bản (${Math.round(end.bytes / 2 ** 20)} MB), ${load.written} việc ghi cùng lúc, ${upgraded.killed} lần kill -9 giữa bước: chờ khóa lâu nhất ${Math.round(load.longestWaitMs)} ms, ${load.failed.length} việc lỗi, ${upgraded.halves} lần dở dang, dữ liệu ${isSame ? 'nguyên vẹn' : 'KHÁC'}, cấu trúc mới ${isWhole ? 'đủ' : 'THIẾU'}`,
      passed:
        load.longestWaitMs < LONGEST_WAIT_MS && load.failed.length === 0 && upgraded.halves === 0 && isSame && isWhole,
      detail: { upgraded, end, failed: load.failed.slice(0, 10) },
    };
  } finally {
    await office.close();
  }
}

export const check: Check = {
  name: 'migrations',
  tests: ['T40'],
  title:
    'Bước nâng cấp cấu trúc chạy cạnh người đang làm việc, bị kill -9 giữa chừng thì còn nguyên bản cũ hoặc bản mới',
  target: '200.000 văn bản: chờ khóa dưới 1 giây, 0 lần dở dang, dữ liệu cũ nguyên vẹn',
  control: 'bước đứng chờ khóa không giới hạn, mọi người đứng sau',
  run: (options) => inFolder('migrations', (dir) => measure(dir, options)),
};
