import type { PeerConfirmation } from '@congvu/contracts';
import { record } from '#modules/audit';
import { clearNotices } from '#modules/notifications';
import { type ActingContext, command } from '../../../../platform/context.ts';
import { conflict, invalid } from '../../../../platform/errors.ts';
import { publish } from '../../../../platform/events.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { getConnection, lockConnection } from '../../connections.store.ts';
import { takeCodes } from '../accepted-codes.ts';
import { peerPolicies } from '../peer.policy.ts';
import { factsOf, findPeer, findPeerByKey, lockPeer } from '../peer.store.ts';
import { addressOf } from '../peer-address.ts';
import { sayHello } from '../peer-hello.ts';
import { peerLink } from '../refresh-peer.ts';
import { fingerprintOf, keyIdOf } from '../wire/keys.ts';

/** Four groups of four, 64 bits: nobody ticks a box without having heard them, nobody grinds a key that ends like ours. */
const HEARD_CHARS = 16;

function assertHeard(heard: string, publicKey: Buffer): void {
  const typed = heard.replaceAll(/[^0-9a-z]/gi, '').toUpperCase();
  const expected = fingerprintOf(publicKey).replaceAll(' ', '').slice(-HEARD_CHARS);
  if (typed !== expected) {
    throw invalid(
      'carriers.peer_fingerprint_differs',
      'Bốn nhóm cuối vừa nhập không khớp dấu vân tay của hệ thống bên kia. Đề nghị bên kia đọc lại; nếu vẫn khác thì KHÔNG xác nhận: địa chỉ có thể đã bị giả mạo.',
      [{ path: 'heard', message: 'Không khớp dấu vân tay.' }],
    );
  }
}

/**
 * An administrator has compared the fingerprint with the other side's: its key is the key from now on, it may speak for the codes that
 * were ticked, and the connection is switched on.
 */
export async function confirmPeer(
  context: ActingContext,
  id: string,
  { heard, codes }: PeerConfirmation,
): Promise<{ id: string }> {
  const { agencyId, displayName } = context.subject;
  const answer = await command(context, async (tx) => {
    await lockConnection(tx, agencyId, id);
    const peer = await lockPeer(tx, agencyId, id);
    peerPolicies.authorize('peers.confirm', context.subject, factsOf(peer));
    const publicKey = peer.offered_key ?? peer.public_key;
    assertHeard(heard, publicKey);
    const other = await findPeerByKey(tx, keyIdOf(publicKey));
    if (other !== undefined && other.id !== id) {
      throw conflict('carriers.peer_known', 'Khóa này đã được ghép nối ở một kết nối khác. Dùng kết nối đó.');
    }
    const keys = await takeCodes(tx, id, codes);
    await rawQuery(
      tx,
      `update carriers_peer set state = 'confirmed', public_key = $2, key_id = $3, offered_key = null,
         confirmed_by = $4, confirmed_at = $5, refused_code = '', refused_at = null where id = $1`,
      [id, publicKey, keyIdOf(publicKey), displayName, context.clock.now()],
    );
    await rawQuery(
      tx,
      `update carriers_connection set enabled = true, failures = 0, resting_until = null, error_code = '', error_text = '',
         changed_at = $2 where id = $1`,
      [id, context.clock.now()],
    );
    await record(tx, context, {
      action: 'carriers.peer_confirmed',
      agencyId,
      objectKind: 'connection',
      objectId: id,
      detail: { fingerprint: fingerprintOf(publicKey), codes: keys },
    });
    await clearNotices(tx, { agencyId, link: peerLink(id) });
    await publish(tx, { topic: 'connections', agencyId, ids: [id] });
    return { id };
  });
  const connection = await getConnection(context.db, agencyId, id);
  const peer = await findPeer(context.db, id);
  if (peer !== undefined) {
    await sayHello(context, addressOf(context.config, connection), peer.public_key, { confirmed: true });
  }
  return answer;
}
