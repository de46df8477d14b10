import { afterEach, expect, test } from 'vitest';
import { createVerifySandbox, type SandboxLimits, type VerifySandbox } from './verify-sandbox.ts';

/** A reader that does what its one byte says: 1 never ends, 2 fills the heap, 3 fills memory outside it, 4 dies, 0 answers. */
const SCRIPT = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    const kept = [];
    const acts = {
      1: () => { for (;;) {} },
      2: () => { for (;;) kept.push({ a: [kept.length] }); },
      3: () => { for (;;) kept.push(new Uint8Array(4 << 20).fill(1)); },
      4: () => process.exit(1),
    };
    parentPort.on('message', ({ pdf }) => {
      acts[pdf[0]]?.();
      parentPort.postMessage({ kind: 'fault', message: 'answered' });
    });
    parentPort.postMessage('ready');
  `)}`,
);
const LIMITS: SandboxLimits = { cpuMs: 300, wallMs: 30_000, memoryMb: 64 };

let sandbox: VerifySandbox;
afterEach(() => sandbox.close());

const ask = (byte: number) => sandbox.verify({ pdf: Uint8Array.of(byte), anchors: [], revoked: [], at: new Date(0) });

test.each([
  ['never ends', 1, LIMITS],
  ['waits for nothing', 1, { ...LIMITS, cpuMs: 1e9, wallMs: 200 }],
  ['fills the heap', 2, { ...LIMITS, cpuMs: 1e9 }],
  ['fills memory outside the heap', 3, { ...LIMITS, cpuMs: 1e9 }],
  ['ends its thread', 4, LIMITS],
])('what %s is stopped, and the next question gets a fresh thread', async (_, byte, limits) => {
  sandbox = createVerifySandbox(limits, SCRIPT);
  expect(await ask(byte)).toEqual({ kind: 'limit' });
  expect(await ask(0)).toEqual({ kind: 'fault', message: 'answered' });
});

test('many at once: each gets its own answer, the good ones among them theirs', async () => {
  sandbox = createVerifySandbox(LIMITS, SCRIPT);
  const answers = await Promise.all([0, 1, 0, 4, 0, 0, 1, 0].map(ask));
  expect(answers.map(({ kind }) => kind)).toEqual([
    'fault',
    'limit',
    'fault',
    'limit',
    'fault',
    'fault',
    'limit',
    'fault',
  ]);
});

test('the same thread answers again and again', async () => {
  sandbox = createVerifySandbox(LIMITS, SCRIPT);
  for (const _ of Array.from({ length: 50 })) {
    expect(await ask(0)).toMatchObject({ message: 'answered' });
  }
});
