import { createHash } from 'node:crypto';
import { DEMO_MARK, type PreparedSignature, prepareSignature, signingItem } from '@congvu/pades';
import type { SigningIdentity, SigningItem } from '@congvu/pki';
import { record } from '#modules/audit';
import { signingWayOf } from '#modules/certificates';
import { command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { atOnce } from '../at-once.ts';
import { CONTENT_CHANGED, contentChanged, describeFailure } from '../failure.ts';
import { takenElsewhere, unlessTaken } from '../nothing-done.ts';
import type { SigningBase } from '../purpose.ts';
import { lockSessions, readPrepared, storePrepared } from '../sessions.store.ts';
import { SESSION_TRANSITIONS } from '../signing.states.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import { recordFailure } from './record-failure.ts';

/** A document that only lacks its signature: what goes to the key. The rest waits in the row. */
export interface ReadySession {
  session: SessionRow;
  item: SigningItem;
}

interface Prepared {
  session: SessionRow;
  prepared: PreparedSignature;
}

/** Files in memory at the same time. */
const FILES_AT_ONCE = 4;
/** A device outside the server works through a thousand hashes one by one, or waits for a person. */
const PATIENT_MINUTES = 60;

/** What you see is what you sign: the very bytes of the review, or nothing. */
function assertShown(session: SessionRow, base: SigningBase): void {
  if (createHash('sha256').update(base.pdf).digest('hex') !== session.shown_sha256) {
    throw contentChanged();
  }
}

function prepare({ context, certificate }: SigningAct, base: SigningBase, signer: SigningIdentity): PreparedSignature {
  const { plan } = base;
  const way = signingWayOf(certificate);
  // The demo's seal has its words in the picture; a second line would run through its ring.
  const saysSo = certificate.kind === 'organisation' && plan.appearance?.image !== undefined;
  const isMarked = certificate.key_kind === 'demo_software' && plan.appearance !== undefined && !saysSo;
  return prepareSignature(base.pdf, {
    ...plan,
    level: 'T',
    ...((way === 'agent' || way === 'phone') && { validMinutes: PATIENT_MINUTES }),
    // Rule 7 of ARCHITECTURE.md: a demo key says so in the PDF, whoever draws the rest.
    ...(isMarked && { appearance: { ...plan.appearance, mark: DEMO_MARK } }),
    signer,
    signedAt: plan.signedAt ?? context.clock.now(),
  });
}

/** The base is durable first: completion reads it from the store, so that a batch holds a few files in memory at a time. */
async function prepareOne(act: SigningAct, identity: SigningIdentity, session: SessionRow): Promise<Prepared> {
  const { context, purpose, certificate } = act;
  const base = await purpose.prepare(context, session.object_id, session.shown_sha256, certificate);
  assertShown(session, base);
  const prepared = prepare(act, base, identity);
  if (!context.blobs.has(session.shown_sha256)) {
    await context.blobs.put(base.pdf);
  }
  return { session, prepared };
}

/** Left by a process that ended between the signature and its completion, or by a twin of this request. */
async function findEarlier(tx: Tx, locked: SessionRow | undefined, now: Date): Promise<PreparedSignature | undefined> {
  if (locked?.state !== 'prepared' && locked?.state !== 'sent') {
    return undefined;
  }
  const earlier = await readPrepared(tx, locked);
  return earlier !== undefined && new Date(earlier.expiresAt) > now ? earlier : undefined;
}

async function settlePreparations(tx: Tx, act: SigningAct, made: readonly Prepared[]): Promise<Prepared[]> {
  const { batch, context } = act;
  const now = context.clock.now();
  const objectIds = made.map(({ session }) => session.object_id);
  const locked = new Map((await lockSessions(tx, batch.agency_id, objectIds)).map((row) => [row.id, row]));
  const taken: Prepared[] = [];
  const fresh: Prepared[] = [];
  for (const one of made) {
    const row = locked.get(one.session.id);
    const earlier = await findEarlier(tx, row, now);
    if (earlier !== undefined) {
      taken.push({ session: one.session, prepared: earlier });
    } else if (row !== undefined && SESSION_TRANSITIONS.prepare.from.includes(row.state)) {
      fresh.push(one);
    }
  }
  const stored = await storePrepared(
    tx,
    batch.agency_id,
    fresh.map(({ session, prepared }) => ({ sessionId: session.id, prepared })),
    now,
  );
  const kept = fresh.filter(({ session }) => stored.has(session.id));
  if (kept.length + taken.length === 0) {
    throw takenElsewhere();
  }
  await recordPreparations(tx, act, kept, 'signing.prepared');
  await recordPreparations(tx, act, taken, 'signing.resumed');
  await publish(tx, {
    topic: 'signing',
    agencyId: batch.agency_id,
    personIds: [batch.person_id],
    ids: [batch.id],
  });
  return [...taken, ...kept];
}

async function recordPreparations(
  tx: Tx,
  { context, batch }: SigningAct,
  items: readonly Prepared[],
  action: 'signing.prepared' | 'signing.resumed',
): Promise<void> {
  if (items.length > 0) {
    await record(tx, context, {
      action,
      agencyId: batch.agency_id,
      objectKind: 'signing_batch',
      objectId: batch.id,
      detail: {
        documents: items.map(({ session }) => session.object_id),
        items: items.map(({ session, prepared }) => ({ sha256: session.shown_sha256, hash: prepared.tbsHash })),
      },
    });
  }
}

/**
 * Some documents made ready for the key, and stored so that a signature completes them, also after a restart. What cannot be
 * prepared has its reason in its row; the others go on.
 */
export async function prepareSessions(
  act: SigningAct,
  identity: SigningIdentity,
  sessions: readonly SessionRow[],
): Promise<ReadySession[]> {
  const { context, purpose } = act;
  const tried = await atOnce(sessions, purpose.preparesInOrder ? 1 : FILES_AT_ONCE, async (session) => {
    try {
      return await prepareOne(act, identity, session);
    } catch (error) {
      await recordFailure(act, [session], describeFailure(error, context.log));
      return undefined;
    }
  });
  const made = tried.filter((one) => one !== undefined);
  if (made.length === 0) {
    return [];
  }
  const ready = await unlessTaken(
    command(context, (tx) => settlePreparations(tx, act, made)),
    [],
  );
  const readyIds = new Set(ready.map(({ session }) => session.id));
  const lost = made.filter(({ session }) => !readyIds.has(session.id)).map(({ session }) => session);
  await recordFailure(act, lost, { act: 'supersede', result: CONTENT_CHANGED });
  return ready.map(({ session, prepared }) => ({ session, item: signingItem(prepared, session.object_id) }));
}
