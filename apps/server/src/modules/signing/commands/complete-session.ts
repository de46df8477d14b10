import { completeSignature } from '@congvu/pades';
import { record } from '#modules/audit';
import type { CertificateRow } from '#modules/certificates';
import { type StoredBlob, storeBytes } from '#modules/files';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { CONTENT_CHANGED, contentChanged } from '../failure.ts';
import type { SigningPurpose } from '../purpose.ts';
import { SESSION_TRANSITIONS } from '../signing.states.ts';
import { lockSessions, moveSession, supersedeOthers } from '../signing.store.ts';
import type { SessionResult, SessionRow } from '../signing.tables.ts';
import type { PreparedSession } from './prepare-session.ts';

interface Completion extends PreparedSession {
  purpose: SigningPurpose;
  certificate: CertificateRow;
  reason: string;
}

async function closeSession(
  tx: Tx,
  context: ActingContext,
  { purpose, certificate, prepared, reason }: Completion,
  own: SessionRow,
  file: StoredBlob,
): Promise<void> {
  const { numberSymbol } = await purpose.complete(tx, context, {
    objectId: own.object_id,
    shownSha256: own.shown_sha256,
    file,
    certificate,
  });
  const now = context.clock.now();
  const message = numberSymbol === null ? 'Đã ký.' : `Đã ký và đóng dấu, số ${numberSymbol}.`;
  const result: SessionResult = { code: 'signing.signed', message, numberSymbol };
  if (!(await moveSession(tx, own, 'complete', now, { result }))) {
    throw contentChanged();
  }
  await supersedeOthers(tx, own, CONTENT_CHANGED, now);
  await record(tx, context, {
    action: 'signing.signed',
    agencyId: own.agency_id,
    objectKind: 'signing_session',
    objectId: own.id,
    detail: {
      purpose: own.purpose,
      document: own.object_id,
      shown: own.shown_sha256,
      signed: file.sha256,
      certificate: certificate.serial,
      key: certificate.key_kind,
      claimedAt: prepared.signedAt,
      reason,
    },
  });
}

/**
 * Signature → signed bytes, judged and durable → one transaction with the state change of the document. Of two people who sign
 * the same letter exactly one gets through; the twin of one request finds it done.
 * @throws AppError, PadesError: the session stays as it is
 */
export async function completeSession(
  context: ActingContext,
  completion: Completion,
  signature: Uint8Array,
): Promise<void> {
  const { session, prepared, purpose } = completion;
  const base = await context.blobs.readBytes(session.shown_sha256);
  const tail = completeSignature(base, prepared, signature, { at: context.clock.now() });
  const signed = Buffer.concat([base, tail]);
  await purpose.check(context, session.object_id, signed);
  const file = await storeBytes(context, signed, `${session.review.title}.pdf`, 'application/pdf');
  await command(context, async (tx) => {
    const rows = await lockSessions(tx, session.agency_id, session.object_id);
    const own = rows.find(({ id }) => id === session.id);
    if (own?.state === 'completed') {
      await record(tx, context, {
        action: 'signing.found_signed',
        agencyId: own.agency_id,
        objectKind: 'signing_session',
        objectId: own.id,
      });
      return;
    }
    if (own === undefined || !SESSION_TRANSITIONS.complete.from.includes(own.state)) {
      throw contentChanged();
    }
    await closeSession(tx, context, completion, own, file);
  });
}
