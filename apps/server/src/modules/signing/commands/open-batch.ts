import type { OpenSigningBatch, SigningBatch } from '@congvu/contracts';
import { record } from '#modules/audit';
import { findUsableCertificate, getCertificate } from '#modules/certificates';
import { type ActingContext, command } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import type { SigningPurpose, SigningReview } from '../purpose.ts';
import { signingPolicies } from '../signing.policy.ts';
import { presentBatch } from '../signing.presenter.ts';
import { getBatch, insertBatch, listSessions } from '../signing.store.ts';
import type { BatchRow, SessionRow } from '../signing.tables.ts';

/** Long enough to read forty letters, short enough that a forgotten dialog signs nothing tomorrow. */
const BATCH_MS = 60 * 60 * 1000;

export function getPurpose(purposes: readonly SigningPurpose[], name: string): SigningPurpose {
  const purpose = purposes.find((candidate) => candidate.name === name);
  if (purpose === undefined) {
    throw new AppError('signing.nothing_to_sign', 422, 'Không có việc ký loại này.');
  }
  return purpose;
}

function sessionRow(batch: BatchRow, objectId: string, index: number, review: SigningReview): SessionRow {
  return {
    agency_id: batch.agency_id,
    id: newId(),
    batch_id: batch.id,
    sort_order: index,
    purpose: batch.purpose,
    object_id: objectId,
    state: 'open',
    shown_sha256: review.shownSha256,
    review,
    prepared: null,
    result: null,
    changed_at: batch.opened_at,
  };
}

/**
 * The review list: what will be signed, with which certificate, and the digest of the very bytes shown. Nothing is signed and
 * no number is taken yet.
 */
export async function openBatch(
  context: ActingContext,
  purposes: readonly SigningPurpose[],
  body: OpenSigningBatch,
): Promise<SigningBatch> {
  const { subject } = context;
  const { agencyId, personId, positionId } = subject;
  const purpose = getPurpose(purposes, body.purpose);
  signingPolicies.authorize('signing.open', subject, { agency_id: agencyId, person_id: personId });
  const certificate = await findUsableCertificate(context, { agencyId, kind: purpose.keyKind, personId });
  const objectIds = [...new Set(body.documentIds)];
  const reviews: SigningReview[] = [];
  for (const objectId of objectIds) {
    reviews.push(await purpose.review(context, objectId));
  }
  const now = context.clock.now();
  const batch: BatchRow = {
    agency_id: agencyId,
    id: newId(now.getTime()),
    purpose: purpose.name,
    state: 'open',
    certificate_id: certificate.id,
    person_id: personId,
    position_id: positionId,
    ticket: null,
    opened_at: now,
    expires_at: new Date(now.getTime() + BATCH_MS),
  };
  const sessions = objectIds.flatMap((objectId, index) => {
    const review = reviews[index];
    return review === undefined ? [] : [sessionRow(batch, objectId, index, review)];
  });
  return command(context, async (tx) => {
    await insertBatch(tx, batch, sessions);
    await record(tx, context, {
      action: 'signing.opened',
      agencyId,
      objectKind: 'signing_batch',
      objectId: batch.id,
      detail: {
        purpose: purpose.name,
        certificate: certificate.serial,
        documents: sessions.map((session) => ({ id: session.object_id, sha256: session.shown_sha256 })),
      },
    });
    return presentBatch(batch, sessions, certificate, purpose, now);
  });
}

export async function viewBatch(
  context: ActingContext,
  purposes: readonly SigningPurpose[],
  id: string,
): Promise<SigningBatch> {
  const { batch, sessions, certificate } = await loadBatch(context, id);
  return presentBatch(batch, sessions, certificate, getPurpose(purposes, batch.purpose), context.clock.now());
}

/** The batch of this very person; somebody else's answers 403, another agency's 404. */
export async function loadBatch(context: ActingContext, id: string) {
  const batch = await getBatch(context.db, context.subject.agencyId, id);
  signingPolicies.authorize('signing.sign', context.subject, batch);
  const [sessions, certificate] = await Promise.all([
    listSessions(context.db, batch.agency_id, id),
    getCertificate(context.db, batch.agency_id, batch.certificate_id),
  ]);
  return { batch, sessions, certificate };
}
