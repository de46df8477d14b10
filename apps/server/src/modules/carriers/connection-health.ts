import { notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { publish } from '../../platform/events.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { ConnectionRow } from './carriers.tables.ts';

export const CONNECTIONS_PAGE = '/quan-tri/ket-noi';

/** Troubles in a row until the connection rests. */
const PATIENCE = 3;
const FIRST_PAUSE_S = 30;
const LONGEST_PAUSE_S = 15 * 60;
/** Whoever finds the pause over has this long for the one trial before another may. */
const TRIAL_S = 120;

/** What the way said about itself, in words for people. */
export interface Trouble {
  code: string;
  message: string;
  /** No use in trying three times: the password is wrong for everybody. */
  atOnce?: boolean;
}

export type Pass = { go: true; trial: boolean } | { go: false; until: Date; reason: string };

/** A wrong secret is tried by asking for the list only: no letter is spent on it. */
const BY_LISTING_ONLY: ReadonlySet<string> = new Set(['axis.bad_credentials']);

function restingText(row: ConnectionRow): string {
  return `Kết nối “${row.name}” đang tạm nghỉ vì lỗi: ${row.error_text} Hệ thống tự thử lại, văn bản vẫn giữ trong hàng chờ.`;
}

/**
 * Whether the connection may be asked now. While it rests nobody asks; when the pause is over, exactly one asker of all processes
 * gets the trial (half-open), the others rest on.
 */
export async function enter(context: Context, row: ConnectionRow, purpose: 'send' | 'list'): Promise<Pass> {
  if (row.resting_until === null) {
    return { go: true, trial: false };
  }
  const now = context.clock.now();
  const isResting = row.resting_until > now;
  if (isResting || (purpose === 'send' && BY_LISTING_ONLY.has(row.error_code))) {
    const until = isResting ? row.resting_until : new Date(now.getTime() + FIRST_PAUSE_S * 1000);
    return { go: false, until, reason: restingText(row) };
  }
  const until = new Date(now.getTime() + TRIAL_S * 1000);
  const taken = await rawQuery(
    context.db,
    'update carriers_connection set resting_until = $2 where id = $1 and resting_until <= $3 returning id',
    [row.id, until, now],
  );
  return taken.length === 1 ? { go: true, trial: true } : { go: false, until, reason: restingText(row) };
}

export interface Success {
  sent?: number;
  received?: number;
  listed?: boolean;
  /** False when troubles came after what worked: it is counted, and the connection stays as they left it. */
  well?: boolean;
}

/** Something worked: the connection is well, and what it did today is counted. */
export async function noteSuccess(context: Context, row: ConnectionRow, success: Success): Promise<void> {
  const now = context.clock.now();
  const { sent = 0, received = 0, listed = false, well = true } = success;
  await context.db.transaction().execute(async (tx) => {
    await rawQuery(
      tx,
      `update carriers_connection set failures = case when $7 then 0 else failures end,
         resting_until = case when $7 then null else resting_until end,
         sent_count = case when counted_on = $3 then sent_count else 0 end + $4,
         received_count = case when counted_on = $3 then received_count else 0 end + $5,
         failed_count = case when counted_on = $3 then failed_count else 0 end,
         counted_on = $3,
         last_sent_at = case when $4 > 0 then $2 else last_sent_at end,
         last_received_at = case when $5 > 0 then $2 else last_received_at end,
         last_listed_at = case when $6 then $2 else last_listed_at end
       where id = $1`,
      [row.id, now, vietnamDate(now), sent, received, listed, well],
    );
    if (sent + received > 0 || row.resting_until !== null) {
      await publish(tx, { topic: 'connections', agencyId: row.agency_id, ids: [row.id] });
    }
  });
}

/** A message was refused for a reason of its own: counted, the connection itself is well. */
export async function noteRefusals(context: Context, row: ConnectionRow, count: number): Promise<void> {
  const today = vietnamDate(context.clock.now());
  await rawQuery(
    context.db,
    `update carriers_connection set failures = 0, resting_until = null,
       sent_count = case when counted_on = $2 then sent_count else 0 end,
       received_count = case when counted_on = $2 then received_count else 0 end,
       failed_count = case when counted_on = $2 then failed_count else 0 end + $3, counted_on = $2
     where id = $1`,
    [row.id, today, count],
  );
}

async function tellAdministrators(context: Context, row: ConnectionRow, message: string): Promise<void> {
  await context.db.transaction().execute(async (tx) => {
    const positions = await listPositions(tx, row.agency_id, vietnamDate(context.clock.now()));
    await notify(tx, context, {
      agencyId: row.agency_id,
      personIds: positions.filter(({ roles }) => roles.includes('administrator')).map(({ personId }) => personId),
      kind: 'carriers.resting',
      text: `Kết nối “${row.name}” không dùng được: ${message}`,
      link: CONNECTIONS_PAGE,
      reason: 'Quản trị kết nối liên thông',
    });
    await publish(tx, { topic: 'connections', agencyId: row.agency_id, ids: [row.id] });
  });
}

/**
 * The way itself failed. Three in a row, or one that speaks for all, and it rests: half a minute, then twice as long each time, at
 * most a quarter of an hour; its administrators are told when that begins. Answers whether it rests now.
 */
export async function noteTrouble(
  context: Context,
  row: ConnectionRow,
  trouble: Trouble,
  { trial, failed = 0 }: { trial: boolean /** Messages that met it. */; failed?: number },
): Promise<boolean> {
  const now = context.clock.now();
  const least = trouble.atOnce === true ? PATIENCE : 1;
  // Messages that were under way together fail together: those that come after the first that tripped do not lengthen the pause.
  const [noted] = await rawQuery<{ failures: number }>(
    context.db,
    `update carriers_connection set failures = greatest(failures + 1, $5),
       resting_until = case when greatest(failures + 1, $5) < $6 then resting_until
         else $2::timestamptz + make_interval(secs => least($8, $7 * power(2, least(greatest(failures + 1, $5) - $6, 10)))) end,
       error_code = $3, error_text = $4, error_at = $2,
       sent_count = case when counted_on = $10 then sent_count else 0 end,
       received_count = case when counted_on = $10 then received_count else 0 end,
       failed_count = case when counted_on = $10 then failed_count else 0 end + $11, counted_on = $10
     where id = $1 and ($9 or resting_until is null or resting_until <= $2) returning failures`,
    [
      row.id,
      now,
      trouble.code,
      trouble.message,
      least,
      PATIENCE,
      FIRST_PAUSE_S,
      LONGEST_PAUSE_S,
      trial,
      vietnamDate(now),
      failed,
    ],
  );
  if (noted === undefined) {
    return true;
  }
  if (noted.failures === PATIENCE) {
    await tellAdministrators(context, row, trouble.message);
  }
  return noted.failures >= PATIENCE;
}
