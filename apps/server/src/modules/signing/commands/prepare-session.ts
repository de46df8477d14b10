import { createHash } from 'node:crypto';
import { DEMO_MARK, type PreparedSignature, prepareSignature } from '@congvu/pades';
import type { SigningIdentity } from '@congvu/pki';
import { record } from '#modules/audit';
import type { CertificateRow } from '#modules/certificates';
import { type ActingContext, command } from '../../../platform/context.ts';
import { contentChanged } from '../failure.ts';
import type { SigningBase, SigningPurpose } from '../purpose.ts';
import { SESSION_TRANSITIONS } from '../signing.states.ts';
import { lockSessions, moveSession } from '../signing.store.ts';
import type { SessionRow } from '../signing.tables.ts';

export interface PreparedSession {
  session: SessionRow;
  prepared: PreparedSignature;
}

/** What you see is what you sign: the very bytes of the review, or nothing. */
function assertShown(session: SessionRow, base: SigningBase): void {
  if (createHash('sha256').update(base.pdf).digest('hex') !== session.shown_sha256) {
    throw contentChanged();
  }
}

function prepare(
  context: ActingContext,
  base: SigningBase,
  certificate: CertificateRow,
  signer: SigningIdentity,
): PreparedSignature {
  const { plan } = base;
  // The demo's seal has its words in the picture; a second line would run through its ring.
  const saysSo = certificate.kind === 'organisation' && plan.appearance?.image !== undefined;
  const isMarked = certificate.key_kind === 'demo_software' && plan.appearance !== undefined && !saysSo;
  return prepareSignature(base.pdf, {
    ...plan,
    // Rule 7 of ARCHITECTURE.md: a demo key says so in the PDF, whoever draws the rest.
    ...(isMarked && { appearance: { ...plan.appearance, mark: DEMO_MARK } }),
    signer,
    signedAt: plan.signedAt ?? context.clock.now(),
  });
}

/** Left by a process that ended between the signature and its completion, or by a twin of this request. */
function usable(session: SessionRow | undefined, now: Date): PreparedSignature | undefined {
  const prepared = session?.prepared ?? undefined;
  const isWaiting = session?.state === 'prepared' || session?.state === 'sent';
  return isWaiting && prepared !== undefined && new Date(prepared.expiresAt) > now ? prepared : undefined;
}

/**
 * One document made ready for the key, and stored so that a signature completes it, also after a restart. The base is durable
 * first: completion reads it from the store, so that a batch holds one file in memory at a time.
 */
export async function prepareSession(
  context: ActingContext,
  purpose: SigningPurpose,
  certificate: CertificateRow,
  signer: SigningIdentity,
  session: SessionRow,
): Promise<PreparedSession> {
  const base = await purpose.prepare(context, session.object_id, session.shown_sha256, certificate);
  assertShown(session, base);
  const fresh = prepare(context, base, certificate, signer);
  await context.blobs.put(base.pdf);
  return command(context, async (tx) => {
    const now = context.clock.now();
    const locked = (await lockSessions(tx, session.agency_id, session.object_id)).find(({ id }) => id === session.id);
    const prepared = usable(locked, now) ?? fresh;
    const mayMove = locked !== undefined && SESSION_TRANSITIONS.prepare.from.includes(locked.state);
    if (!mayMove || (prepared === fresh && !(await moveSession(tx, session, 'prepare', now, { prepared })))) {
      throw contentChanged();
    }
    await record(tx, context, {
      action: prepared === fresh ? 'signing.prepared' : 'signing.resumed',
      agencyId: session.agency_id,
      objectKind: 'signing_session',
      objectId: session.id,
      detail: { document: session.object_id, sha256: session.shown_sha256, hash: prepared.tbsHash },
    });
    return { session, prepared };
  });
}
