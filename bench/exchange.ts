import { setTimeout as sleep } from 'node:timers/promises';
import { type Installation, startInstallation } from './support-exchange.ts';
import { median } from './support-rate.ts';

const LETTERS = Number(process.env.BENCH_LETTERS ?? 1_000);
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const WARM_UP = 100;
const CODES = ['03', '04', '05', '06'];
const LARGE_BYTES = 100 * 1024 * 1024;
const LIMITS = { lettersPerSecond: 150, statusesPerSecond: 1_000 };
const LOOK_MS = 100;
/** Nothing takes this long; a run that hangs says so instead of waiting for ever. */
const PATIENCE_MS = 300_000;

const SENDER = [{ name: 'UBND huyện Tam Đường', code: 'H35.901' }];
const RECEIVERS = Array.from({ length: 8 }, (_one, index) => ({
  name: `UBND xã Số ${index + 1}`,
  code: `H35.902.${index + 1}`,
}));

interface Progress {
  arrived: number;
  failed: number;
  statuses: number;
}

interface Counts extends Progress {
  quarantined: number;
  valid: number;
  documents: number;
}

interface Cpu {
  officeSeconds: number;
  mainThreadSeconds: number;
  databaseSeconds: number;
}

async function until(office: Installation, isDone: (counts: Progress) => boolean): Promise<void> {
  const ends = performance.now() + PATIENCE_MS;
  while (performance.now() < ends) {
    const counts = await office.ask<Progress>('progress');
    if (isDone(counts)) {
      return;
    }
    if (counts.failed > 0) {
      break;
    }
    await sleep(LOOK_MS);
  }
  throw new Error(`the exchange did not come to its end: ${JSON.stringify(await office.ask('counts'))}`);
}

interface Run {
  count: number;
  seconds: number;
  perSecond: number;
  /** Of all four programs together: other work on the machine does not count. */
  cpuMsEach: Record<string, number>;
}

async function measure(offices: readonly Installation[], count: number, done: () => Promise<void>): Promise<Run> {
  const cpu = () => Promise.all(offices.map((office) => office.ask<Cpu>('cpu')));
  if (process.env.BENCH_LOOK !== undefined) {
    process.stderr.write(`measuring ${count}\n`);
  }
  const before = await cpu();
  const started = performance.now();
  for (const office of offices) {
    await office.ask('start');
  }
  await done();
  const seconds = (performance.now() - started) / 1_000;
  const after = await cpu();
  for (const office of offices) {
    await office.ask('stop');
  }
  const spent = (index: number, key: keyof Cpu): number =>
    Number(((((after[index]?.[key] ?? 0) - (before[index]?.[key] ?? 0)) * 1_000) / count).toFixed(2));
  return {
    count,
    seconds: Number(seconds.toFixed(2)),
    perSecond: Number((count / seconds).toFixed(1)),
    cpuMsEach: {
      sender: spent(0, 'officeSeconds'),
      senderMainThread: spent(0, 'mainThreadSeconds'),
      senderDatabase: spent(0, 'databaseSeconds'),
      receiver: spent(1, 'officeSeconds'),
      receiverMainThread: spent(1, 'mainThreadSeconds'),
      receiverDatabase: spent(1, 'databaseSeconds'),
    },
  };
}

/** Two installations that know each other by fingerprint and accept each other's codes. */
async function openPair(): Promise<[Installation, Installation]> {
  const sender = await startInstallation();
  const receiver = await startInstallation();
  const here = await sender.ask<{ url: string; heard: string }>('open', { names: SENDER });
  const there = await receiver.ask<{ url: string; heard: string }>('open', { names: RECEIVERS });
  const codes = { sender: SENDER.map(({ code }) => code), receivers: RECEIVERS.map(({ code }) => code) };
  await sender.ask('propose', { ...there, codes: codes.receivers });
  await receiver.ask('propose', { ...here, codes: codes.sender });
  await sender.ask('accept', { codes: codes.receivers });
  await receiver.ask('accept', { codes: codes.sender });
  await receiver.ask('trust', await sender.ask<object>('anchor'));
  return [sender, receiver];
}

