import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { PeerCertificate } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../../platform/context.ts';
import { invalid } from '../../../../platform/errors.ts';
import { publish } from '../../../../platform/events.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { sealSecret } from '../../secrets.ts';
import { peerPolicies } from '../peer.policy.ts';
import { factsOf, lockPeer } from '../peer.store.ts';

/** The certificate's own name, when the key belongs to it. */
function subjectOf({ certificate, key }: PeerCertificate): string {
  try {
    const parsed = new X509Certificate(certificate);
    if (parsed.checkPrivateKey(createPrivateKey(key))) {
      return parsed.subject;
    }
  } catch {
    // Told below.
  }
  throw invalid(
    'carriers.peer_bad_certificate',
    'Chứng thư và khóa không đọc được hoặc không đi đôi với nhau. Dán cả hai ở dạng PEM, khóa không đặt mật khẩu.',
    [{ path: 'certificate', message: 'Chứng thư không đi đôi với khóa.' }],
  );
}

/** The certificate we show to this peer's server (mutual TLS), or none any more. Sealed; never shown again. */
export async function showCertificate(
  context: ActingContext,
  id: string,
  given: PeerCertificate,
): Promise<{ id: string }> {
  const { agencyId } = context.subject;
  return command(context, async (tx) => {
    const peer = await lockPeer(tx, agencyId, id);
    peerPolicies.authorize('peers.show_certificate', context.subject, factsOf(peer));
    const isNone = given.certificate === '' && given.key === '';
    const subject = isNone ? '' : subjectOf(given);
    const now = context.clock.now();
    await rawQuery(
      tx,
      'update carriers_connection set secret = $2, secret_saved_at = $3, changed_at = $4 where id = $1',
      [id, isNone ? null : sealSecret(context.config, id, { ...given }), isNone ? null : now, now],
    );
    await record(tx, context, {
      action: 'carriers.peer_certificate_changed',
      agencyId,
      objectKind: 'connection',
      objectId: id,
      detail: { subject },
    });
    await publish(tx, { topic: 'connections', agencyId, ids: [id] });
    return { id };
  });
}
