import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlayedToken } from './token.ts';

const MAIN = fileURLToPath(new URL('../../apps/signer/src/main.ts', import.meta.url));
const STARTED = /http:\/\/127\.0\.0\.1:(\d+)/;

export interface StartedAgent {
  url: string;
  stop(): Promise<void>;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
    } else {
      child.once('exit', () => resolve());
    }
  });
}

/** The signing program of a person's computer, in a process of its own, on the first free port of its range. */
export async function startAgent(token: PlayedToken): Promise<StartedAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-e2e-agent-'));
  const words = [MAIN, 'start', '--module', token.module, '--label', token.label, '--folder', folder];
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...token.env },
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const found = STARTED.exec(said);
      if (found !== null) {
        resolve(found[0]);
      }
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', () => reject(new Error(`the signing program did not start: ${said}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
