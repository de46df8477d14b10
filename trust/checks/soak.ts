import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { inFolder } from '../support/folder.ts';
import { pause } from '../support/letters-under-test.ts';
import { type OfficeProcess, startOfficeProcess, type Visitor } from '../support/office-process.ts';
import { actsOf, chooseAct, signInMany } from '../support/soak-acts.ts';
import { quantile } from '../support/spread.ts';

const MINUTE_MS = 60_000;
const LIMIT_MS = 300;
const MB = 2 ** 20;
const SAMPLE_MS = 2_000;
const COLLECTED_MS = 1_500;
/** The short form has the same requests a second from fewer people; a minute says little of memory, but a flood is seen. */
const LONG = { people: 300, minutes: 30, warmUpMinutes: 5, liveEveryMs: 60_000, thinkMs: 20_000, slopeLimit: 1 };
const SHORT = { people: 30, minutes: 1, warmUpMinutes: 0.3, liveEveryMs: 8_000, thinkMs: 2_000, slopeLimit: 60 };

interface Sample {
  minute: number;
  memory: number;
  handles: number;
}

/** Bytes still held after a full collection. */
interface Live {
  minute: number;
  bytes: number;
}

interface Run {
  times: number[];
  byAct: Map<string, number[]>;
  faults: Map<string, number>;
  samples: Sample[];
  live: Live[];
}

function count(faults: Map<string, number>, what: string): void {
  faults.set(what, (faults.get(what) ?? 0) + 1);
}

async function live(visitor: Visitor, run: Run, thinkMs: number, until: number): Promise<void> {
  // They come one by one; what each may do is asked until it is told.
  let acts: Awaited<ReturnType<typeof actsOf>> = [];
  for (; acts.length === 0 && Date.now() < until; await pause(Math.random() * thinkMs)) {
    await pause(Math.random() * thinkMs);
    acts = await actsOf(visitor).catch((error: unknown) => {
      count(run.faults, String(error));
      return [];
    });
  }
  const tell = (name: string, { status, code, ms }: { status: number; code: string | undefined; ms: number }): void => {
    run.times.push(ms);
    run.byAct.set(name, [...(run.byAct.get(name) ?? []), ms]);
    if (status !== 200) {
      count(run.faults, `${name}: ${status} ${code}`);
    }
  };
  while (Date.now() < until) {
    await chooseAct(acts)
      ?.run(visitor, tell)
      .catch((error: unknown) => count(run.faults, String(error)));
    await pause(thinkMs * (0.5 + Math.random()));
  }
}

async function watch(office: OfficeProcess, run: Run, until: number): Promise<void> {
  for (const started = Date.now(); Date.now() < until && !office.hasEnded(); ) {
    const minute = (Date.now() - started) / MINUTE_MS;
    run.samples.push({ minute, memory: office.memory(), handles: office.handles() });
    await pause(SAMPLE_MS);
  }
}

/** What the office holds, asked now and then; the request that waits meanwhile is in the times. */
async function watchLive(office: OfficeProcess, run: Run, file: string, everyMs: number, until: number): Promise<void> {
  for (const started = Date.now(); Date.now() < until && !office.hasEnded(); await pause(everyMs)) {
    const minute = (Date.now() - started) / MINUTE_MS;
    process.kill(office.pid, 'SIGUSR2');
    await pause(COLLECTED_MS);
    const last = (await readFile(file, 'utf8').catch(() => '')).trim().split('\n');
    run.live.push({ minute, bytes: Number(last.at(-1)) });
  }
}

/** Least squares, in MB a minute. */
function slopeOf(samples: readonly Live[]): number {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const x = mean(samples.map(({ minute }) => minute));
  const y = mean(samples.map(({ bytes }) => bytes));
  const over = samples.reduce((sum, { minute, bytes }) => sum + (minute - x) * (bytes - y), 0);
  return over / samples.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0) / MB;
}

async function soak(office: OfficeProcess, file: string, { short, log }: CheckOptions): Promise<CheckOutcome> {
  const shape = short ? SHORT : LONG;
  const visitors = await signInMany(office, shape.people);
  const streams = visitors.map((visitor) => visitor.listen());
  log(`${visitors.length} signed in`);
  const run: Run = { times: [], byAct: new Map(), faults: new Map(), samples: [], live: [] };
  const until = Date.now() + shape.minutes * MINUTE_MS;
  await Promise.all([
    watch(office, run, until),
    watchLive(office, run, file, shape.liveEveryMs, until),
    ...visitors.map((visitor) => live(visitor, run, shape.thinkMs, until)),
  ]);
  const open = streams.filter((stream) => stream.isOpen()).length;
  for (const stream of streams) {
    stream.close();
  }
  const steady = run.samples.filter(({ minute }) => minute >= shape.warmUpMinutes);
  const slope = slopeOf(run.live.filter(({ minute }) => minute >= shape.warmUpMinutes));
  const p95 = quantile(run.times, 0.95);
  const faults = [...run.faults.values()].reduce((sum, times) => sum + times, 0);
  const last = steady.at(-1);
  return {
    figure: `${visitors.length} người trong ${shape.minutes} phút, ${run.times.length} yêu cầu (${(run.times.length / shape.minutes / 60).toFixed(1)}/s): p50 ${quantile(run.times, 0.5).toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, ${faults} lỗi; ${open}/${streams.length} luồng sự kiện còn mở; bộ nhớ ${Math.round((last?.memory ?? 0) / MB)} MB, đang giữ ${Math.round((run.live.at(-1)?.bytes ?? 0) / MB)} MB, ${slope >= 0 ? '+' : ''}${slope.toFixed(2)} MB/phút sau khởi động; ${steady[0]?.handles ?? 0} → ${last?.handles ?? 0} tệp và kết nối mở`,
    passed: p95 < LIMIT_MS && faults === 0 && open === streams.length && slope < shape.slopeLimit,
    detail: {
      loadAverage: loadavg(),
      faults: Object.fromEntries(run.faults),
      p95: Object.fromEntries([...run.byAct].map(([name, times]) => [name, Math.round(quantile(times, 0.95))])),
      memory: run.samples.map(({ memory }) => Math.round(memory / MB)),
      live: run.live.map(({ bytes }) => Math.round(bytes / MB)),
    },
  };
}

async function measure(dir: string, options: CheckOptions): Promise<CheckOutcome> {
  // The demo is built once; what that took is no memory of the office at work.
  await (await startOfficeProcess(dir)).stop();
  const children = ['live-memory-child.ts', ...(options.broken ? ['leaky-child.ts'] : [])];
  const file = join(dir, 'live-memory');
  const office = await startOfficeProcess(dir, {
    NODE_OPTIONS: children.map((name) => `--import=${new URL(`../support/${name}`, import.meta.url).href}`).join(' '),
    CONGVU_TRUST_MEMORY: file,
  });
  try {
    return await soak(office, file, options);
  } finally {
    await office.stop();
  }
}

export const check: Check = {
  name: 'soak',
  tests: ['T45'],
  title: 'Một ngày làm việc dồn lại: 300 người xem, mở, tìm, soạn, vào sổ, trang để mở nghe sự kiện',
  target: '30 phút: p95 dưới 300 ms, 0 lỗi, bộ nhớ đang giữ tăng dưới 1 MB/phút sau khởi động',
  control: 'mỗi yêu cầu để lại 128 KB trong bộ nhớ',
  run: (options) => inFolder('soak', (dir) => measure(dir, options)),
};
