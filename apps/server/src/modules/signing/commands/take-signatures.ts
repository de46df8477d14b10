import type { RelayedSignatures, SignBatchAnswer } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { deviceFailure } from '../failure.ts';
import { keepSignatures, listKeptSessions, listParts, partsBySession } from '../parts.store.ts';
import { loadAct } from '../queries/view-batch.ts';
import { assertWaiting } from '../queries/view-relay.ts';
import { presentAnswer } from '../signing.presenter.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct, SigningPorts } from '../signing-act.ts';
import { openTrustedTime } from '../time/trusted-time.ts';
import { completeSessions, type Delivered } from './complete-sessions.ts';
import { recordFailure } from './record-failure.ts';
import { assertBatchOpen, settleBatch } from './settle-batch.ts';

type Signatures = Extract<RelayedSignatures, { signatures: unknown }>['signatures'];

/** By item; without one named, of the document itself. */
function byItem(sessions: readonly SessionRow[], signatures: Signatures): Map<string, Uint8Array> {
  const own = new Map(sessions.map((session) => [session.object_id, session.id]));
  return new Map(
    signatures.flatMap(({ documentId, itemId = own.get(documentId), signature }) =>
      itemId === undefined ? [] : [[itemId, Buffer.from(signature, 'base64')] as const],
    ),
  );
}

interface Sorted {
  /** Everything is there. */
  whole: Delivered[];
  /** The rest of these documents is still awaited. */
  early: Map<string, Uint8Array>;
}

async function sortSignatures(
  { context, batch }: SigningAct,
  sessions: readonly SessionRow[],
  given: ReadonlyMap<string, Uint8Array>,
): Promise<Sorted> {
  const ids = sessions.map(({ id }) => id);
  const parts = partsBySession(await listParts(context.db, batch.agency_id, ids));
  const kept = parts.size === 0 ? new Set() : await listKeptSessions(context.db, batch.agency_id, ids);
  const sorted: Sorted = { whole: [], early: new Map() };
  for (const session of sessions) {
    const items = [
      { id: session.id, isHere: kept.has(session.id) },
      ...(parts.get(session.id) ?? []).map((part) => ({ id: part.id, isHere: part.has_signature })),
    ];
    const came = new Map(items.flatMap(({ id }) => [...entryOf(given, id)]));
    if (came.size > 0 && items.every(({ id, isHere }) => isHere || came.has(id))) {
      sorted.whole.push({ session, signatures: came });
    } else {
      sorted.early = new Map([...sorted.early, ...came]);
    }
  }
  return sorted;
}

function entryOf(given: ReadonlyMap<string, Uint8Array>, id: string): [string, Uint8Array][] {
  const signature = given.get(id);
  return signature === undefined ? [] : [[id, signature]];
}

/** Kept until the rest of their documents comes; proven only then. */
async function keepEarly({ context, batch }: SigningAct, early: ReadonlyMap<string, Uint8Array>): Promise<void> {
  if (early.size > 0) {
    await command(context, async (tx) => {
      await keepSignatures(tx, batch.agency_id, early);
      await record(tx, context, {
        action: 'signing.part_received',
        agencyId: batch.agency_id,
        objectKind: 'signing_batch',
        objectId: batch.id,
        detail: { items: [...early.keys()] },
      });
    });
  }
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
    const { whole, early } = await sortSignatures(act, waiting, byItem(waiting, body.signatures));
    await keepEarly(act, early);
    await completeSessions(act, openTrustedTime(act.context, ports, batch.agency_id), whole);
  }
  const settled = await settleBatch(act);
  return presentAnswer(settled.batch, settled.sessions, certificate);
}
