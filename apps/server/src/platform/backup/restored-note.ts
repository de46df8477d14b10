import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createOnce } from '../durable-file.ts';

/** The keepers whose parts opened the backup, or why one person did it with the whole key. */
export type RestoredBy = { keepers: number[] } | { alone: string };

export type RestoredNote = RestoredBy & {
  at: string;
  run: string;
  /** The moment that was restored. */
  until: string;
};

function pathOf(dataDir: string): string {
  return join(dataDir, 'restored.json');
}

/** Left in the restored folder until the office has opened and told it. */
export function noteRestored(dataDir: string, note: RestoredNote): void {
  createOnce(pathOf(dataDir), `${JSON.stringify(note)}\n`);
}

export function readRestoredNote(dataDir: string): RestoredNote | undefined {
  const path = pathOf(dataDir);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RestoredNote) : undefined; // written above
}

export function forgetRestoredNote(dataDir: string): void {
  rmSync(pathOf(dataDir), { force: true });
}
