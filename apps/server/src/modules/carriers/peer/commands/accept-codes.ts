import type { PeerCodes } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../../platform/context.ts';
import { publish } from '../../../../platform/events.ts';
import { takeCodes } from '../accepted-codes.ts';
import { peerPolicies } from '../peer.policy.ts';
import { factsOf, lockPeer } from '../peer.store.ts';

/** Which of its agencies a confirmed peer may speak for, from now on. */
export async function acceptPeerCodes(
  context: ActingContext,
  id: string,
  { codes }: PeerCodes,
): Promise<{ id: string }> {
  const { agencyId } = context.subject;
  return command(context, async (tx) => {
    const peer = await lockPeer(tx, agencyId, id);
    peerPolicies.authorize('peers.accept_codes', context.subject, factsOf(peer));
    const keys = await takeCodes(tx, id, codes);
    await record(tx, context, {
      action: 'carriers.peer_codes_accepted',
      agencyId,
      objectKind: 'connection',
      objectId: id,
      detail: { codes: keys },
    });
    await publish(tx, { topic: 'connections', agencyId, ids: [id] });
    return { id };
  });
}
