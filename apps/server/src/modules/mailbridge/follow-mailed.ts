import { closeMailed } from '#modules/interchange';
import { listOutcomes } from '#modules/webmail';
import type { Context, Services } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { endMailed, listLateReturned, listOpenMailed, type MailedRow } from './mailbridge.store.ts';

type Outcome = Awaited<ReturnType<typeof listOutcomes>>[number];

interface End {
  outcome: NonNullable<MailedRow['outcome']>;
  reason: string;
}

/** Undefined while the mail is on its way. */
function endOf({ address }: MailedRow, { undoStatus, state, reply }: Outcome): End | undefined {
  if (undoStatus === 'canceled' || state === 'cancelled') {
    return { outcome: 'taken_back', reason: `Thư tới ${address} đã được lấy lại trước khi gửi.` };
  }
  if (state === 'failed') {
    const said = reply === null || reply === '' ? '' : `: ${reply}`;
    return { outcome: 'returned', reason: `Thư tới ${address} không đến nơi${said}` };
  }
  return state === 'delivered' ? { outcome: 'delivered', reason: '' } : undefined;
}

const DAY_MS = 86_400_000;
/** Servers give up after five days (RFC 5321 §4.5.4.1); then nothing comes any more. */
const LATE_DAYS = 14;

/** The other side had taken the mail and says days later that nobody was reached. */
async function followLate(context: Context): Promise<void> {
  const since = new Date(context.clock.now().getTime() - LATE_DAYS * DAY_MS);
  for (const row of await listLateReturned(context.db, since)) {
    await context.db.transaction().execute(async (tx) => {
      if (await endMailed(tx, context, row, 'returned', 'delivered')) {
        const reason = `Thư tới ${row.address} không đến nơi: ${row.reply ?? ''}`;
        await closeMailed(tx, context, { agencyId: row.agency_id, id: row.dispatch_id, reason, failed: true });
      }
    });
  }
}

/** What became of the mails that carry letters: whose mail came back, or was taken back, waits again. May run twice. */
export async function followMailed(services: Services): Promise<void> {
  const open = await listOpenMailed(services.db);
  const outcomes = await listOutcomes(
    services.db,
    open.map((row) => row.submission_id),
  );
  const byId = new Map(outcomes.map((outcome) => [outcome.submissionId, outcome]));
  const meta = { requestId: newId(), ip: '', userAgent: 'job' };
  const context: Context = { ...services, subject: undefined, meta, idempotency: undefined };
  for (const row of open) {
    const outcome = byId.get(row.submission_id);
    const end = outcome === undefined ? undefined : endOf(row, outcome);
    if (end === undefined) {
      continue;
    }
    // A twin that comes second changes nothing and leaves no trace, so this is no command.
    await services.db.transaction().execute(async (tx) => {
      if (!(await endMailed(tx, context, row, end.outcome)) || end.outcome === 'delivered') {
        return;
      }
      await closeMailed(tx, context, {
        agencyId: row.agency_id,
        id: row.dispatch_id,
        reason: end.reason,
        failed: end.outcome === 'returned',
      });
    });
  }
  await followLate(context);
}
