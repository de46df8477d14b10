import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../../platform/context.ts';
import { getConnection } from '../../connections.store.ts';
import { lookAt } from '../look.ts';
import { peerPolicies } from '../peer.policy.ts';
import { factsOf, findPeer, peerNotFound } from '../peer.store.ts';
import { addressOf } from '../peer-address.ts';
import { asAnswer } from '../peer-error-words.ts';
import { applyLook } from '../refresh-peer.ts';
import { fingerprintOf } from '../wire/keys.ts';

/** Kiểm tra lại: who stands at the address now, which agencies, what its clock says. */
export async function lookAgain(context: ActingContext, id: string): Promise<{ id: string }> {
  const connection = await getConnection(context.db, context.subject.agencyId, id);
  const peer = await findPeer(context.db, id);
  if (peer === undefined) {
    throw peerNotFound();
  }
  peerPolicies.authorize('peers.look', context.subject, factsOf(peer));
  const looked = await asAnswer(lookAt(context, addressOf(context.config, connection)));
  return command(context, async (tx) => {
    await applyLook(tx, context, connection, looked);
    await record(tx, context, {
      action: 'carriers.peer_looked_at',
      agencyId: connection.agency_id,
      objectKind: 'connection',
      objectId: id,
      detail: { fingerprint: fingerprintOf(looked.publicKey), agencies: looked.identity.agencies.length },
    });
    return { id };
  });
}
