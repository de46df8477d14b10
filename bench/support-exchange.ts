import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./support-exchange-child.ts', import.meta.url));

/** An installation in a process of its own, and how to ask it. */
export interface Installation {
  process: ChildProcess;
  ask<T>(act: string, args?: unknown): Promise<T>;
}

export async function startInstallation(env: NodeJS.ProcessEnv = {}): Promise<Installation> {
  const child = fork(SCRIPT, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const answer = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
  const ready = answer(0);
  child.on('message', (message: { id: number; value?: unknown; error?: string }) => {
    const question = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) {
      question?.resolve(message.value);
    } else {
      question?.reject(new Error(message.error));
    }
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) {
      reject(new Error(`an installation ended with ${code}`));
    }
  });
  await ready;
  return {
    process: child,
    ask: async <T>(act: string, args: unknown = {}) => {
      last += 1;
      const answered = answer(last);
      child.send({ id: last, act, args });
      return (await answered) as T; // the act says what it answers
    },
  };
}
