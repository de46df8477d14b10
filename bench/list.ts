import { IncomingQuery, IncomingRegisterQuery } from '@congvu/contracts';
import { listIncoming } from '../apps/server/src/modules/incoming/queries/list-incoming.ts';
import { readBook } from '../apps/server/src/modules/incoming/queries/read-book.ts';
import type { Subject } from '../apps/server/src/platform/authorise.ts';
import type { ActingContext } from '../apps/server/src/platform/context.ts';
import { newId } from '../apps/server/src/platform/ids.ts';
import { withinAgency } from '../apps/server/src/platform/reach.ts';
import { AGENCIES, type BenchAgency, buildAgencies, DOCUMENTS, fillDocuments } from './support-list-data.ts';
import { type BenchOffice, openBenchOffice, type Spread, spreadOf } from './support-office.ts';

const ROUNDS = 200;
const WARM_UP = 20;
const LIMIT_MS = 30;
/** What row-level security may add to a first page (docs/adr/0013). */
const LIMIT_SLOWER = 1.45;

type Role = 'specialist' | 'clerk' | 'leader' | 'administrator';

function acting(office: BenchOffice, subject: Subject): ActingContext {
  return {
    ...office.services,
    subject,
    meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'bench', device: 'desktop' },
    idempotency: undefined,
  };
}

interface Measured {
  /** As a request asks: the database itself keeps to the agency. */
  guarded: Spread;
  /** The same statements as the owner of the tables, in turn with the others. */
  open: Spread;
  slower: number;
  rowsPerPage: number;
}

/** Half of the calls go to the largest agency, the other half to all the others in turn; each is asked both ways. */
async function time(
  agencies: readonly BenchAgency[],
  work: (agency: BenchAgency) => Promise<{ items: unknown[] }>,
): Promise<Measured> {
  const [largest, ...others] = agencies;
  const times = { guarded: [] as number[], open: [] as number[] };
  let rows = 0;
  const clock = async (way: keyof typeof times, round: number, ask: () => Promise<{ items: unknown[] }>) => {
    const start = performance.now();
    const page = await ask();
    const spent = performance.now() - start;
    if (round >= WARM_UP) {
      times[way].push(spent);
      rows += page.items.length;
    }
  };
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const agency = round % 2 === 0 ? largest : others[round % others.length];
    if (agency !== undefined) {
      await clock('guarded', round, () => withinAgency(agency.agencyId, () => work(agency)));
      await clock('open', round, () => work(agency));
    }
  }
  const [guarded, open] = [spreadOf(times.guarded), spreadOf(times.open)];
  return {
    guarded,
    open,
    slower: Number((guarded.p50 / open.p50).toFixed(2)),
    rowsPerPage: Math.round(rows / ROUNDS / 2),
  };
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
    const measured: Record<string, Measured> = {};
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
      limits: { firstPageP95: LIMIT_MS, slower: LIMIT_SLOWER },
      passed: firstPages.every(([, { guarded, slower }]) => guarded.p95 <= LIMIT_MS && slower <= LIMIT_SLOWER),
    };
  } finally {
    await office.close();
  }
}
