import type { RelayedSignatures, SignBatchAnswer } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { deviceFailure } from '../failure.ts';
import { loadAct } from '../queries/view-batch.ts';
import { assertWaiting } from '../queries/view-relay.ts';
import { presentAnswer } from '../signing.presenter.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningPorts } from '../signing-act.ts';
import { openTrustedTime } from '../time/trusted-time.ts';
import { completeSessions } from './complete-sessions.ts';
import { recordFailure } from './record-failure.ts';
import { assertBatchOpen, settleBatch } from './settle-batch.ts';

type Signatures = Extract<RelayedSignatures, { signatures: unknown }>['signatures'];

function deliveredTo(sessions: readonly SessionRow[], signatures: Signatures) {
  const byDocument = new Map(signatures.map(({ documentId, signature }) => [documentId, signature]));
  return sessions.flatMap((session) => {
    const signature = byDocument.get(session.object_id);
    return signature === undefined ? [] : [{ session, signature: Buffer.from(signature, 'base64') }];
  });
}

/**
 * What the agent signed, in as many pieces as it likes: a document that is signed already stays as it is, the others go on
 * waiting. Each signature is verified under the registered certificate before anything is believed.
 */
export async function takeSignatures(
  context: ActingContext,
  ports: SigningPorts,
  id: string,
  body: RelayedSignatures,
): Promise<SignBatchAnswer> {
  const { act, sessions } = await loadAct(context, ports, id);
  const { batch, certificate } = act;
  if (batch.state === 'completed') {
    return presentAnswer(batch, sessions, certificate);
  }
  assertBatchOpen(batch, context.clock.now());
  assertWaiting(batch, 'relay');
  const waiting = sessions.filter(({ state }) => state === 'sent');
  if ('failed' in body) {
    await recordFailure(act, waiting, deviceFailure(body.failed));
  } else {
    const delivered = deliveredTo(waiting, body.signatures);
    await completeSessions(act, openTrustedTime(act.context, ports, batch.agency_id), delivered);
  }
  const settled = await settleBatch(act);
  return presentAnswer(settled.batch, settled.sessions, certificate);
}
