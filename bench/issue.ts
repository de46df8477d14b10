import type { DraftIdAnswer, IssueAnswer, SignBatchAnswer, SigningBatch } from '@congvu/contracts';
import type { z } from 'zod';
import { type Actor, createDriver, type Driver } from '../apps/server/src/demo/demo-driver.ts';
import { demoLetter } from '../apps/server/src/demo/demo-letter.ts';
import { DEMO_PIN } from '../apps/server/src/demo/demo-secrets.ts';
import { officeParts } from '../apps/server/src/demo/office-parts.ts';
import { seedDemo } from '../apps/server/src/demo/seed-demo.ts';
import { record } from '../apps/server/src/modules/audit/index.ts';
import { allotNumber } from '../apps/server/src/modules/documents/index.ts';
import { buildAgency, buildSubject, buildUnit } from '../apps/server/src/modules/org/org.testing.ts';
import { createModules } from '../apps/server/src/modules.ts';
import { command } from '../apps/server/src/platform/context.ts';
import { newId } from '../apps/server/src/platform/ids.ts';
import { startWorker } from '../apps/server/src/platform/jobs.ts';
import { rawQuery } from '../apps/server/src/platform/sql.ts';
import { startSweeps } from '../apps/server/src/platform/sweeps.ts';
import { type BenchOffice, openBenchOffice } from './support-office.ts';

const LETTERS = Number(process.env.BENCH_LETTERS ?? 500);
const RECEIVERS = 26;
const PREPARED_AT_ONCE = 4;
const BATCH = 100;
const ISSUERS = 100;
const NUMBERS_EACH = 30;
const LIMIT_NUMBERS_PER_SECOND = 300;

type SignAnswer = z.infer<typeof SignBatchAnswer>;

interface Cast {
  drafter: Actor;
  head: Actor;
  clerk: Actor;
  signer: Actor;
}

/** Those who bring a letter of the district's committee from the first word to the seal. */
async function castOf(act: Driver): Promise<Cast> {
  const at = '2021-03-22T08:00';
  return {
    drafter: await act(at, { agency: 'ubnd', unit: 'pvhtt', title: 'Chuyên viên' }),
    head: await act(at, { agency: 'ubnd', unit: 'pvhtt', title: 'Trưởng phòng' }),
    clerk: await act(at, { agency: 'ubnd', unit: 'vphdnd', title: 'Văn thư', name: 'Lò Thị Mai Hương' }),
    signer: await act(at, { agency: 'ubnd', unit: 'lanh-dao', title: 'Phó Chủ tịch', name: 'Vũ Xuân Thịnh' }),
  };
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000;
}

function perSecond(count: number, spent: number): number {
  return Number((count / spent).toFixed(1));
}

/** 100 issuers at once on one register, each in the transaction of a command with its audit leaf. */
async function numbering(office: BenchOffice): Promise<{ perSecond: number; withoutGap: boolean }> {
  const { db } = office.services;
  const agency = await buildAgency(db);
  const unit = await buildUnit(db, agency.id);
  const subject = await buildSubject(db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
  const allot = async (): Promise<number> => {
    const meta = { requestId: newId(), ip: '', userAgent: 'bench' };
    const context = { ...office.services, subject, meta, idempotency: undefined };
    return command(context, async (tx) => {
      const documentId = newId();
      await record(tx, context, {
        action: 'outgoing.numbered',
        agencyId: agency.id,
        objectKind: 'outgoing',
        objectId: documentId,
      });
      const wanted = {
        agencyId: agency.id,
        direction: 'outgoing' as const,
        series: 'all',
        documentId,
        on: '2021-03-22',
      };
      return (await allotNumber(tx, context, wanted)).number;
    });
  };
  await allot();
  const start = performance.now();
  const issuer = async (): Promise<number[]> => {
    const numbers: number[] = [];
    for (let time = 0; time < NUMBERS_EACH; time += 1) {
      numbers.push(await allot());
    }
    return numbers;
  };
  const numbers = (await Promise.all(Array.from({ length: ISSUERS }, issuer))).flat().sort((a, b) => a - b);
  const spent = seconds(start);
  return {
    perSecond: perSecond(numbers.length, spent),
    withoutGap: numbers.every((number, index) => number === index + 2),
  };
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: PREPARED_AT_ONCE }, lane));
}

function chunks(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / BATCH) }, (_none, index) =>
    ids.slice(index * BATCH, (index + 1) * BATCH),
  );
}

