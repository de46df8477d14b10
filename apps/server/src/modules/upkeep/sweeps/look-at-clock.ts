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
  /** Somebody or something set the clock of this machine; less than zero is back. */
  stepped: { at: string; ms: number } | null;
}

export const CLOCK = 'clock';
export const CLOCK_SECONDS = 60;
/** Looks of two processes may cross; less than this is no step. */
const STEP_MS = 2_000;
/** A step is told for a day: whoever looks in the morning learns of the night. */
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

/** The last look of this process, by the clock that may be set and by the one nobody sets. */
interface Mark {
  wallMs: number;
  steadyMs: number;
}

/** Steps while this process ran are seen by the steady clock; one while it stood still, when the look before lies ahead of now. */
function stepBetween(mark: Mark | undefined, now: Mark, before: ClockProgress | undefined): number {
  const here = mark === undefined ? 0 : now.wallMs - mark.wallMs - (now.steadyMs - mark.steadyMs);
  const since = before === undefined ? 0 : Math.min(0, now.wallMs - new Date(before.at).getTime());
  return Math.abs(here) > STEP_MS ? here : since;
}

function judgeStep(ms: number, now: Date, before: ClockProgress | undefined): ClockProgress['stepped'] {
  if (Math.abs(ms) > STEP_MS) {
    return { at: now.toISOString(), ms: Math.round(ms) };
  }
  const step = before?.stepped ?? null;
  return step !== null && now.getTime() - new Date(step.at).getTime() < STEP_TOLD_MS ? step : null;
}

/** Once a minute: this clock against that of the database, the source the machine's operator named and itself (T43). */
export function createClockLook({ wall, steady }: Upkeep): (services: Services) => Promise<void> {
  let mark: Mark | undefined;
  return async (services) => {
    const { db, config } = services;
    const before = await readProgress<ClockProgress>(db, CLOCK);
    const database = await askDatabase(db, wall);
    const source = config.timeSource === undefined ? null : await askSource(config.timeSource, wall, before?.source);
    const now = wall.now();
    const current = { wallMs: now.getTime(), steadyMs: steady() };
    const stepped = judgeStep(stepBetween(mark, current, before), now, before);
    mark = current;
    const seen: ClockProgress = { at: now.toISOString(), database, source, stepped };
    services.log.info({ clock: seen }, 'giờ máy chủ đã đối chiếu');
    await writeProgress(db, CLOCK, seen, now);
  };
}
