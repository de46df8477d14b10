import type { SigningRelay } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { identityOf } from '../commands/send-to-relay.ts';
import { createLinks } from '../links.store.ts';
import { listPreparedAttributes } from '../sessions.store.ts';
import type { BatchRow, SentTicket } from '../signing.tables.ts';
import { loadBatch } from './view-batch.ts';

export function notWaiting() {
  return conflict(
    'signing.not_waiting',
    'Lô ký này không chờ chữ ký từ máy của anh/chị. Mở lại lô ký để xem đã ký tới đâu.',
  );
}

/** @throws AppError 409 unless the batch waits in this way */
export function assertWaiting(
  batch: BatchRow,
  kind: SentTicket['kind'],
): asserts batch is BatchRow & { ticket: SentTicket } {
  if (batch.state !== 'sent' || batch.ticket?.kind !== kind) {
    throw notWaiting();
  }
}

/**
 * What the page hands to the agent: of every document that still waits its signed attributes and a one-time address of the very
 * bytes the signature covers. Asked again after a closed laptop, it names what is left, with fresh addresses.
 */
export async function viewRelay(context: ActingContext, id: string): Promise<SigningRelay> {
  const { batch, sessions, certificate } = await loadBatch(context, id);
  assertWaiting(batch, 'relay');
  const identity = identityOf(certificate);
  const [algorithm] = identity.algs;
  const attributes = await listPreparedAttributes(context.db, batch);
  const waiting = sessions.flatMap((session) => {
    const attrs = session.state === 'sent' ? attributes.get(session.id) : undefined;
    return attrs === undefined ? [] : [{ session, attrs }];
  });
  if (algorithm === undefined || waiting.length === 0) {
    throw notWaiting();
  }
  const wanted = waiting.map(({ session }) => ({ sessionId: session.id, kind: 'content' as const }));
  const tokens = await createLinks(context.db, batch, wanted);
  return {
    batchId: batch.id,
    certificateSha256: identity.id,
    algorithm,
    consent: { who: context.subject.displayName, reason: batch.reason },
    items: waiting.map(({ session, attrs }, index) => ({
      documentId: session.object_id,
      title: session.review.title,
      digest: session.shown_sha256,
      attrs,
      contentUrl: `${context.config.publicUrl}/api/signing/content/${tokens[index] ?? ''}`,
    })),
    expiresAt: batch.expires_at.toISOString(),
  };
}
