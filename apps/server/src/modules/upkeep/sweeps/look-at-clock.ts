import type { Clock } from '../../../platform/clock.ts';
import type { Services } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { askTime, type ClockOffset } from '../../../platform/sntp.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { readProgress, writeProgress } from '../upkeep.store.ts';
import type { Upkeep } from '../upkeep.ts';

/** QCVN 12:2026/BCA asks for a named source, and for drift that is logged. Offsets are of the others, seen from this machine. */
export interface ClockProgress {
  at: string;
  database: ClockOffset;
  /** Null: nobody named a source (CONGVU_NTP). */
  source: { name: string; offset: ClockOffset | null; answeredAt: string | null; error: string | null } | null;
  /** The clock of this machine stood later at the look before. */
  steppedBack: { at: string; ms: number } | null;
}

export const CLOCK = 'clock';
export const CLOCK_SECONDS = 60;
/** Looks of two processes may cross; less than this is no step. */
const STEP_MS = 2_000;
/** A step back is told for a day: whoever looks in the morning learns of the night. */
const STEP_TOLD_MS = 86_400_000;

async function askDatabase(db: Db, wall: Clock): Promise<ClockOffset> {
  const asked = wall.now().getTime();
  const [row] = await rawQuery<{ now: Date }>(db, 'select clock_timestamp() as now', []);
  const told = wall.now().getTime();
  const uncertaintyMs = Math.abs(told - asked) / 2;
  return { offsetMs: Math.round((row?.now.getTime() ?? 0) - (asked + told) / 2), uncertaintyMs };
}

async function askSource(
  name: string,
  wall: Clock,
  before: ClockProgress['source'] | undefined,
): Promise<ClockProgress['source']> {
  try {
    return { name, offset: await askTime(name, wall), answeredAt: wall.now().toISOString(), error: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { name, offset: null, answeredAt: before?.name === name ? before.answeredAt : null, error: message };
  }
}

function judgeStep(before: ClockProgress | undefined, now: Date): ClockProgress['steppedBack'] {
  const back = before === undefined ? 0 : new Date(before.at).getTime() - now.getTime();
  if (back > STEP_MS) {
    return { at: now.toISOString(), ms: back };
  }
  const step = before?.steppedBack ?? null;
  return step !== null && now.getTime() - new Date(step.at).getTime() < STEP_TOLD_MS ? step : null;
}

/** Once a minute: this clock against that of the database and the source the machine's operator named (T43). */
export async function lookAtClock(services: Services, { wall }: Upkeep): Promise<void> {
  const { db, config } = services;
  const before = await readProgress<ClockProgress>(db, CLOCK);
  const database = await askDatabase(db, wall);
  const source = config.timeSource === undefined ? null : await askSource(config.timeSource, wall, before?.source);
  const now = wall.now();
  const seen: ClockProgress = { at: now.toISOString(), database, source, steppedBack: judgeStep(before, now) };
  services.log.info({ clock: seen }, 'giờ máy chủ đã đối chiếu');
  await writeProgress(db, CLOCK, seen, now);
}
