import { withClient } from '../../apps/server/src/platform/backup/run-backup.ts';
import { startPostgres } from '../../apps/server/src/platform/postgres/start-postgres.ts';
import { type Child, startChild } from './child.ts';
import { type Acknowledged, note } from './judge-letters.ts';

const LANES = '2';
const WAIT_LIMIT_MS = 120_000;

/** What the servers under test have told, kept outside of them. */
export interface Told {
  acknowledged: Acknowledged;
  acts: number;
  refused: number;
  reasons: Map<string, number>;
}

export function newTold(): Told {
  return { acknowledged: new Map(), acts: 0, refused: 0, reasons: new Map() };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

interface LettersOptions {
  /** It never waits for the disk when it writes a blob. */
  forgetful?: boolean;
  /** Its clock goes with that of the machine, so many milliseconds apart. */
  apartMs?: number;
  env?: NodeJS.ProcessEnv;
  onAct?(id: string, step: string): void;
}

/** A server at mixed work. */
export function startLetters(
  dataDir: string,
  told: Told,
  { forgetful = false, apartMs, env, onAct }: LettersOptions = {},
): Child {
  const words = [dataDir, LANES, forgetful ? 'forgetful' : '', ...(apartMs === undefined ? [] : [String(apartMs)])];
  const hear = (line: Record<string, unknown>): void => {
    if (note(told.acknowledged, line)) {
      told.acts += 1;
      onAct?.(String(line.id), String(line.step));
    } else if (line.refused !== undefined) {
      told.refused += 1;
      const why = String(line.refused).slice(0, 80);
      told.reasons.set(why, (told.reasons.get(why) ?? 0) + 1);
    }
  };
  return startChild('./letters-child.ts', words, hear, env);
}

/** Until the next act is answered, in seconds; what a person would wait. */
export async function recover(told: Told): Promise<number> {
  const started = performance.now();
  // What was answered before the blow fell may still be on its way here.
  await pause(150);
  const before = told.acts;
  while (told.acts === before) {
    if (performance.now() - started > WAIT_LIMIT_MS) {
      throw new Error('no act was answered for two minutes after a blow');
    }
    await pause(20);
  }
  return (performance.now() - started) / 1000;
}

/**
 * Control: a commit is answered before it is on the disk; what the log writer had not written is gone with the server. It writes
 * seldom here, so that few acts are enough to notice.
 */
export async function loosenCommits(dataDir: string): Promise<void> {
  const server = await startPostgres({ dataDir, port: 0 });
  try {
    await withClient(server.url, async (client) => {
      await client.query('alter database congvu set synchronous_commit = off');
      await client.query("alter system set wal_writer_delay = '3s'");
    });
  } finally {
    await server.stop();
  }
}
