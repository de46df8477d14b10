import { randomBytes } from 'node:crypto';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { command, type Services } from '../../../platform/context.ts';
import { atOnce } from '../at-once.ts';
import { asPdfPurpose, getPurpose } from '../get-purpose.ts';
import { takenElsewhere, unlessTaken } from '../nothing-done.ts';
import type { CareRow } from '../signing.tables.ts';
import type { SigningPorts } from '../signing-act.ts';
import { recordTime } from '../time/trusted-time.ts';
import { addToNight, countCared, findLastNight, listCaredAgencies, putCare, takeAtRisk } from './care.store.ts';
import { timeEnds } from './holds-until.ts';
import { raiseSignature } from './raise-signature.ts';
import { openRaising, type Raising } from './raising.ts';
import { readSettings, type SigningSettings } from './settings.ts';

/** Small portions: the night sweep comes again every few minutes. */
const PORTION = 25;
const AT_ONCE = 2;
const HOUR = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh', hour: '2-digit', hourCycle: 'h23' });

export function monthsLater(at: Date, months: number): Date {
  const later = new Date(at);
  later.setUTCMonth(later.getUTCMonth() + months);
  return later;
}

/** When the certificate behind a timestamp of this moment ends; undefined while no authority answers. */
async function endOfNewTime({ context, ports, authority, trust }: Raising): Promise<Date | undefined> {
  if (authority === undefined) {
    return undefined;
  }
  try {
    const tsa = recordTime(authority, ports);
    return timeEnds(await tsa.stamp(randomBytes(32)), trust);
  } catch (error) {
    context.log.warn({ err: error }, 'guardian found no time authority');
    return undefined;
  }
}

/**
 * What ends gets its time over everything. What was signed while no authority was declared is raised to what its purpose asks,
 * and is not late for it: its time of grace begins now.
 */
function aimOf(
  { ports }: Raising,
  row: CareRow,
  { before, now, settings }: { before: Date; now: Date; settings: SigningSettings },
): Pick<CareRow, 'target' | 'deadline'> {
  if (row.holds_until >= before) {
    const { target } = asPdfPurpose(getPurpose(ports.purposes, row.purpose));
    return { target, deadline: new Date(now.getTime() + settings.graceMinutes * 60_000) };
  }
  return { target: 'LTA', deadline: new Date(Math.max(row.holds_until.getTime(), now.getTime())) };
}

/** Taken for this night: another process, or the next portion, passes them over. */
async function takePortion(
  raising: Raising,
  agencyId: string,
  night: string,
  asked: { newEnd: Date; limit: number; withTimeless: boolean },
): Promise<CareRow[]> {
  const { context } = raising;
  const work = command(context, async (tx) => {
    const now = context.clock.now();
    const settings = await readSettings(tx, agencyId);
    const horizon = monthsLater(now, settings.lookAheadMonths);
    // A timestamp that ends no later than what is there would be put over the same files night after night.
    const before = new Date(Math.min(asked.newEnd.getTime(), horizon.getTime()));
    const rows = await takeAtRisk(tx, agencyId, {
      before,
      night,
      limit: asked.limit,
      withTimeless: asked.withTimeless,
    });
    const taken = rows.map(
      (row): CareRow => ({
        ...row,
        ...aimOf(raising, row, { before, now, settings }),
        state: 'waiting',
        attempts: 0,
        next_try_at: now,
        last_error: null,
        guarded_on: night,
        changed_at: now,
      }),
    );
    for (const row of taken) {
      await putCare(tx, row);
    }
    if (taken.length === 0) {
      throw takenElsewhere();
    }
    await record(tx, context, {
      action: 'signing.guarded',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { night, documents: taken.map(({ document_id: id }) => id) },
    });
    return taken;
  });
  return unlessTaken(work, []);
}

async function guardAgency(raising: Raising, agencyId: string, limit: number, withTimeless = false): Promise<number> {
  const { context } = raising;
  const night = vietnamDate(context.clock.now());
  const newEnd = await endOfNewTime(raising);
  const taken =
    newEnd === undefined ? [] : await takePortion(raising, agencyId, night, { newEnd, limit, withTimeless });
  const last = await findLastNight(context.db, agencyId);
  if (newEnd === undefined || (taken.length === 0 && last?.night === night)) {
    return 0;
  }
  const results = await atOnce(taken, AT_ONCE, ({ document_id: documentId }) =>
    raiseSignature(raising, { agencyId, documentId }),
  );
  const renewed = results.filter((row) => row?.state === 'settled').length;
  const result = {
    at: context.clock.now(),
    looked: await countCared(context.db, agencyId),
    renewed,
    failed: results.filter((row) => row !== undefined && row.state !== 'settled').length,
  };
  await command(context, async (tx) => {
    await addToNight(tx, agencyId, night, result);
    await record(tx, context, {
      action: 'signing.night',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { ...result, at: result.at.toISOString() },
    });
  });
  return taken.length;
}

/** Over midnight when the end is the smaller hour. */
function isNight(hour: number, { from, to }: SigningSettings['night']): boolean {
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

/**
 * Finds signatures that nobody could verify any more within the coming months and puts a new timestamp over them, at night and
 * in small portions. One line a file says how long it holds: no PDF is read to find out.
 */
export async function guardNight(services: Services, ports: SigningPorts): Promise<void> {
  const hour = Number(HOUR.format(services.clock.now()));
  const agencies: string[] = [];
  for (const agencyId of await listCaredAgencies(services.db)) {
    if (isNight(hour, (await readSettings(services.db, agencyId)).night)) {
      agencies.push(agencyId);
    }
  }
  if (agencies.length === 0) {
    return;
  }
  const raising = await openRaising(services, ports);
  for (const agencyId of agencies) {
    await guardAgency(raising, agencyId, PORTION);
  }
}

/** The same by hand, at any hour, for one agency; also for what has no time because none was to be had. */
export async function guardNow(services: Services, ports: SigningPorts, agencyId: string, most: number): Promise<void> {
  const raising = await openRaising(services, ports);
  let left = most;
  let taken: number;
  do {
    taken = await guardAgency(raising, agencyId, Math.min(PORTION, left), true);
    left -= taken;
  } while (taken === PORTION && left > 0);
}
