import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { connectionPolicies } from '../carriers.policy.ts';
import { factsOf } from '../carriers.presenter.ts';
import type { ConnectionRow } from '../carriers.tables.ts';
import { lockConnection } from '../connections.store.ts';

async function setEnabled(tx: Tx, context: ActingContext, row: ConnectionRow, enabled: boolean): Promise<void> {
  await rawQuery(
    tx,
    `update carriers_connection set enabled = $3, failures = 0, resting_until = null, next_list_at = null, list_leased_until = null
     where agency_id = $1 and id = $2`,
    [row.agency_id, row.id, enabled],
  );
  await record(tx, context, {
    action: enabled ? 'carriers.connection_enabled' : 'carriers.connection_disabled',
    agencyId: row.agency_id,
    objectKind: 'connection',
    objectId: row.id,
    detail: { name: row.name },
  });
  await publish(tx, { topic: 'connections', agencyId: row.agency_id, ids: [row.id] });
}

export async function switchConnection(context: ActingContext, id: string, enabled: boolean): Promise<{ id: string }> {
  return command(context, async (tx) => {
    const row = await lockConnection(tx, context.subject.agencyId, id);
    connectionPolicies.authorize('carriers.switch', context.subject, factsOf(row));
    if (row.enabled === enabled) {
      throw conflict(
        'carriers.wrong_state',
        enabled ? 'Kết nối này đang bật rồi. Tải lại trang.' : 'Kết nối này đang tắt rồi. Tải lại trang.',
      );
    }
    await setEnabled(tx, context, row, enabled);
    return { id: row.id };
  });
}

/** Something went over it, or was to: letters and evidence name it. */
async function hasHistory(tx: Tx, row: ConnectionRow): Promise<boolean> {
  const [found] = await rawQuery<{ some: boolean }>(
    tx,
    `select exists (select 1 from carriers_handover where connection_id = $1)
       or exists (select 1 from carriers_pickup where agency_id = $2 and connection_id = $1)
       or $3::timestamptz is not null or $4::timestamptz is not null as some`,
    [row.id, row.agency_id, row.last_sent_at, row.last_received_at],
  );
  return found?.some === true;
}

/** One with a history is kept, switched off; one that never worked goes, with its secret. */
export async function removeConnection(
  context: ActingContext,
  id: string,
): Promise<{ id: string; outcome: 'removed' | 'disabled' }> {
  return command(context, async (tx) => {
    const row = await lockConnection(tx, context.subject.agencyId, id);
    connectionPolicies.authorize('carriers.remove', context.subject, factsOf(row));
    if (await hasHistory(tx, row)) {
      await setEnabled(tx, context, row, false);
      return { id, outcome: 'disabled' as const };
    }
    await rawQuery(tx, 'delete from carriers_connection where agency_id = $1 and id = $2', [row.agency_id, row.id]);
    await record(tx, context, {
      action: 'carriers.connection_removed',
      agencyId: row.agency_id,
      objectKind: 'connection',
      objectId: row.id,
      detail: { name: row.name, kind: row.kind },
    });
    await publish(tx, { topic: 'connections', agencyId: row.agency_id, ids: [row.id] });
    return { id, outcome: 'removed' as const };
  });
}
