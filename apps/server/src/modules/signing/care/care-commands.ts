import type { SignatureCare } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { signingPolicies } from '../signing.policy.ts';
import type { SigningPorts } from '../signing-act.ts';
import { lockCare, noteTry } from './care.store.ts';
import { guardNow } from './guard-night.ts';
import { raiseSignature } from './raise-signature.ts';
import { openRaising } from './raising.ts';
import { viewCare } from './view-care.ts';

/** What fits into one request; the night does the rest. */
const MOST = 200;

function assertCarer(context: ActingContext, action: 'signing.care_run' | 'signing.care_retry'): string {
  const { agencyId, personId, positionId } = context.subject;
  signingPolicies.authorize(action, context.subject, {
    agency_id: agencyId,
    person_id: personId,
    position_id: positionId,
  });
  return agencyId;
}

/** The guardian's round by hand. */
export async function runCare(outer: ActingContext, ports: SigningPorts): Promise<SignatureCare> {
  const context = { ...outer, idempotency: undefined };
  const agencyId = assertCarer(context, 'signing.care_run');
  await command(context, (tx) =>
    record(tx, context, { action: 'signing.care_run', agencyId, objectKind: 'agency', objectId: agencyId }),
  );
  await guardNow(context, ports, agencyId, MOST);
  return viewCare(context, ports);
}

/** One document tried again at once, also one that was given up. */
export async function retryCare(outer: ActingContext, ports: SigningPorts, documentId: string): Promise<SignatureCare> {
  const context = { ...outer, idempotency: undefined };
  const agencyId = assertCarer(context, 'signing.care_retry');
  await command(context, async (tx) => {
    const row = await lockCare(tx, { agency_id: agencyId, document_id: documentId });
    if (row === undefined || row.target === null) {
      throw notFound('signing.not_waiting', 'Văn bản này không còn chờ bổ sung gì. Tải lại trang.');
    }
    const now = context.clock.now();
    const state = row.state === 'failed' ? 'waiting' : row.state;
    await noteTry(tx, row, { state, attempts: 0, nextTryAt: now, error: row.last_error, at: now });
    await record(tx, context, {
      action: 'signing.care_retried',
      agencyId,
      objectKind: 'outgoing',
      objectId: documentId,
    });
  });
  await raiseSignature(await openRaising(context, ports), { agencyId, documentId });
  return viewCare(context, ports);
}