async function letterRun(offices: [Installation, Installation], count: number): Promise<Run> {
  const [sender] = offices;
  await sender.ask('prepare', { count, to: RECEIVERS });
  const { arrived } = await sender.ask<Counts>('counts');
  const wanted = arrived + count;
  return measure(offices, count, () => until(sender, (counts) => counts.arrived >= wanted));
}

async function statusRun(offices: [Installation, Installation]): Promise<Run> {
  const [sender, receiver] = offices;
  const { statuses } = await sender.ask<Counts>('counts');
  const { queued } = await receiver.ask<{ queued: number }>('report', { codes: CODES });
  return measure(offices, queued, () => until(sender, (counts) => counts.statuses >= statuses + queued));
}

interface Large {
  kind: 'tif' | 'pdf';
  seconds: number;
  /** Growth of each program's peak over what it had before. */
  mebibytes: { sender: number; receiver: number };
}

/** A letter with a file of 100 MB beside it, from the blob of one installation to that of the other. */
async function largeRun(offices: [Installation, Installation], kind: Large['kind']): Promise<Large> {
  const [sender] = offices;
  const { arrived } = await sender.ask<Counts>('counts');
  await sender.ask('dispatchLarge', { kind, size: LARGE_BYTES, to: RECEIVERS[0] });
  const peaks = (act: 'forgetPeak' | 'peak') =>
    Promise.all(offices.map((office) => office.ask<{ mebibytes: number }>(act)));
  const before = await peaks('forgetPeak');
  const { seconds } = await measure(offices, 1, () => until(sender, (counts) => counts.arrived > arrived));
  const after = await peaks('peak');
  const grown = (index: number): number => (after[index]?.mebibytes ?? 0) - (before[index]?.mebibytes ?? 0);
  return { kind, seconds, mebibytes: { sender: grown(0), receiver: grown(1) } };
}

/**
 * Letters and statuses end to end between two installations on this machine, each an office process with a durable database and files
 * of its own, over the direct carrier: built, sent, stored, read, scanned, every signature of every (distinct) PDF checked, taken in,
 * 01 back at the sender. The checks are those of production.
 */
export async function run(): Promise<Record<string, unknown>> {
  const offices = await openPair();
  const [sender, receiver] = offices;
  try {
    await letterRun(offices, WARM_UP);
    const runs: Run[] = [];
    for (let index = 0; index < RUNS; index += 1) {
      runs.push(await letterRun(offices, LETTERS));
    }
    const statuses = await statusRun(offices);
    if (process.env.BENCH_LOOK !== undefined) {
      process.stderr.write(`${JSON.stringify(await receiver.ask('look'), undefined, 1)}\n`);
    }
    const large = [await largeRun(offices, 'tif'), await largeRun(offices, 'pdf')];
    const total = WARM_UP + RUNS * LETTERS + large.length;
    const [sent, got] = [await sender.ask<Counts>('counts'), await receiver.ask<Counts>('counts')];
    const lettersPerSecond = median(runs.map(({ perSecond }) => perSecond));
    return {
      unit: 'per second',
      letters: { perSecond: lettersPerSecond, runs },
      statuses,
      large,
      exact: {
        sent: total,
        documents: got.documents,
        validSignatures: got.valid,
        quarantined: got.quarantined,
        failed: sent.failed,
      },
      limits: LIMITS,
      passed:
        got.documents === total &&
        got.valid === total &&
        lettersPerSecond >= LIMITS.lettersPerSecond &&
        statuses.perSecond >= LIMITS.statusesPerSecond,
    };
  } catch (error) {
    const seen = await Promise.all(offices.map((office) => office.ask('look')));
    throw new Error(`the benchmark did not end: ${JSON.stringify(seen)}`, { cause: error });
  } finally {
    await Promise.all(offices.map((office) => office.ask('close')));
  }
}
