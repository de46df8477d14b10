import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { createGate } from '../apps/server/src/modules/mailflow/intake/gate.ts';
import { openSmtpPort } from '../apps/server/src/modules/mailflow/intake/open-port.ts';
import { createMailMemory } from '../apps/server/src/modules/mailflow/intake/read-data.ts';
import { createSourceLimits } from '../apps/server/src/modules/mailflow/intake/source-limits.ts';
import { judgeMail } from '../apps/server/src/modules/mailflow/judge/judge-mail.ts';
import {
  createTestWorld,
  QUIET_PORTS,
  type TestWorld,
} from '../apps/server/src/modules/mailflow/mail-world.testing.ts';
import type { MailFlow } from '../apps/server/src/modules/mailflow/mailflow.flow.ts';
import { buildAgency } from '../apps/server/src/modules/org/org.testing.ts';
import { buildMailbox } from '../apps/server/src/modules/webmail/webmail.testing.ts';
import { rawQuery } from '../apps/server/src/platform/sql.ts';
import type { ClientOrder, ClientReport } from './support-mail-client.ts';
import { writeLetters } from './support-mail-data.ts';
import { type BenchOffice, openBenchOffice, spreadOf } from './support-office.ts';
import { median } from './support-rate.ts';

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const MAILS = Number(process.env.BENCH_MAILS ?? 400);
const WARM_UP = 100;
const SAMPLE = 200;
const BOXES = 40;
const LINES = 8;
const AT_ONCE = 8;
const LIMITS = { mailsPerSecond: 60, judgeMs: 5 };
const DOMAIN = 'tamduong.laichau.gov.vn';
const ENDLESS = Number.MAX_SAFE_INTEGER;
const NANOSECONDS_A_TICK = 10_000_000;

/** Processor seconds of every process of the database; undefined where the system does not say. */
async function databaseCpu({ services }: BenchOffice): Promise<number | undefined> {
  const rows = await rawQuery<{ pid: number }>(
    services.db,
    'select pid from pg_stat_activity where pid is not null',
    [],
  );
  try {
    const ticks = rows.map(({ pid }) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return Number(fields[11]) + Number(fields[12]);
    });
    return (ticks.reduce((sum, one) => sum + one, 0) * NANOSECONDS_A_TICK) / 1e9;
  } catch {
    return undefined;
  }
}

interface Run {
  mailsPerSecond: number;
  officeCpuMs: number;
  databaseCpuMs: number | undefined;
  p50: number;
  p95: number;
}

async function receive(client: Worker, office: BenchOffice, order: ClientOrder): Promise<Run> {
  const [cpu, database] = [process.cpuUsage(), await databaseCpu(office)];
  client.postMessage(order);
  const [report]: ClientReport[] = await once(client, 'message');
  if (report === undefined || report.refused.length > 0) {
    throw new Error(`mails were refused: ${report?.refused[0]}`);
  }
  const { user, system } = process.cpuUsage(cpu);
  const after = await databaseCpu(office);
  const each = (seconds: number): number => Number(((seconds * 1_000) / order.mails.length).toFixed(2));
  return {
    mailsPerSecond: Number(((order.mails.length * 1_000) / report.ms).toFixed(1)),
    // The client is a thread of this process: its share is in here as well.
    officeCpuMs: each((user + system) / 1e6),
    databaseCpuMs: database === undefined || after === undefined ? undefined : each(after - database),
    ...spreadOf(report.times),
  };
}

/** What each part costs, one mail after the other. */
async function costOfParts(flow: MailFlow, world: TestWorld): Promise<Record<string, number>> {
  const mails = await writeLetters(world, SAMPLE, `hop0@${DOMAIN}`);
  const costs: { authMs: number; readMs: number; judgeMs: number }[] = [];
  for (const [no, { from, raw }] of mails.entries()) {
    const client = { ip: '127.0.0.1', helo: 'mail.ngoai.vn', sender: from };
    const judged = await judgeMail(flow, { raw, sha256: String(no), client, mailboxIds: [] });
    if (judged.kind === 'judged') {
      costs.push(judged.cost);
    }
  }
  const of = (key: 'authMs' | 'readMs' | 'judgeMs'): number => Number(median(costs.map((one) => one[key])).toFixed(2));
  return { authenticateMs: of('authMs'), readMs: of('readMs'), judgeMs: of('judgeMs') };
}

async function build(office: BenchOffice): Promise<string[]> {
  const { db } = office.services;
  const agency = await buildAgency(db, { name: 'UBND huyện Tam Đường' });
  const addresses = Array.from({ length: BOXES }, (_one, no) => `hop${no}@${DOMAIN}`);
  for (const address of addresses) {
    await buildMailbox(db, { agencyId: agency.id, address });
  }
  return addresses;
}

/**
 * Mail of 50 KB over real sockets: SMTP, SPF, DKIM (RSA-2048) and DMARC, MIME, verdict, copies in the boxes, blob and database synced
 * before 250. Everything of it, the client included, on the processors of this machine; the name service answers from memory, no
 * antivirus.
 */
export async function run(): Promise<Record<string, unknown>> {
  const office = await openBenchOffice('2021-03-22T01:00:00Z');
  const client = new Worker(new URL('./support-mail-client.ts', import.meta.url));
  const world = createTestWorld();
  const { services } = office;
  const flow: MailFlow = { services, world, ports: QUIET_PORTS };
  const limits = createSourceLimits({ connections: ENDLESS, messages: ENDLESS, unknown: ENDLESS });
  const port = await openSmtpPort({
    flow,
    gate: createGate(AT_ONCE),
    memory: createMailMemory(),
    limits,
    kind: 'transfer',
    port: 0,
  });
  try {
    const recipients = await build(office);
    const order = { port: port.port, lines: LINES, recipients };
    await receive(client, office, { ...order, mails: await writeLetters(world, WARM_UP, recipients[0] ?? '') });
    const runs: Run[] = [];
    let bytes = 0;
    for (let turn = 0; turn < RUNS; turn += 1) {
      const mails = await writeLetters(world, MAILS, recipients[0] ?? '');
      bytes = Math.round(median(mails.map(({ raw }) => raw.length)));
      runs.push(await receive(client, office, { ...order, mails }));
    }
    const parts = await costOfParts(flow, world);
    const mailsPerSecond = median(runs.map((one) => one.mailsPerSecond));
    const cpuMsEach = {
      officeAndClient: median(runs.map((one) => one.officeCpuMs)),
      database: median(runs.map((one) => one.databaseCpuMs ?? 0)),
    };
    return {
      mails: MAILS,
      bytesEach: bytes,
      lines: LINES,
      mailsPerSecond,
      runs: runs.map((one) => one.mailsPerSecond),
      cpuMsEach,
      // What two processors with nothing else to do could take at most; the rate above is of this machine as it is.
      mostOnTwoProcessors: Math.round(2_000 / (cpuMsEach.officeAndClient + cpuMsEach.database)),
      msEach: { p50: median(runs.map((one) => one.p50)), p95: median(runs.map((one) => one.p95)) },
      parts,
      limits: LIMITS,
      passed: mailsPerSecond >= LIMITS.mailsPerSecond && (parts.judgeMs ?? 0) <= LIMITS.judgeMs,
    };
  } finally {
    await client.terminate();
    await port.close();
    await office.close();
  }
}
