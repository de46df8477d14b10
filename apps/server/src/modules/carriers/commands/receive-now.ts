import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { RECEIVE_JOB } from '../carriers.jobs.ts';
import { connectionPolicies } from '../carriers.policy.ts';
import { factsOf } from '../carriers.presenter.ts';
import type { PickupRow } from '../carriers.tables.ts';
import { lockConnection } from '../connections.store.ts';

/**
 * "Nhận ngay": the axis is asked now, whether it rests or not; `includeSettled` after a restore from a backup. A mailbox is due at once
 * and read by the next turn of its timer.
 */
export async function receiveNow(
  context: ActingContext,
  id: string,
  { includeSettled }: { includeSettled: boolean },
): Promise<{ id: string }> {
  return command(context, async (tx) => {
    const row = await lockConnection(tx, context.subject.agencyId, id);
    connectionPolicies.authorize('carriers.receive', context.subject, factsOf(row));
    await rawQuery(
      tx,
      'update carriers_connection set resting_until = null, next_list_at = null where agency_id = $1 and id = $2',
      [row.agency_id, row.id],
    );
    await enqueue(
      tx,
      RECEIVE_JOB,
      { connectionId: row.id, asked: true, includeSettled },
      { key: `${RECEIVE_JOB}:${row.id}:asked`, maxAttempts: 1 },
    );
    await record(tx, context, {
      action: 'carriers.receiving_asked',
      agencyId: row.agency_id,
      objectKind: 'connection',
      objectId: row.id,
      detail: { include_settled: includeSettled },
    });
    return { id: row.id };
  });
}

/** "Lấy lại" for a message that was given up or was for nobody here: codes or limits may have changed. */
export async function retryPickup(
  context: ActingContext,
  id: string,
  { docId }: { docId: string },
): Promise<{ docId: string }> {
  return command(context, async (tx) => {
    const row = await lockConnection(tx, context.subject.agencyId, id);
    connectionPolicies.authorize('carriers.retry', context.subject, factsOf(row));
    const [pickup] = await rawQuery<PickupRow>(
      tx,
      'select * from carriers_pickup where agency_id = $1 and connection_id = $2 and doc_id = $3 for update',
      [row.agency_id, row.id, docId],
    );
    if (pickup === undefined) {
      throw notFound('carriers.pickup_not_found', 'Không tìm thấy gói tin này. Tải lại danh sách.');
    }
    const moved = await rawQuery(
      tx,
      `update carriers_pickup set state = case when state = 'handed' then 'handed' when sha256 is null then 'listed' else 'stored' end, attempts = 0, next_at = $4,
         leased_until = null, error_code = '', error_text = '', done_at = null
       where agency_id = $1 and connection_id = $2 and doc_id = $3
         and (state in ('stranger', 'failed') or (error_code <> '' and state <> 'done' and leased_until is null)) returning 1 as moved`,
      [row.agency_id, row.id, docId, context.clock.now()],
    );
    if (moved.length === 0) {
      throw conflict('carriers.wrong_state', 'Gói tin này đã vào hộp nhận hoặc đang được lấy về. Tải lại danh sách.');
    }
    await record(tx, context, {
      action: 'carriers.pickup_retried',
      agencyId: row.agency_id,
      objectKind: 'connection',
      objectId: row.id,
      detail: { doc_id: docId, was: pickup.state },
    });
    await enqueue(tx, RECEIVE_JOB, { connectionId: row.id }, { key: `${RECEIVE_JOB}:${row.id}`, maxAttempts: 3 });
    await publish(tx, { topic: 'connections', agencyId: row.agency_id, ids: [row.id] });
    return { docId };
  });
}
