import type { ClusterView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { lockForAct } from '../lock-for-act.ts';
import { viewCluster } from '../queries/view-cluster.ts';
import { startRestoring, startRetraction } from '../retract/continue-retraction.ts';
import { addEvent, wrongState } from '../threats.store.ts';

/** Takes the letter out of every mailbox of the office, after a conclusion that left it there. */
export async function retractCluster(context: ActingContext, id: string, reason: string): Promise<ClusterView> {
  await command(context, async (tx) => {
    const cluster = await lockForAct(tx, context, id, 'threats.retract');
    const key = { agencyId: cluster.agency_id, id };
    if (!(await startRetraction(tx, context, key, { reason, boxes: cluster.boxes }))) {
      throw wrongState('Thư đang được thu lại hoặc đã thu lại.');
    }
    await addEvent(tx, context, key, `Thu lại khỏi các hộp thư: ${reason}`);
    await record(tx, context, {
      action: 'threats.retraction_started',
      agencyId: cluster.agency_id,
      objectKind: 'threat_cluster',
      objectId: id,
      detail: { reason },
    });
    await publish(tx, { topic: 'threats', agencyId: cluster.agency_id, ids: [id] });
    return { id };
  });
  return viewCluster(context, id);
}

/** Everything back to where it was, read or unread as it was. */
export async function restoreCluster(context: ActingContext, id: string, reason: string): Promise<ClusterView> {
  await command(context, async (tx) => {
    const cluster = await lockForAct(tx, context, id, 'threats.restore');
    const key = { agencyId: cluster.agency_id, id };
    if (!(await startRestoring(tx, key))) {
      throw wrongState('Thư đang được trả về hoặc đã trả về.');
    }
    await addEvent(tx, context, key, `Trả thư về các hộp thư: ${reason}`);
    await record(tx, context, {
      action: 'threats.restoring_started',
      agencyId: cluster.agency_id,
      objectKind: 'threat_cluster',
      objectId: id,
      detail: { reason },
    });
    await publish(tx, { topic: 'threats', agencyId: cluster.agency_id, ids: [id] });
    return { id };
  });
  return viewCluster(context, id);
}
