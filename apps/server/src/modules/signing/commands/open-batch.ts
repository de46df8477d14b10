import type { OpenSigningBatch, SigningBatch } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type CertificateRow, findMyCertificate, revocationNote } from '#modules/certificates';
import { type ActingContext, command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { atOnce } from '../at-once.ts';
import { insertBatch } from '../batches.store.ts';
import { getPurpose, isDetached } from '../get-purpose.ts';
import type { AnyPurpose, SigningReview } from '../purpose.ts';
import { signingPolicies } from '../signing.policy.ts';
import { presentBatch } from '../signing.presenter.ts';
import type { BatchRow, SessionRow } from '../signing.tables.ts';
import type { SigningPorts } from '../signing-act.ts';
import { NO_AUTHORITY } from '../time/wanted-level.ts';

/** Long enough to read forty letters, short enough that a forgotten dialog signs nothing tomorrow. */
const BATCH_MS = 60 * 60 * 1000;
/** Enough to open a thousand letters in the time a person waits, few enough to leave the database to the others. */
const REVIEWS_AT_ONCE = 8;

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
    offered_sha256: null,
    result: null,
    signed_at: null,
    proven_at: null,
    signed_sha256: null,
    changed_at: batch.opened_at,
  };
}

/** What the signer should know beforehand and what does not stop the signing; null for nothing. */
async function noteOf(
  context: ActingContext,
  ports: Pick<SigningPorts, 'timestampAuthorityFor'>,
  purpose: AnyPurpose,
  certificate: CertificateRow,
): Promise<string | null> {
  const [revocation, authority] = await Promise.all([
    revocationNote(context, certificate),
    ports.timestampAuthorityFor(context),
  ]);
  const notes = [revocation ?? '', authority === undefined && !isDetached(purpose) ? NO_AUTHORITY : ''].filter(
    (note) => note !== '',
  );
  return notes.length === 0 ? null : notes.join(' ');
}

/**
 * The review list: what will be signed, with which certificate, and the digest of the very bytes shown. Nothing is signed and
 * no number is taken yet.
 */
export async function openBatch(
  context: ActingContext,
  ports: Pick<SigningPorts, 'purposes' | 'timestampAuthorityFor'>,
  body: OpenSigningBatch,
): Promise<SigningBatch> {
  const { subject } = context;
  const { agencyId, personId, positionId } = subject;
  const purpose = getPurpose(ports.purposes, body.purpose);
  if (purpose.openToAll !== true) {
    signingPolicies.authorize('signing.open', subject, {
      agency_id: agencyId,
      person_id: personId,
      position_id: positionId,
    });
  }
  const certificate = await findMyCertificate(context, purpose.keyKind, body.certificateId);
  const objectIds = [...new Set(body.documentIds)];
  const [note, reviews] = await Promise.all([
    noteOf(context, ports, purpose, certificate),
    atOnce(objectIds, REVIEWS_AT_ONCE, (objectId) => purpose.review(context, objectId, certificate)),
  ]);
  const now = context.clock.now();
  const batch: BatchRow = {
    agency_id: agencyId,
    id: newId(now.getTime()),
    purpose: purpose.name,
    state: 'open',
    certificate_id: certificate.id,
    person_id: personId,
    position_id: positionId,
    user_id: subject.userId,
    reason: '',
    note,
    ticket: null,
    poll_at: null,
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
