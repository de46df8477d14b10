import type { PeerProposal, PeerSettings } from '@congvu/contracts';
import { record } from '#modules/audit';
import { isTopAgency } from '#modules/org';
import { type ActingContext, command } from '../../../../platform/context.ts';
import type { Tx } from '../../../../platform/db.ts';
import { conflict, forbidden, invalid } from '../../../../platform/errors.ts';
import { publish } from '../../../../platform/events.ts';
import { newId } from '../../../../platform/ids.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { installationIdentity } from '../installation-identity.ts';
import { type Looked, lookAt } from '../look.ts';
import { peerListPolicies } from '../peer.policy.ts';
import { findPeerByKey, saveListed } from '../peer.store.ts';
import { asAnswer } from '../peer-error-words.ts';
import { sayHello } from '../peer-hello.ts';
import { refusePlainHttp } from '../peer-rules.ts';
import { fingerprintOf, keyIdOf } from '../wire/keys.ts';

/** Another connection of the agency has the name: the number behind it tells them apart. */
async function freeName(tx: Tx, agencyId: string, wanted: string): Promise<string> {
  const rows = await rawQuery<{ name: string }>(
    tx,
    'select lower(name) as name from carriers_connection where agency_id = $1',
    [agencyId],
  );
  const taken = new Set(rows.map((row) => row.name));
  let name = wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) {
    name = `${wanted} (${number})`;
  }
  return name;
}

async function assertNew(tx: Tx, keyId: string): Promise<void> {
  if ((await findPeerByKey(tx, keyId)) !== undefined) {
    throw conflict(
      'carriers.peer_known',
      'Hệ thống này đã có trong danh sách ghép nối (của cơ quan này hoặc một cơ quan khác cùng dùng hệ thống). Dùng kết nối đã có, hoặc đề nghị cơ quan vận hành kết nối cho dùng chung.',
    );
  }
}

async function insertPeer(tx: Tx, context: ActingContext, proposal: PeerProposal, looked: Looked): Promise<string> {
  const { agencyId } = context.subject;
  const id = newId(context.clock.now().getTime());
  const now = context.clock.now();
  const settings: PeerSettings = {
    endpoint: proposal.endpoint,
    plainHttpConfirmed: proposal.plainHttpConfirmed,
    ca: proposal.ca,
    clockToleranceSeconds: 300,
    // A file of 100 MB, the most an upload may have, is a third longer in its envelope.
    maxMessageMb: 150,
  };
  const wanted = proposal.name || looked.identity.title.slice(0, 110) || proposal.endpoint;
  await rawQuery(
    tx,
    `insert into carriers_connection (agency_id, id, kind, name, settings, share, enabled, created_at, changed_at)
     values ($1, $2, 'peer', $3, $4, $5, false, $6, $6)`,
    [agencyId, id, await freeName(tx, agencyId, wanted), JSON.stringify(settings), proposal.share, now],
  );
  await rawQuery(
    tx,
    `insert into carriers_peer (agency_id, id, state, public_key, key_id, title, skew_ms, looked_at)
     values ($1, $2, 'proposed', $3, $4, $5, $6, $7)`,
    [agencyId, id, looked.publicKey, keyIdOf(looked.publicKey), looked.identity.title, Math.round(looked.skewMs), now],
  );
  await saveListed(tx, id, looked.identity.agencies);
  await rawQuery(tx, 'delete from carriers_peer_asked where key_id = $1', [keyIdOf(looked.publicKey)]);
  return id;
}

/**
 * An administrator names an address: it is asked who it is, and what it says is shown. Nothing is sent or taken before somebody has
 * compared the fingerprint.
 */
export async function proposePeer(context: ActingContext, proposal: PeerProposal): Promise<{ id: string }> {
  peerListPolicies.authorize('peers.propose', context.subject, null);
  const { agencyId } = context.subject;
  if (proposal.share === 'all' && !(await isTopAgency(context.db, agencyId))) {
    throw forbidden(
      'Chỉ quản trị của cơ quan đứng đầu hệ thống được mở kết nối cho mọi cơ quan dùng chung.',
      'carriers.share_not_allowed',
    );
  }
  const refused = refusePlainHttp(proposal);
  if (refused !== undefined) {
    throw invalid(refused.code, refused.message, [{ path: refused.path, message: refused.message }]);
  }
  const address = {
    name: proposal.name || proposal.endpoint,
    settings: { endpoint: proposal.endpoint, ca: proposal.ca },
    tls: { certificate: '', key: '' },
  };
  const looked = await asAnswer(lookAt(context, address));
  if (keyIdOf(looked.publicKey) === (await installationIdentity(context)).keyId) {
    throw invalid('carriers.peer_is_us', 'Địa chỉ này là chính hệ thống đang dùng. Ghi địa chỉ của hệ thống bên kia.', [
      { path: 'endpoint', message: 'Địa chỉ của chính hệ thống này.' },
    ]);
  }
  const answer = await command(context, async (tx) => {
    await assertNew(tx, keyIdOf(looked.publicKey));
    const id = await insertPeer(tx, context, proposal, looked);
    await record(tx, context, {
      action: 'carriers.peer_proposed',
      agencyId,
      objectKind: 'connection',
      objectId: id,
      detail: { endpoint: proposal.endpoint, fingerprint: fingerprintOf(looked.publicKey) },
    });
    await publish(tx, { topic: 'connections', agencyId, ids: [id] });
    return { id };
  });
  await sayHello(context, address, looked.publicKey, { confirmed: false });
  return answer;
}
