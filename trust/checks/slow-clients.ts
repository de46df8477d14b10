import { connect, type Socket } from 'node:net';
import { loadavg } from 'node:os';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { inFolder } from '../support/folder.ts';
import { pause } from '../support/letters-under-test.ts';
import { type OfficeProcess, startOfficeProcess, type Visitor } from '../support/office-process.ts';
import { quantile } from '../support/spread.ts';

const CONNECTIONS = 1_000;
const CONNECTIONS_SHORT = 200;
const UNDER_FIRE_MS = 20_000;
const LIMIT_MS = 300;
const DRIP_MS = 1_000;
/** Between two requests of the one who works. */
const WORK_MS = 100;
/** Headers have 8 seconds, a body of a form 15, and the server looks every 2 (security.md §2.1); the rest is a loaded machine. */
const LONGEST_LIFE_MS = { headers: 13_000, body: 20_000 };

type Kind = keyof typeof LONGEST_LIFE_MS;

interface Shape {
  kind: Kind;
  opening: string;
  drip: string;
}

const BODY =
  'Content-Type: application/json\r\nX-Requested-With: congvu\r\nContent-Length: 100000\r\n\r\n{"userName":"';
const SHAPES: Shape[] = [
  { kind: 'headers', opening: 'GET /api/incoming HTTP/1.1\r\nHost: localhost\r\n', drip: 'X-Slow: 1\r\n' },
  { kind: 'headers', opening: 'POST /api/sign-in HTTP/1.1\r\nHost: localhost\r\n', drip: 'X-Slow: 1\r\n' },
  { kind: 'body', opening: `POST /api/sign-in HTTP/1.1\r\nHost: localhost\r\n${BODY}`, drip: 'a' },
  { kind: 'body', opening: `POST /api/drafts HTTP/1.1\r\nHost: localhost\r\n${BODY}`, drip: 'a' },
];

interface Attack {
  opened: number;
  refused: number;
  closed: number;
  lives: Record<Kind, number[]>;
  open(): number;
  /** No new ones come; answers when all are closed, or after the limit. */
  end(limitMs: number): Promise<void>;
}

/** So many stay open all the time: where one is closed another comes. */
function attack(port: number, connections: number): Attack {
  const sockets = new Set<Socket>();
  let isOver = false;
  const state = { opened: 0, refused: 0, closed: 0, lives: { headers: [], body: [] } as Attack['lives'] };
  const open = (shape: Shape): void => {
    const started = performance.now();
    const socket = connect({ port, host: '127.0.0.1' });
    let drips: NodeJS.Timeout | undefined;
    let isOpen = false;
    sockets.add(socket);
    socket.once('connect', () => {
      isOpen = true;
      state.opened += 1;
      socket.write(shape.opening);
      drips = setInterval(() => socket.write(shape.drip), DRIP_MS);
    });
    socket.on('error', () => undefined);
    socket.resume();
    socket.once('close', () => {
      clearInterval(drips);
      sockets.delete(socket);
      if (isOpen) {
        state.closed += 1;
        state.lives[shape.kind].push(performance.now() - started);
      } else {
        state.refused += 1;
      }
      if (!isOver) {
        setTimeout(() => !isOver && open(shape), 50);
      }
    });
  };
  for (let index = 0; index < connections / SHAPES.length; index += 1) {
    SHAPES.forEach(open);
  }
  return Object.assign(state, {
    open: () => sockets.size,
    end: async (limitMs: number) => {
      isOver = true;
      for (const deadline = Date.now() + limitMs; sockets.size > 0 && Date.now() < deadline; ) {
        await pause(100);
      }
      const left = sockets.size;
      for (const socket of sockets) {
        socket.destroy();
      }
      await pause(100);
      state.closed -= left;
    },
  });
}

const PATHS = [
  '/api/incoming?limit=50',
  '/api/notifications/unread',
  '/api/search?q=chung%20thu',
  '/api/drafts?limit=20',
];

async function work(visitor: Visitor, ms: number): Promise<{ times: number[]; faults: string[] }> {
  const times: number[] = [];
  const faults: string[] = [];
  for (const deadline = Date.now() + ms; Date.now() < deadline; ) {
    const path = PATHS[times.length % PATHS.length] ?? '';
    const answer = await visitor.get(path).catch((error: unknown) => String(error));
    if (typeof answer === 'string' || answer.status !== 200) {
      faults.push(typeof answer === 'string' ? answer : `${path}: ${answer.status} ${answer.code}`);
    }
    times.push(typeof answer === 'string' ? Number.POSITIVE_INFINITY : answer.ms);
    await pause(WORK_MS);
  }
  return { times, faults };
}

async function underFire(office: OfficeProcess, { short, log }: CheckOptions): Promise<CheckOutcome> {
  const connections = short ? CONNECTIONS_SHORT : CONNECTIONS;
  const clerk = (await office.people()).find(({ roles }) => roles.includes('clerk'));
  const visitor = await office.signIn(clerk?.userName ?? '');
  await work(visitor, 2_000);
  const quiet = await work(visitor, 5_000);
  log(`quiet: p95 ${quantile(quiet.times, 0.95).toFixed(0)} ms`);
  const slow = attack(office.port, connections);
  const loud = await work(visitor, UNDER_FIRE_MS);
  const stillOpen = slow.open();
  await slow.end(LONGEST_LIFE_MS.body);
  const longest = (kind: Kind): number => Math.max(0, ...slow.lives[kind]);
  const left = slow.opened - slow.closed;
  const p95 = quantile(loud.times, 0.95);
  const [headers, body] = [longest('headers'), longest('body')];
  const again = await visitor.get(PATHS[0] ?? '').catch(() => undefined);
  const isUp = !office.hasEnded() && again?.status === 200;
  const isClosed = left === 0 && headers <= LONGEST_LIFE_MS.headers && body <= LONGEST_LIFE_MS.body;
  return {
    figure: `${stillOpen} kết nối chậm cùng lúc (${slow.opened} đã mở, ${slow.closed} bị máy chủ đóng, ${left} còn treo; lâu nhất ${(headers / 1000).toFixed(1)} s với đầu yêu cầu, ${(body / 1000).toFixed(1)} s với thân); người làm việc: ${loud.times.length} yêu cầu, p95 ${p95.toFixed(0)} ms (lúc yên ${quantile(quiet.times, 0.95).toFixed(0)} ms), ${loud.faults.length} lỗi; máy chủ ${isUp ? 'vẫn chạy' : 'không còn trả lời'}`,
    passed: p95 < LIMIT_MS && loud.faults.length === 0 && isUp && isClosed && stillOpen > connections * 0.9,
    detail: { loadAverage: loadavg(), refused: slow.refused, faults: loud.faults.slice(0, 10) },
  };
}

async function measure(dir: string, options: CheckOptions): Promise<CheckOutcome> {
  const patient = new URL('../support/patient-child.ts', import.meta.url).href;
  const office = await startOfficeProcess(dir, options.broken ? { NODE_OPTIONS: `--import=${patient}` } : {});
  try {
    return await underFire(office, options);
  } finally {
    await office.stop();
  }
}

export const check: Check = {
  name: 'slow-clients',
  tests: ['T45'],
  title: '1.000 kết nối chậm (nửa đầu yêu cầu, nửa thân) không làm ngừng phục vụ',
  target: 'p95 của người làm việc dưới 300 ms, 0 lỗi, mọi kết nối chậm bị đóng đúng hạn',
  control: 'máy chủ không đóng kết nối chậm',
  run: (options) => inFolder('slow-clients', (dir) => measure(dir, options)),
};
