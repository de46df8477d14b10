import { Worker } from 'node:worker_threads';
import type { VerifyAnswer, VerifyLimit, VerifyQuestion } from './verify-question.ts';

export interface SandboxLimits {
  /** Of the thread's own processor time: a busy machine must not make a genuine letter look hostile. */
  cpuMs: number;
  wallMs: number;
  /** Objects, and beside them bytes outside the heap. */
  memoryMb: number;
}

const LIMITS: SandboxLimits = { cpuMs: 2_000, wallMs: 20_000, memoryMb: 512 };
const SCRIPT = new URL('./verify-worker.ts', import.meta.url);
const THREADS = 2;
const LOOK_MS = 100;
const MEGABYTE = 1024 * 1024;

export interface VerifySandbox {
  /** Never rejects for what is in the file. */
  verify(question: VerifyQuestion): Promise<VerifyAnswer | VerifyLimit>;
  close(): Promise<void>;
}

async function startThread(script: URL, limits: SandboxLimits): Promise<Worker> {
  const thread = new Worker(script, {
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, stackSizeMb: 4 },
  });
  await new Promise<void>((resolve, reject) => {
    thread.once('message', () => resolve());
    thread.once('error', reject);
  });
  thread.removeAllListeners('error');
  // What it dies of is answered by the question it died of; an idle thread has nobody to tell.
  thread.on('error', () => undefined);
  return thread;
}

async function isOver(thread: Worker, limits: SandboxLimits, startCpu: number, endsAt: number): Promise<boolean> {
  if (performance.now() > endsAt) {
    return true;
  }
  const [cpu, heap] = await Promise.all([thread.cpuUsage(), thread.getHeapStatistics()]);
  return (cpu.user + cpu.system) / 1000 - startCpu > limits.cpuMs || heap.external_memory > limits.memoryMb * MEGABYTE;
}

/** Asks one thread one question; false in `alive` when the thread had to be ended. */
async function ask(
  thread: Worker,
  question: VerifyQuestion,
  limits: SandboxLimits,
): Promise<{ answer: VerifyAnswer | VerifyLimit; alive: boolean }> {
  const before = await thread.cpuUsage();
  const startCpu = (before.user + before.system) / 1000;
  const endsAt = performance.now() + limits.wallMs;
  return new Promise((resolve) => {
    let isDone = false;
    const finish = (answer: VerifyAnswer | VerifyLimit, alive: boolean): void => {
      if (!isDone) {
        isDone = true;
        clearInterval(timer);
        thread.removeListener('message', onAnswer);
        thread.removeListener('exit', onExit);
        resolve({ answer, alive });
      }
    };
    const onAnswer = (answer: VerifyAnswer): void => finish(answer, true);
    // Out of memory ends the thread, not the process.
    const onExit = (): void => finish({ kind: 'limit' }, false);
    const look = async (): Promise<void> => {
      if (await isOver(thread, limits, startCpu, endsAt).catch(() => true)) {
        if (!isDone) {
          finish({ kind: 'limit' }, false);
          await thread.terminate();
        }
      }
    };
    const timer = setInterval(() => void look(), LOOK_MS);
    thread.once('message', onAnswer);
    thread.once('exit', onExit);
    thread.postMessage(question);
  });
}

/**
 * Files of strangers are read in threads of their own with hard limits; a thread that reaches one is ended and replaced. At
 * most two at a time, the others wait.
 */
export function createVerifySandbox(limits: SandboxLimits = LIMITS, script: URL = SCRIPT): VerifySandbox {
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;

  const enter = async (): Promise<void> => {
    if (running >= THREADS) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    running += 1;
  };
  const leave = (): void => {
    running -= 1;
    waiting.shift()?.();
  };
  return {
    verify: async (question) => {
      await enter();
      try {
        const thread = idle.pop() ?? (await startThread(script, limits));
        thread.ref();
        const { answer, alive } = await ask(thread, question, limits);
        if (alive) {
          thread.unref();
          idle.push(thread);
        }
        return answer;
      } finally {
        leave();
      }
    },
    close: async () => {
      await Promise.all(idle.splice(0).map((thread) => thread.terminate()));
    },
  };
}
