import { afterEach, expect, test } from 'vitest';
import { createSandbox, type Sandbox, type SandboxLimits } from './sandbox.ts';

/** A reader that does what it is told: 1 never ends, 2 fills the heap, 3 fills memory outside it, 4 dies, 5 tells whether it was asked before, 0 answers. */
const SCRIPT = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    const kept = [];
    let answer = 'answered';
    let asked = false;
    const acts = {
      1: () => { for (;;) {} },
      2: () => { for (;;) kept.push({ a: [kept.length] }); },
      3: () => { for (;;) kept.push(new Uint8Array(4 << 20).fill(1)); },
      4: () => process.exit(1),
      5: () => {
        answer = asked ? 'again' : 'first';
        asked = true;
      },
    };
    parentPort.on('message', (act) => {
      acts[act]?.();
      parentPort.postMessage(answer);
    });
    parentPort.postMessage('ready');
  `)}`,
);
const LIMITS: SandboxLimits = { cpuMs: 300, wallMs: 30_000, memoryMb: 64 };

let sandbox: Sandbox<number, string>;
afterEach(() => sandbox.close());

const open = (limits: SandboxLimits, idleMs = 0) => createSandbox<number, string>({ script: SCRIPT, limits, idleMs });

test.each([
  ['never ends', 1, LIMITS],
  ['waits for nothing', 1, { ...LIMITS, cpuMs: 1e9, wallMs: 200 }],
  ['fills the heap', 2, { ...LIMITS, cpuMs: 1e9 }],
  ['fills memory outside the heap', 3, { ...LIMITS, cpuMs: 1e9 }],
  ['ends its thread', 4, LIMITS],
])('what %s is stopped, and the next question gets a fresh thread', async (_, act, limits) => {
  sandbox = open(limits);
  expect(await sandbox.ask(act)).toEqual({ kind: 'limit' });
  expect(await sandbox.ask(0)).toBe('answered');
});

test('many at once: each gets its own answer, the good ones among them theirs', async () => {
  sandbox = open(LIMITS);
  const answers = await Promise.all([0, 1, 0, 4, 0, 0, 1, 0].map((act) => sandbox.ask(act)));
  const limit = { kind: 'limit' };
  expect(answers).toEqual(['answered', limit, 'answered', limit, 'answered', 'answered', limit, 'answered']);
});

test('the same thread answers again and again', async () => {
  sandbox = open(LIMITS);
  for (const _ of Array.from({ length: 50 })) {
    expect(await sandbox.ask(0)).toBe('answered');
  }
});

test('a thread nobody asks is ended, and the next question gets a fresh one', async () => {
  sandbox = open(LIMITS, 600_000);
  expect([await sandbox.ask(5), await sandbox.ask(5)]).toEqual(['first', 'again']);
  await sandbox.close();
  sandbox = open(LIMITS, 20);
  expect(await sandbox.ask(5)).toBe('first');
  await expect.poll(() => sandbox.ask(5), { interval: 60, timeout: 60_000 }).toBe('first');
});
