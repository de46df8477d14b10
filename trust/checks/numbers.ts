import { buildAgency, buildSubject, buildUnit } from '../../apps/server/src/modules/org/org.testing.ts';
import { type Foundations, openFoundations } from '../../apps/server/src/office.ts';
import type { Subject } from '../../apps/server/src/platform/authorise.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';
import { rawQuery } from '../../apps/server/src/platform/sql.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { type Child, startChild } from '../support/child.ts';
import { inFolder } from '../support/folder.ts';

const WANTED = 5_000;
const WANTED_SHORT = 500;
const KILLS = 3;
const PROCESSES = 2;
const ISSUERS_EACH = 8;

interface Acknowledged {
  document: string;
  year: number;
  number: number;
}

interface Entry {
  document_id: string;
  year: number;
  number: number;
}

interface Told {
  acknowledged: Acknowledged[];
  rolledBack: number;
  refused: Map<string, number>;
}

function listen(told: Told): (line: Record<string, unknown>) => void {
  return (line) => {
    if (line.number !== undefined) {
      told.acknowledged.push(line as unknown as Acknowledged); // printed by numbers-child.ts
    } else if (line.rolledBack === true) {
      told.rolledBack += 1;
    } else {
      const why = String(line.refused).slice(0, 160);
      told.refused.set(why, (told.refused.get(why) ?? 0) + 1);
    }
  };
}

async function until(reached: () => boolean, children: Child[]): Promise<void> {
  while (!reached()) {
    if (children.every(({ process }) => process.exitCode !== null)) {
      throw new Error('every process under test ended by itself');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Two processes issue; three times one of them is killed in the middle of it and another takes its place. */
async function issueUnderKills(
  dir: string,
  subject: Subject,
  wanted: number,
  { broken, log }: CheckOptions,
): Promise<Told> {
  const told: Told = { acknowledged: [], rolledBack: 0, refused: new Map() };
  const args = [dir, JSON.stringify(subject), String(ISSUERS_EACH), broken ? 'broken' : ''];
  const start = (): Child => startChild('./numbers-child.ts', args, listen(told));
  const children = Array.from({ length: PROCESSES }, start);
  try {
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await until(() => told.acknowledged.length >= (wanted * kill) / (KILLS + 1), children);
      const victim = kill % PROCESSES;
      await children[victim]?.kill();
      children[victim] = start();
      log(`kill ${kill} at ${told.acknowledged.length} numbers`);
    }
    await until(() => told.acknowledged.length >= wanted, children);
  } finally {
    await Promise.all(children.map((child) => child.kill()));
  }
  return told;
}

/** Gaps and repetitions of what stands in the registers, and acknowledgements that are not there. */
function judge(entries: Entry[], counters: { year: number; last_number: number }[], told: Told) {
  let gaps = 0;
  let duplicates = 0;
  for (const { year, last_number: last } of counters) {
    const numbers = entries.filter((entry) => entry.year === year).map(({ number }) => number);
    const distinct = new Set(numbers);
    duplicates += numbers.length - distinct.size;
    const highest = Math.max(last, ...numbers);
    gaps += highest - distinct.size;
  }
  const standing = new Map(entries.map((entry) => [entry.document_id, `${entry.year}/${entry.number}`]));
  const lost = told.acknowledged.filter(
    ({ document, year, number }) => standing.get(document) !== `${year}/${number}`,
  ).length;
  return { gaps, duplicates, lost };
}

async function readBooks({ services }: Foundations) {
  const entries = await rawQuery<Entry>(
    services.db,
    `select e.document_id, r.year, e.number from register_entry e
     join register r on r.agency_id = e.agency_id and r.id = e.register_id`,
    [],
  );
  const counters = await rawQuery<{ year: number; last_number: number }>(
    services.db,
    'select year, last_number from register',
    [],
  );
  const [leaves] = await rawQuery<{ count: number }>(
    services.db,
    "select count(*) as count from audit_leaf where action = 'outgoing.numbered'",
    [],
  );
  return { entries, counters, leaves: leaves?.count ?? 0 };
}

async function measure(dir: string, options: CheckOptions): Promise<CheckOutcome> {
  const wanted = options.short ? WANTED_SHORT : WANTED;
  const office = await openFoundations(readConfig(['--data', dir], {}), createLog('silent'), () => undefined);
  try {
    const { db } = office.services;
    const agency = await buildAgency(db);
    const unit = await buildUnit(db, agency.id);
    const subject = await buildSubject(db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
    await rawQuery(
      db,
      `insert into register (agency_id, id, direction, series, year, name)
       select $1, gen_random_uuid(), 'outgoing', 'all', year, 'Sổ' from unnest(array[2021, 2022]) as year`,
      [agency.id],
    );
    const started = performance.now();
    const told = await issueUnderKills(dir, subject, wanted, options);
    const seconds = (performance.now() - started) / 1000;
    const { entries, counters, leaves } = await readBooks(office);
    const found = judge(entries, counters, told);
    const whole = leaves === entries.length;
    const rate = told.acknowledged.length / seconds;
    return {
      figure: `${told.acknowledged.length} số đã xác nhận (${entries.length} trong sổ, ${told.rolledBack} lần hủy giữa chừng, ${KILLS} lần kill -9, ${PROCESSES} tiến trình): ${found.gaps} hổng, ${found.duplicates} trùng, ${found.lost} mất, ${leaves} dấu vết; ${rate.toFixed(0)} số/s`,
      passed: found.gaps === 0 && found.duplicates === 0 && found.lost === 0 && whole,
      detail: { ...found, counters, rolledBack: told.rolledBack, refused: Object.fromEntries(told.refused) },
    };
  } finally {
    await office.close();
  }
}

export const check: Check = {
  name: 'numbers',
  tests: ['T26'],
  title: 'Số văn bản không hổng, không trùng khi hai tiến trình cùng cấp, có hủy giữa chừng và bị kill',
  target: '0 hổng, 0 trùng, 0 mất trên 5.000 số, 20 % hủy giữa chừng, 3 lần kill -9, 2 tiến trình, qua năm',
  control: 'số rút trước giao dịch, như dùng sequence',
  run: (options) => inFolder('numbers', (dir) => measure(dir, options)),
};
