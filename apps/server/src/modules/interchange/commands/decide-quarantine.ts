import { record } from '#modules/audit';
import { clearNotices } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { finishInbox } from '../inbox/inbox.store.ts';
import { quarantinePolicies } from '../interchange.policy.ts';
import { type InboxRow, interchangeTables } from '../interchange.tables.ts';
import { QUARANTINE_PAGE } from '../notices.ts';
import { wakeReader } from '../outbox/wake.ts';

interface Decision {
  id: string;
  action: 'interchange.retry' | 'interchange.discard';
  audited: string;
  detail: Record<string, unknown>;
  apply(tx: Tx, row: InboxRow): Promise<void>;
}

async function lockSetAside(tx: Tx, agencyId: string, id: string): Promise<InboxRow> {
  const row = await interchangeTables(tx)
    .selectFrom('interchange_inbox')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .where('error_code', '<>', '')
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('interchange.quarantine_not_found', 'Không tìm thấy gói tin này.');
  }
  return row;
}

async function hasMore(tx: Tx, agencyId: string): Promise<boolean> {
  const row = await interchangeTables(tx)
    .selectFrom('interchange_inbox')
    .select('id')
    .where('agency_id', '=', agencyId)
    .where('state', '=', 'quarantined')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function decide(context: ActingContext, decision: Decision): Promise<{ id: string }> {
  const { agencyId } = context.subject;
  return command(context, async (tx) => {
    const row = await lockSetAside(tx, agencyId, decision.id);
    quarantinePolicies.authorize(decision.action, context.subject, { agencyId: row.agency_id, state: row.state });
    await decision.apply(tx, row);
    await record(tx, context, {
      action: decision.audited,
      agencyId,
      objectKind: 'interchange_message',
      objectId: row.id,
      detail: { ...decision.detail, code: row.error_code, sender: row.sender_code, sha256: row.sha256 },
    });
    if (!(await hasMore(tx, agencyId))) {
      await clearNotices(tx, { agencyId, link: QUARANTINE_PAGE });
    }
    await publish(tx, { topic: 'interchange', agencyId, ids: [row.id] });
    return { id: row.id };
  });
}

/** What a clerk may take in all the same: the letter says so beside its page. */
const ACCEPTABLE: ReadonlySet<string> = new Set([
  'interchange.conflict',
  'interchange.changed_after_signing',
  'interchange.sender_unproven',
]);

/**
 * Đọc lại: the same bytes are read once more, e.g. after the reader has learnt a new form. A contradiction is taken in as a
 * further document by this decision of the clerk; the earlier one stays as it is.
 */
export async function retryQuarantined(context: ActingContext, id: string): Promise<{ id: string }> {
  return decide(context, {
    id,
    action: 'interchange.retry',
    audited: 'interchange.quarantine_retried',
    detail: {},
    apply: async (tx, row) => {
      await finishInbox(tx, row, {
        state: 'stored',
        attempts: 0,
        next_at: context.clock.now(),
        done_at: null,
        accepted_codes: [...row.accepted_codes, ...(ACCEPTABLE.has(row.error_code) ? [row.error_code] : [])],
      });
      await wakeReader(tx, row.id);
    },
  });
}

/** Loại bỏ: it stays with its bytes and the reason, and is never taken in. */
export async function discardQuarantined(context: ActingContext, id: string, reason: string): Promise<{ id: string }> {
  return decide(context, {
    id,
    action: 'interchange.discard',
    audited: 'interchange.quarantine_discarded',
    detail: { reason },
    apply: (tx, row) =>
      finishInbox(tx, row, {
        state: 'discarded',
        done_at: context.clock.now(),
        error_text: `${row.error_text} Loại bỏ: ${reason}`,
      }),
  });
}
