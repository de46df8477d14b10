import type { SigningBatch } from '@congvu/contracts';
import { getCertificate } from '#modules/certificates';
import type { ActingContext } from '../../../platform/context.ts';
import { getBatch } from '../batches.store.ts';
import { getPurpose } from '../get-purpose.ts';
import type { AnyPurpose } from '../purpose.ts';
import { listSessions } from '../sessions.store.ts';
import { signingPolicies } from '../signing.policy.ts';
import { presentBatch } from '../signing.presenter.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct, SigningPorts } from '../signing-act.ts';

export async function viewBatch(
  context: ActingContext,
  purposes: readonly AnyPurpose[],
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

/** The batch with everything to work on it. A repeated request finds its results in the sessions, no key of its own. */
export async function loadAct(
  outer: ActingContext,
  ports: SigningPorts,
  id: string,
  reason?: string,
): Promise<{ act: SigningAct; sessions: SessionRow[] }> {
  const context = { ...outer, idempotency: undefined };
  const { batch, sessions, certificate } = await loadBatch(context, id);
  const purpose = getPurpose(ports.purposes, batch.purpose);
  return { act: { context, ports, batch, certificate, purpose, reason: reason ?? batch.reason }, sessions };
}
