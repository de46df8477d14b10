import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from '../command-line.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

async function runNode(words: string[]): Promise<number> {
  const child = spawn(process.execPath, words, { cwd: process.cwd(), stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals) => (): void => {
    child.kill(signal);
  };
  process.on('SIGINT', forward('SIGINT'));
  process.on('SIGTERM', forward('SIGTERM'));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

/** `congvu start [--demo] [--port N] [--data DIR]`: builds the pages when their sources changed, then runs the office. */
export const command: Command = async (args) => {
  const built = await runNode([`${ROOT}tools/build-web.ts`]);
  return built === 0 ? runNode([`${ROOT}apps/server/src/main.ts`, ...args]) : built;
};
