import { randomUUID } from 'node:crypto';
import { algorithmsOf, parseCertificate, publicKeyOf, type SigningIdentity } from '@congvu/pki';
import type { CertificateRow } from '#modules/certificates';
import { AppError } from '../../../platform/errors.ts';
import { portionsOf } from '../at-once.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import { prepareSessions, type ReadySession } from './prepare-sessions.ts';
import { sendBatch } from './send-batch.ts';

const PORTION = 40;

/** The key is on the signer's own computer; what it looks like stands in the register of certificates. */
export function identityOf(row: CertificateRow): SigningIdentity {
  const [certificate, ...chain] = row.chain;
  if (certificate === undefined) {
    throw new AppError('certificates.unreadable', 422, 'Chứng thư số này không có nội dung. Đăng ký lại chứng thư.');
  }
  const [algorithm] = algorithmsOf(publicKeyOf(parseCertificate(certificate)));
  return {
    id: row.leaf_sha256,
    kind: 'agent',
    certificate,
    chain,
    algs: algorithm === undefined ? [] : [algorithm],
    owner: row.kind === 'person' ? { person: row.subject_name } : { organisation: row.subject_name },
  };
}

/** Everything is prepared and waits; the page fetches the hashes, the agent on the same computer signs them. */
export async function sendToRelay(act: SigningAct, sessions: readonly SessionRow[]): Promise<void> {
  const identity = identityOf(act.certificate);
  const ready: Pick<ReadySession, 'session'>[] = [];
  for (const portion of portionsOf(sessions, PORTION)) {
    ready.push(...(await prepareSessions(act, identity, portion)).map(({ session }) => ({ session })));
  }
  if (ready.length > 0) {
    await sendBatch(act, ready, {
      id: randomUUID(),
      identityId: identity.id,
      kind: 'relay',
      itemIds: [],
      expiresAt: act.batch.expires_at.toISOString(),
    });
  }
}
