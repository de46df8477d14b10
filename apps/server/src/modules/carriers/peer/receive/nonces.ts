import type { Services } from '../../../../platform/context.ts';
import { rawQuery } from '../../../../platform/sql.ts';

/**
 * True the first time. Kept until the request is too old to be taken anyway. Not waited for on the disk: after a power cut a request
 * of the last moments could be played again, and its messages would be recognised.
 */
export async function isFirstUse(
  services: Services,
  use: { peerId: string; nonce: string; expiresAt: Date },
): Promise<boolean> {
  return services.db.transaction().execute(async (tx) => {
    await rawQuery(tx, 'set local synchronous_commit = off', []);
    const rows = await rawQuery(
      tx,
      `insert into carriers_peer_nonce (peer_id, nonce, expires_at) values ($1, $2, $3)
       on conflict (peer_id, nonce) do nothing returning 1 as first`,
      [use.peerId, use.nonce, use.expiresAt],
    );
    return rows.length === 1;
  });
}

export async function forgetNonces(services: Services): Promise<void> {
  await rawQuery(services.db, 'delete from carriers_peer_nonce where expires_at < $1', [services.clock.now()]);
}
