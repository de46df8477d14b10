import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { ConnectionRow } from '../carriers.tables.ts';
import { CONNECTIONS_PAGE } from '../connection-health.ts';
import { type Looked, lookAt } from './look.ts';
import { lockPeer, saveListed } from './peer.store.ts';
import type { PeerRow } from './peer.tables.ts';
import { addressOf } from './peer-address.ts';
import { fingerprintOf, keyIdOf } from './wire/keys.ts';

/** Where an administrator acts on this peer. */
export function peerLink(id: string): string {
  return `${CONNECTIONS_PAGE}?peer=${id}`;
}

async function alarm(tx: Tx, context: Context, connection: ConnectionRow, looked: Looked): Promise<void> {
  const positions = await listPositions(tx, connection.agency_id, vietnamDate(context.clock.now()));
  await notify(tx, context, {
    agencyId: connection.agency_id,
    personIds: positions.filter(({ roles }) => roles.includes('administrator')).map(({ personId }) => personId),
    kind: 'carriers.peer_key_changed',
    text: `Khóa của “${connection.name}” đã thay đổi nên hệ thống dừng gửi và nhận với bên đó. Gọi điện đối chiếu dấu vân tay rồi xác nhận lại.`,
    link: peerLink(connection.id),
    reason: 'Quản trị kết nối liên thông',
  });
  await record(tx, context, {
    action: 'carriers.peer_stopped',
    agencyId: connection.agency_id,
    objectKind: 'connection',
    objectId: connection.id,
    detail: { reason: 'key_changed', offered: fingerprintOf(looked.publicKey) },
  });
}

/** A key that was never confirmed may be replaced by what stands there now; a confirmed one stops everything when it changes. */
async function takeKey(
  tx: Tx,
  context: Context,
  { connection, peer, looked }: { connection: ConnectionRow; peer: PeerRow; looked: Looked },
): Promise<void> {
  if (peer.public_key.equals(looked.publicKey)) {
    await rawQuery(tx, 'update carriers_peer set offered_key = null where id = $1', [peer.id]);
    return;
  }
  if (peer.state === 'proposed') {
    await rawQuery(tx, 'update carriers_peer set public_key = $2, key_id = $3, confirmed_there = false where id = $1', [
      peer.id,
      looked.publicKey,
      keyIdOf(looked.publicKey),
    ]);
    return;
  }
  const isNews = peer.state === 'confirmed' || peer.offered_key?.equals(looked.publicKey) !== true;
  await rawQuery(tx, `update carriers_peer set state = 'stopped', offered_key = $2 where id = $1`, [
    peer.id,
    looked.publicKey,
  ]);
  if (isNews) {
    await alarm(tx, context, connection, looked);
  }
}

/** What a look has found, taken over. */
export async function applyLook(tx: Tx, context: Context, connection: ConnectionRow, looked: Looked): Promise<void> {
  const peer = await lockPeer(tx, connection.agency_id, connection.id);
  await takeKey(tx, context, { connection, peer, looked });
  await rawQuery(tx, 'update carriers_peer set title = $2, skew_ms = $3, looked_at = $4 where id = $1', [
    peer.id,
    looked.identity.title,
    Math.round(looked.skewMs),
    context.clock.now(),
  ]);
  await saveListed(tx, peer.id, looked.identity.agencies);
  await publish(tx, { topic: 'connections', agencyId: connection.agency_id, ids: [connection.id] });
}

/** Looks at the other side as a timer or a failed sending does. @throws PeerError */
export async function refreshPeer(context: Context, connection: ConnectionRow): Promise<void> {
  const looked = await lookAt(context, addressOf(context.config, connection));
  await context.db.transaction().execute((tx) => applyLook(tx, context, connection, looked));
}
