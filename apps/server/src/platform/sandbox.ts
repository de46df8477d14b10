import { Worker } from 'node:worker_threads';

export interface SandboxLimits {
  /** Of the thread's own processor time: a busy machine must not make a genuine file look hostile. */
  cpuMs: number;
  wallMs: number;
  /** Objects, and beside them bytes outside the heap. */
  memoryMb: number;
}

export interface SandboxOptions {
  /** Answers every message with one message, after a first one that says it is ready. */
  script: URL;
  limits: SandboxLimits;
  /** A thread nobody asks gives its memory back; 0 keeps it as long as the process. */
  idleMs?: number;
}

/** The file took more time or memory than any genuine one does. */
export interface SandboxLimit {
  kind: 'limit';
}

export interface Sandbox<Question, Answer> {
  /** Never rejects for what is in the question. */
  ask(question: Question): Promise<Answer | SandboxLimit>;
  close(): Promise<void>;
}

const THREADS = 2;
const LOOK_MS = 100;
/** Of what one question leaves behind nearly nothing is needed for the next: seldom looked through, it is given back whole. */
const YOUNG_MB = 96;
const MEGABYTE = 1024 * 1024;

async function startThread(script: URL, limits: SandboxLimits): Promise<Worker> {
  const thread = new Worker(script, {
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: YOUNG_MB, stackSizeMb: 4 },
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

interface Watch {
  endsAt: number;
  /** Of the thread when it was looked at first; most questions are answered before anybody looks. */
  startCpu: number | undefined;
}

async function isOver(thread: Worker, limits: SandboxLimits, watch: Watch): Promise<boolean> {
  if (performance.now() > watch.endsAt) {
    return true;
  }
  const [cpu, heap] = await Promise.all([thread.cpuUsage(), thread.getHeapStatistics()]);
  const spent = (cpu.user + cpu.system) / 1000;
  watch.startCpu ??= spent;
  return spent - watch.startCpu > limits.cpuMs || heap.external_memory > limits.memoryMb * MEGABYTE;
}

/** Asks one thread one question; false in `alive` when the thread had to be ended. */
async function ask<Question, Answer>(
  thread: Worker,
  question: Question,
  limits: SandboxLimits,
): Promise<{ answer: Answer | SandboxLimit; alive: boolean }> {
  const watch: Watch = { endsAt: performance.now() + limits.wallMs, startCpu: undefined };
  return new Promise((resolve) => {
    let isDone = false;
    const finish = (answer: Answer | SandboxLimit, alive: boolean): void => {
      if (!isDone) {
        isDone = true;
        clearInterval(timer);
        thread.removeListener('message', onAnswer);
        thread.removeListener('exit', onExit);
        resolve({ answer, alive });
      }
    };
    const onAnswer = (answer: Answer): void => finish(answer, true);
    // Out of memory ends the thread, not the process.
    const onExit = (): void => finish({ kind: 'limit' }, false);
    const look = async (): Promise<void> => {
      if (await isOver(thread, limits, watch).catch(() => true)) {
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

interface IdleThreads {
  take(): Worker | undefined;
  add(thread: Worker): void;
  end(): Promise<void>;
}

/** Threads that wait for a question; they never keep the process from ending. */
function createIdleThreads(idleMs: number): IdleThreads {
  const idle = new Map<Worker, NodeJS.Timeout | undefined>();
  return {
    take: () => {
      const [first] = idle;
      if (first === undefined) {
        return undefined;
      }
      const [thread, timer] = first;
      clearTimeout(timer);
      idle.delete(thread);
      thread.ref();
      return thread;
    },
    add: (thread) => {
      thread.unref();
      const retire = (): void => {
        idle.delete(thread);
        void thread.terminate();
      };
      idle.set(thread, idleMs === 0 ? undefined : setTimeout(retire, idleMs).unref());
    },
    end: async () => {
      const all = [...idle.keys()];
      for (const timer of idle.values()) {
        clearTimeout(timer);
      }
      idle.clear();
      await Promise.all(all.map((thread) => thread.terminate()));
    },
  };
}

/**
 * Files of strangers are read in threads of their own with hard limits; a thread that reaches one is ended and replaced. At
 * most two at a time, the others wait. Threads start with the first question.
 */
export function createSandbox<Question, Answer>({
  script,
  limits,
  idleMs = 0,
}: SandboxOptions): Sandbox<Question, Answer> {
  const idle = createIdleThreads(idleMs);
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
    ask: async (question) => {
      await enter();
      try {
        const thread = idle.take() ?? (await startThread(script, limits));
        const { answer, alive } = await ask<Question, Answer>(thread, question, limits);
        if (alive) {
          idle.add(thread);
        }
        return answer;
      } finally {
        leave();
      }
    },
    close: () => idle.end(),
  };
}
