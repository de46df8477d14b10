import { IncomingQuery, IncomingRegisterQuery } from '@congvu/contracts';
import { listIncoming } from '../apps/server/src/modules/incoming/queries/list-incoming.ts';
import { readBook } from '../apps/server/src/modules/incoming/queries/read-book.ts';
import type { Subject } from '../apps/server/src/platform/authorise.ts';
import type { ActingContext } from '../apps/server/src/platform/context.ts';
import { newId } from '../apps/server/src/platform/ids.ts';
import { AGENCIES, type BenchAgency, buildAgencies, DOCUMENTS, fillDocuments } from './support-list-data.ts';
import { type BenchOffice, openBenchOffice, type Spread, spreadOf } from './support-office.ts';

const ROUNDS = 200;
const WARM_UP = 20;
const LIMIT_MS = 30;

type Role = 'specialist' | 'clerk' | 'leader' | 'administrator';

function acting(office: BenchOffice, subject: Subject): ActingContext {
  return {
    ...office.services,
    subject,
    meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'bench', device: 'desktop' },
    idempotency: undefined,
  };
}

/** Half of the calls go to the largest agency, the other half to all the others in turn. */
async function time(agencies: readonly BenchAgency[], work: (agency: BenchAgency) => Promise<{ items: unknown[] }>) {
  const [largest, ...others] = agencies;
  const times: number[] = [];
  let rows = 0;
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const agency = round % 2 === 0 ? largest : others[round % others.length];
    if (agency === undefined) {
      continue;
    }
    const start = performance.now();
    const page = await work(agency);
    const spent = performance.now() - start;
    if (round >= WARM_UP) {
      times.push(spent);
      rows += page.items.length;
    }
  }
  return { ...spreadOf(times), rowsPerPage: Math.round(rows / ROUNDS) };
}

/**
 * First pages of the incoming list and of the register at a million documents in 300 agencies, as each role opens them: the
 * whole use case (rows, counts of all tabs, presentation), without HTTP. Limit: 30 ms at p95, whoever asks.
 */
export async function run(): Promise<Record<string, unknown>> {
  const office = await openBenchOffice('2021-12-21T01:00:00Z');
  try {
    const { db } = office.services;
    const agencies = await buildAgencies(db);
    const start = performance.now();
    await fillDocuments(db, agencies);
    const filledIn = Math.round((performance.now() - start) / 1000);
    const measured: Record<string, Spread> = {};
    for (const role of ['specialist', 'clerk', 'leader', 'administrator'] satisfies Role[]) {
      const opened = (given: object) => (agency: BenchAgency) =>
        listIncoming(acting(office, agency[role]), IncomingQuery.parse({ limit: 50, ...given }));
      measured[`list, ${role}`] = await time(agencies, opened({}));
      measured[`list of all, ${role}`] = await time(agencies, opened({ tab: 'all' }));
      measured[`search, ${role}`] = await time(agencies, opened({ tab: 'all', q: 'chung thu so' }));
    }
    for (const role of ['clerk', 'leader'] satisfies Role[]) {
      measured[`register, ${role}`] = await time(agencies, (agency) =>
        readBook(acting(office, agency[role]), IncomingRegisterQuery.parse({ year: 2021, limit: 50 })),
      );
    }
    const firstPages = Object.entries(measured).filter(([name]) => !name.startsWith('search'));
    return {
      unit: 'ms',
      documents: DOCUMENTS,
      agencies: AGENCIES,
      largestAgency: agencies[0]?.documents ?? 0,
      filledInSeconds: filledIn,
      measured,
      limits: { firstPageP95: LIMIT_MS },
      passed: firstPages.every(([, spread]) => spread.p95 <= LIMIT_MS),
    };
  } finally {
    await office.close();
  }
}
