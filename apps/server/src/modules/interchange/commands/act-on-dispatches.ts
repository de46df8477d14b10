import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { type DispatchChange, lockDispatches, saveChanges } from '../dispatch.store.ts';
import { dispatchPolicies } from '../interchange.policy.ts';
import { dispatchFacts } from '../interchange.presenter.ts';
import type { DispatchRow } from '../interchange.tables.ts';
import { clearForClerks } from '../notices.ts';

export interface DispatchAct {
  ids: readonly string[];
  action: 'interchange.resend' | 'interchange.mark_on_paper' | 'interchange.send_by_mail' | 'interchange.settle';
  audited: string;
  detail?: Record<string, unknown>;
  /** The row after the act and its line of history; undefined when it is not possible from this state. */
  change(row: DispatchRow): DispatchChange | undefined;
  afterwards?(tx: Tx, rows: readonly DispatchRow[]): Promise<void>;
}

/** All named dispatches or none, in the caller's command: lock, authorise each, move, trace, tell. Answers how many. */
export async function actWithin(tx: Tx, context: ActingContext, act: DispatchAct): Promise<number> {
  const { agencyId } = context.subject;
  const ids = [...new Set(act.ids)];
  const rows = await lockDispatches(tx, agencyId, ids);
  if (rows.length < ids.length) {
    throw notFound('interchange.dispatch_not_found', 'Không tìm thấy lần gửi này. Tải lại danh sách.');
  }
  const changes = rows.map((row) => {
    dispatchPolicies.authorize(act.action, context.subject, dispatchFacts(row));
    const change = act.change(row);
    if (change === undefined) {
      throw conflict(
        'interchange.wrong_state',
        `${row.receiver_name} vừa có trạng thái mới nên không làm được việc này. Tải lại để xem.`,
      );
    }
    return change;
  });
  await saveChanges(tx, agencyId, changes);
  await act.afterwards?.(tx, rows);
  for (const [documentId, own] of Map.groupBy(rows, (row) => row.document_id)) {
    await record(tx, context, {
      action: act.audited,
      agencyId,
      objectKind: 'document',
      objectId: documentId,
      detail: { ...act.detail, receivers: own.map((row) => row.receiver_code || row.receiver_name) },
    });
    await clearForClerks(tx, context, agencyId, documentId);
  }
  const documentIds = [...new Set(rows.map((row) => row.document_id))];
  await publish(tx, { topic: 'interchange', agencyId, ids: documentIds });
  await publish(tx, { topic: 'outgoing', agencyId, ids: documentIds });
  return rows.length;
}

export function actOnDispatches(context: ActingContext, act: DispatchAct): Promise<number> {
  return command(context, (tx) => actWithin(tx, context, act));
}
