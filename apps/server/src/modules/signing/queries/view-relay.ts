import type { SigningRelay } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { identityOf } from '../commands/send-to-relay.ts';
import { createLinks } from '../links.store.ts';
import { listParts, type OpenPart, partsBySession } from '../parts.store.ts';
import { listPreparedAttributes } from '../sessions.store.ts';
import { titleOfPart } from '../signing.presenter.ts';
import type { BatchRow, SentTicket, SessionRow } from '../signing.tables.ts';
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

/** What an agent takes at once; the rest comes with the next relay. */
const MOST_ITEMS = 5_000;

interface WaitingItem {
  session: SessionRow;
  /** An attachment; the document itself without. */
  part: OpenPart | undefined;
  attrs: string;
}

/** Documents with their attachments right behind them. */
async function waitingItems(
  context: ActingContext,
  sessions: readonly SessionRow[],
  attributes: ReadonlyMap<string, string>,
): Promise<WaitingItem[]> {
  const sent = sessions.filter(({ state }) => state === 'sent');
  const ids = sent.map(({ id }) => id);
  const parts = partsBySession(await listParts(context.db, context.subject.agencyId, ids));
  const items = sent.flatMap((session) =>
    [undefined, ...(parts.get(session.id) ?? [])].flatMap((part) => {
      const attrs = attributes.get(part?.id ?? session.id);
      return attrs === undefined ? [] : [{ session, part, attrs }];
    }),
  );
  return items.slice(0, MOST_ITEMS);
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
  const waiting = await waitingItems(context, sessions, attributes);
  if (algorithm === undefined || waiting.length === 0) {
    throw notWaiting();
  }
  const wanted = waiting.map(({ session, part }) => ({
    sessionId: session.id,
    ...(part !== undefined && { partId: part.id }),
    kind: 'content' as const,
  }));
  const tokens = await createLinks(context.db, batch, wanted);
  return {
    batchId: batch.id,
    certificateSha256: identity.id,
    algorithm,
    consent: { who: context.subject.displayName, reason: batch.reason },
    items: waiting.map(({ session, part, attrs }, index) => ({
      documentId: session.object_id,
      itemId: part?.id ?? session.id,
      title: part === undefined ? session.review.title : titleOfPart(part.name, session.review.title),
      digest: part?.base_sha256 ?? session.shown_sha256,
      attrs,
      contentUrl: `${context.config.publicUrl}/api/signing/content/${tokens[index] ?? ''}`,
    })),
    expiresAt: batch.expires_at.toISOString(),
  };
}
