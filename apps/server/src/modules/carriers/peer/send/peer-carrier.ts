import type { Context } from '../../../../platform/context.ts';
import type { Carrier, Parcel, SendOutcome } from '../../carrier.ts';
import type { ConnectionRow } from '../../carriers.tables.ts';
import { enter, noteRefusals, noteSuccess, noteTrouble } from '../../connection-health.ts';
import { findConnection } from '../../connections.store.ts';
import { inPool } from '../../pool.ts';
import { servedOnly } from '../../sending/served-only.ts';
import { findPeer, noteSkew } from '../peer.store.ts';
import type { PeerRow } from '../peer.tables.ts';
import { addressOf } from '../peer-address.ts';
import { refreshPeer } from '../refresh-peer.ts';
import { lineOutcome } from './outcomes.ts';
import { createPeerClient, type PeerClient } from './peer-client.ts';
import type { PeerError } from './peer-error.ts';
import { type Sent, sendLot } from './send-lot.ts';

/** Peers served side by side: one that is slow keeps nobody waiting. */
const PEERS_AT_ONCE = 4;

function all(parcels: readonly Parcel[], outcome: SendOutcome): SendOutcome[] {
  return parcels.map(() => outcome);
}

function notUsable(connection: ConnectionRow | undefined, peer: PeerRow | undefined): SendOutcome | undefined {
  if (connection === undefined || peer === undefined) {
    return {
      ok: false,
      final: true,
      code: 'carriers.peer_not_found',
      reason: 'Kết nối trực tiếp đã chọn cho nơi nhận này không còn. Chọn đường gửi khác rồi gửi lại.',
    };
  }
  if (peer.state === 'stopped') {
    return {
      ok: false,
      final: true,
      code: 'carriers.peer_key_changed',
      reason: `Khóa của “${connection.name}” đã thay đổi nên tạm dừng gửi. Đề nghị quản trị đối chiếu và xác nhận lại, sau đó gửi lại.`,
    };
  }
  if (peer.state !== 'confirmed') {
    return {
      ok: false,
      final: true,
      code: 'carriers.peer_not_confirmed',
      reason: `Kết nối “${connection.name}” chưa được xác nhận ghép nối. Đề nghị quản trị xác nhận rồi gửi lại.`,
    };
  }
  if (!connection.enabled) {
    return {
      ok: false,
      final: true,
      code: 'carriers.disabled',
      reason: `Kết nối “${connection.name}” đang tắt. Đề nghị quản trị bật lại, hoặc chọn đường gửi khác rồi gửi lại.`,
    };
  }
  return undefined;
}

type Clients = Map<string, { stamp: string; client: PeerClient }>;

/** One client a peer while nothing about it changes: its lines stay open between two batches. */
function clientOf(clients: Clients, context: Context, connection: ConnectionRow, peer: PeerRow): PeerClient {
  const stamp = JSON.stringify([connection.settings, connection.secret?.toString('base64'), peer.key_id]);
  const known = clients.get(connection.id);
  if (known?.stamp === stamp) {
    return known.client;
  }
  const client = createPeerClient(context, addressOf(context.config, connection), peer.public_key);
  clients.set(connection.id, { stamp, client });
  return client;
}

/** A peer that does not know us, or answers with a strange key, may have got a new one: we look at once. */
async function lookAfter(context: Context, connection: ConnectionRow, error: PeerError): Promise<SendOutcome> {
  const isAboutKeys = error.code === 'carriers.peer_not_recognised' || error.code === 'carriers.peer_unproven';
  if (isAboutKeys) {
    try {
      await refreshPeer(context, connection);
      return notUsable(connection, await findPeer(context.db, connection.id)) ?? lineOutcome(error);
    } catch (failed) {
      context.log.warn({ err: failed, connection: connection.id }, 'a peer could not be looked at');
    }
  }
  return lineOutcome(error);
}

async function settle(
  context: Context,
  connection: ConnectionRow,
  { outcomes, trouble, skewMs }: Sent,
  trial: boolean,
): Promise<SendOutcome[]> {
  const sent = outcomes.filter((outcome) => outcome?.ok === true).length;
  const refused = outcomes.filter((outcome) => outcome !== undefined && !outcome.ok).length;
  if (sent > 0) {
    await noteSuccess(context, connection, { sent });
  }
  if (refused > 0) {
    await noteRefusals(context, connection, refused);
  }
  if (skewMs !== undefined) {
    await noteSkew(context.db, connection.id, skewMs);
  }
  if (trouble === undefined) {
    return outcomes.map((outcome) => outcome ?? { ok: false, final: false, code: 'carriers.peer_busy', reason: '' });
  }
  const rest = await lookAfter(context, connection, trouble);
  await noteTrouble(context, connection, { code: trouble.code, message: trouble.message }, { trial });
  return outcomes.map((outcome) => outcome ?? rest);
}

async function sendToPeer(
  clients: Clients,
  context: Context,
  connectionId: string | null,
  parcels: readonly Parcel[],
): Promise<SendOutcome[]> {
  const connection = connectionId === null ? undefined : await findConnection(context.db, connectionId);
  const peer = connection && (await findPeer(context.db, connection.id));
  const refused = notUsable(connection, peer);
  if (refused !== undefined || connection === undefined || peer === undefined) {
    return all(parcels, refused ?? { ok: false, final: true, code: 'carriers.peer_not_found', reason: '' });
  }
  const pass = await enter(context, connection, 'send');
  if (!pass.go) {
    const resting = { code: 'carriers.resting', reason: pass.reason, untried: true, retryAt: pass.until };
    return all(parcels, { ok: false, final: false, ...resting });
  }
  const client = clientOf(clients, context, connection, peer);
  return settle(context, connection, await sendLot(context, client, connection.name, parcels), pass.trial);
}

/** Other installations of this product, directly. Every message may be sent again without harm: the other side recognises it. */
export function createPeerCarrier(): Carrier {
  const clients: Clients = new Map();
  return servedOnly({
    name: 'peer',
    send: async (context, parcels) => {
      const outcomes: SendOutcome[] = [];
      const groups = [...Map.groupBy(parcels.keys(), (index) => parcels[index]?.connectionId ?? null)];
      await inPool(groups, PEERS_AT_ONCE, async ([connectionId, indexes]) => {
        const lot = indexes.flatMap((index) => parcels[index] ?? []);
        const answers = await sendToPeer(clients, context, connectionId, lot);
        for (const [place, index] of indexes.entries()) {
          const answer = answers[place];
          if (answer !== undefined) {
            outcomes[index] = answer;
          }
        }
      });
      return outcomes;
    },
  });
}