async function prepareLetter(cast: Cast, index: number): Promise<string> {
  const { drafter, head, clerk, signer } = cast;
  const content = demoLetter(signer.positionId);
  const abstract = `${content.abstract}, đợt ${index + 1}`;
  const opened = await drafter.call<z.infer<typeof DraftIdAnswer>>('POST', '/api/drafts', {
    body: { documentType: content.documentType, abstract, content: { ...content, abstract } },
  });
  const params = { id: opened.id };
  await drafter.call('POST', '/api/drafts/:id/submit', { params, body: { version: opened.version } });
  await head.call('POST', '/api/drafts/:id/approve-content', { params, body: { version: opened.version } });
  await clerk.call('POST', '/api/outgoing/from-draft/:draftId', { params: { draftId: opened.id } });
  return opened.id;
}

async function sign(actor: Actor, purpose: SigningBatch['purpose'], documentIds: string[]): Promise<void> {
  for (const part of chunks(documentIds)) {
    const batch = await actor.call<SigningBatch>('POST', '/api/signing/batches', {
      body: { purpose, documentIds: part },
    });
    const answer = await actor.call<SignAnswer>('POST', '/api/signing/batches/:id/sign', {
      params: { id: batch.id },
      body: { pin: DEMO_PIN },
    });
    if (answer.failed > 0) {
      throw new Error(`${purpose} failed for ${answer.failed} letters: ${JSON.stringify(answer.items.slice(0, 3))}`);
    }
  }
}

async function untilArrived(office: BenchOffice, documentIds: string[]): Promise<number> {
  for (;;) {
    const [row] = await rawQuery<{ arrived: number; open: number }>(
      office.services.db,
      `select count(*) filter (where state = 'arrived') as arrived, count(*) filter (where state in ('queued', 'sent')) as open
       from interchange_dispatch where document_id = any($1::uuid[])`,
      [documentIds],
    );
    if (row !== undefined && row.open === 0) {
      return row.arrived;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** From the press of "Phát hành" on 500 sealed letters until every receiver holds its own and has said so. */
async function issuing(office: BenchOffice): Promise<Record<string, unknown>> {
  const { services, pool } = office;
  const modules = createModules();
  const parts = officeParts(services, modules);
  await seedDemo(services, parts, () => undefined);
  const cast = await castOf(createDriver(services, parts.routes));
  const prepared = performance.now();
  const ids: string[] = [];
  await inLanes([...Array(LETTERS).keys()], async (index) => {
    ids.push(await prepareLetter(cast, index));
  });
  await sign(cast.signer, 'outgoing.sign', ids);
  await sign(cast.clerk, 'outgoing.seal', ids);
  const preparing = seconds(prepared);
  const runner = await startWorker(
    pool,
    modules.all.flatMap((module) => module.jobs?.(services) ?? []),
    services.log,
  );
  const sweeps = startSweeps(
    services,
    modules.all.flatMap((module) => module.sweeps ?? []),
  );
  const start = performance.now();
  let issued = 0;
  for (const part of chunks(ids)) {
    const answer = await cast.clerk.call<IssueAnswer>('POST', '/api/outgoing/issue', { body: { documentIds: part } });
    issued += answer.issued;
  }
  const issuingTime = seconds(start);
  const arrived = await untilArrived(office, ids);
  const deliveringTime = seconds(start);
  await sweeps.stop();
  await runner.stop();
  return {
    letters: issued,
    deliveries: arrived,
    complete: issued === LETTERS && arrived === LETTERS * RECEIVERS,
    preparedPerSecond: perSecond(LETTERS, preparing),
    lettersPerSecond: perSecond(issued, issuingTime),
    deliveriesPerSecond: perSecond(arrived, deliveringTime),
    secondsUntilAllArrived: Number(deliveringTime.toFixed(1)),
  };
}

/**
 * 500 signed and sealed letters issued to 26 agencies each, on a durable database, the gate judging both signatures of every letter;
 * a delivery counts when the receiver's document exists and its "đã đến" has come back. Numbering beside it.
 */
export async function run(): Promise<Record<string, unknown>> {
  const office = await openBenchOffice('2021-03-22T02:00:00Z');
  try {
    const numbers = await numbering(office);
    const issue = await issuing(office);
    return {
      numbering: { issuers: ISSUERS, ...numbers },
      issue,
      limits: { numbersPerSecond: LIMIT_NUMBERS_PER_SECOND },
      passed: numbers.perSecond >= LIMIT_NUMBERS_PER_SECOND && numbers.withoutGap && issue.complete === true,
    };
  } finally {
    await office.close();
  }
}
