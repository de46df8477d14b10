import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of the office under test: each line it prints is one JSON value, told in the order it was acknowledged. */
export interface Child {
  process: ChildProcess;
  ended: Promise<number | null>;
  kill(): Promise<void>;
}

export function startChild(
  script: string,
  args: string[],
  onLine: (line: Record<string, unknown>) => void,
  env: NodeJS.ProcessEnv = {},
): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (text) => {
    try {
      onLine(JSON.parse(text) as Record<string, unknown>); // printed by the script
    } catch {
      // The last line of a killed process may be cut: it acknowledged nothing.
    }
  });
  // 'close' comes after the last line that was in the pipe.
  const ended = new Promise<number | null>((resolve) => {
    let left = 2;
    const one = (): void => {
      left -= 1;
      if (left === 0) {
        resolve(child.exitCode);
      }
    };
    child.once('exit', one);
    lines.once('close', one);
  });
  return {
    process: child,
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
