import type { Context, Services } from '../../../platform/context.ts';
import type { Route } from '../../../platform/http/route.ts';
import { newId } from '../../../platform/ids.ts';
import type { Sweep } from '../../../platform/module.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { Carrier, CarrierPorts } from '../carrier.ts';
import { listEnabled } from '../connections.store.ts';
import { exchangeRoutes } from './exchange.routes.ts';
import { peerRoutes } from './peer.routes.ts';
import { forgetNonces } from './receive/nonces.ts';
import { forgetAsked } from './receive/take-hello.ts';
import { forgetUploads } from './receive/uploads.ts';
import { refreshPeer } from './refresh-peer.ts';
import { createPeerCarrier } from './send/peer-carrier.ts';

const LOOK_EVERY_S = 15 * 60;
/** A peer that was looked at within this time is left alone: several processes have the same timer. */
const LOOK_AGAIN_MS = 50 * 60_000;
const NONCES_EVERY_S = 60;
const HOUR_S = 3_600;

/** New agencies, a changed key, a clock that drifts: found within the hour although nothing is sent. */
async function lookAtPeers(services: Services): Promise<void> {
  const context: Context = {
    ...services,
    subject: undefined,
    meta: { requestId: newId(), ip: '', userAgent: 'job' },
    idempotency: undefined,
  };
  const before = new Date(services.clock.now().getTime() - LOOK_AGAIN_MS);
  const due = await rawQuery<{ id: string }>(
    services.db,
    'select id from carriers_peer where looked_at is null or looked_at < $1',
    [before],
  );
  const ids = new Set(due.map(({ id }) => id));
  for (const connection of await listEnabled(services.db, ['peer'])) {
    if (ids.has(connection.id)) {
      await refreshPeer(context, connection).catch((error: unknown) =>
        services.log.info({ err: error, connection: connection.id }, 'a peer could not be looked at'),
      );
    }
  }
}

async function forget(services: Services): Promise<void> {
  await forgetUploads(services);
  await forgetAsked(services);
}

/** Direct exchange between installations, plugged into the module of carriers. */
export function createPeerPart(ports: CarrierPorts): { carrier: Carrier; routes: Route[]; sweeps: Sweep[] } {
  return {
    carrier: createPeerCarrier(),
    routes: [...peerRoutes, ...exchangeRoutes(ports)],
    sweeps: [
      { name: 'carriers.forget_nonces', everySeconds: NONCES_EVERY_S, run: forgetNonces },
      { name: 'carriers.look_at_peers', everySeconds: LOOK_EVERY_S, run: lookAtPeers },
      { name: 'carriers.forget_uploads', everySeconds: HOUR_S, run: forget },
    ],
  };
}
