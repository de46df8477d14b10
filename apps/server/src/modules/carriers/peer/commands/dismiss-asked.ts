import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../../platform/context.ts';
import { notFound } from '../../../../platform/errors.ts';
import { publish } from '../../../../platform/events.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { peerListPolicies } from '../peer.policy.ts';

/** Bỏ qua: a request to be connected that is nobody we know. It may ask again. */
export async function dismissAsked(context: ActingContext, keyId: string): Promise<{ keyId: string }> {
  const { agencyId } = context.subject;
  return command(context, async (tx) => {
    peerListPolicies.authorize('peers.dismiss', context.subject, null);
    const [row] = await rawQuery<{ endpoint: string }>(
      tx,
      'delete from carriers_peer_asked where key_id = $1 returning endpoint',
      [keyId],
    );
    if (row === undefined) {
      throw notFound('carriers.peer_not_found', 'Đề nghị ghép nối này không còn. Tải lại danh sách kết nối.');
    }
    await record(tx, context, {
      action: 'carriers.peer_dismissed',
      agencyId,
      objectKind: 'connection',
      objectId: keyId,
      detail: { endpoint: row.endpoint },
    });
    await publish(tx, { topic: 'connections', agencyId });
    return { keyId };
  });
}
