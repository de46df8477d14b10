import { createHash } from 'node:crypto';
import {
  DEMO_MARK,
  PadesError,
  type PreparedSignature,
  prepareSignature,
  type SignaturePlan,
  signingItem,
} from '@congvu/pades';
import type { SigningIdentity, SigningItem } from '@congvu/pki';
import { record } from '#modules/audit';
import { signingWayOf } from '#modules/certificates';
import { command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { atOnce } from '../at-once.ts';
import { prepareDetached } from '../detached/prepare-detached.ts';
import { CONTENT_CHANGED, contentChanged, describeFailure, refuseAttachment } from '../failure.ts';
import { isDetached } from '../get-purpose.ts';
import { takenElsewhere, unlessTaken } from '../nothing-done.ts';
import { listParts, readPart, type StoredPart } from '../parts.store.ts';
import type { AttachmentBase, SigningBase } from '../purpose.ts';
import { lockSessions, readPrepared, storePrepared } from '../sessions.store.ts';
import { titleOfPart } from '../signing.presenter.ts';
import { SESSION_TRANSITIONS } from '../signing.states.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import { recordFailure } from './record-failure.ts';

/** A document that only lacks its signatures: what goes to the key, its own first. The rest waits in the rows. */
export interface ReadySession {
  session: SessionRow;
  items: ReadyItem[];
}

export interface ReadyItem {
  title: string;
  /** `docId` is the id of the item: of the session, or of the part. */
  item: SigningItem;
}

interface Prepared {
  session: SessionRow;
  prepared: PreparedSignature;
  parts: StoredPart[];
}

/** Files in memory at the same time. */
const FILES_AT_ONCE = 4;
/** A device outside the server works through a thousand hashes one by one, or waits for a person. */
const PATIENT_MINUTES = 60;

/** What you see is what you sign: the very bytes of the review, or nothing. */
function assertShown(session: SessionRow, shown: Uint8Array): void {
  if (createHash('sha256').update(shown).digest('hex') !== session.shown_sha256) {
    throw contentChanged();
  }
}

/** Room for a time in any case, and patience where a device is slow or a person is asked. */
function common({ certificate }: SigningAct): Pick<SignaturePlan, 'level' | 'validMinutes'> {
  const way = signingWayOf(certificate);
  return { level: 'T', ...((way === 'agent' || way === 'phone') && { validMinutes: PATIENT_MINUTES }) };
}

function prepare(act: SigningAct, base: SigningBase, signer: SigningIdentity): PreparedSignature {
  const { context, certificate } = act;
  const { plan } = base;
  // The demo's seal has its words in the picture; a second line would run through its ring.
  const saysSo = certificate.kind === 'organisation' && plan.appearance?.image !== undefined;
  const isMarked = certificate.key_kind === 'demo_software' && plan.appearance !== undefined && !saysSo;
  return prepareSignature(base.pdf, {
    ...plan,
    ...common(act),
    // Rule 7 of ARCHITECTURE.md: a demo key says so in the PDF, whoever draws the rest.
    ...(isMarked && { appearance: { ...plan.appearance, mark: DEMO_MARK } }),
    signer,
    signedAt: plan.signedAt ?? context.clock.now(),
  });
}

/** The very attachments of the review, in its order. */
function assertAttachmentsShown({ review }: SessionRow, attachments: readonly AttachmentBase[]): void {
  const shown = (review.attachments ?? []).filter(({ fate }) => fate === 'sealed');
  const isSame =
    shown.length === attachments.length &&
    shown.every(({ id, sha256 }, index) => attachments[index]?.id === id && attachments[index].sha256 === sha256);
  if (!isSame) {
    throw contentChanged();
  }
}

/** One after the other: of each only the tail is kept. @throws AppError naming the file that cannot be signed */
async function preparePart(
  act: SigningAct,
  signer: SigningIdentity,
  session: SessionRow,
  { attachment, index, signedAt }: { attachment: AttachmentBase; index: number; signedAt: Date },
): Promise<StoredPart> {
  const { id, name, sha256 } = attachment;
  const pdf = await act.context.blobs.readBytes(sha256);
  const mark = act.certificate.key_kind === 'demo_software' ? DEMO_MARK : undefined;
  try {
    const plan = attachment.plan(pdf, { signer, signedAt, ...(mark !== undefined && { mark }) });
    const prepared = prepareSignature(pdf, { ...plan, ...common(act) });
    if (prepared.baseSha256 !== sha256) {
      throw contentChanged();
    }
    return {
      agency_id: session.agency_id,
      id: newId(),
      session_id: session.id,
      sort_order: index,
      object_id: id,
      name,
      base_sha256: sha256,
      prepared,
    };
  } catch (error) {
    throw error instanceof PadesError ? refuseAttachment(name, error.message) : error;
  }
}

/** The base is durable first: completion reads it from the store, so that a batch holds a few files in memory at a time. */
async function prepareOne(act: SigningAct, identity: SigningIdentity, session: SessionRow): Promise<Prepared> {
  const { context, purpose, certificate } = act;
  if (isDetached(purpose)) {
    const content = await purpose.detached.content(context, session.object_id, session.shown_sha256, certificate);
    assertShown(session, content);
    const given = { at: context.clock.now(), minutes: PATIENT_MINUTES };
    return { session, prepared: prepareDetached(purpose, content, identity, given), parts: [] };
  }
  const base = await purpose.prepare(context, session.object_id, session.shown_sha256, certificate);
  const attachments = base.attachments ?? [];
  assertShown(session, base.pdf);
  assertAttachmentsShown(session, attachments);
  const prepared = prepare(act, base, identity);
  if (!context.blobs.has(session.shown_sha256)) {
    await context.blobs.put(base.pdf);
  }
  const parts: StoredPart[] = [];
  for (const [index, attachment] of attachments.entries()) {
    parts.push(await preparePart(act, identity, session, { attachment, index, signedAt: new Date(prepared.signedAt) }));
  }
  return { session, prepared, parts };
}

/** Left by a process that ended between the signature and its completion, or by a twin of this request. */
async function findEarlier(tx: Tx, locked: SessionRow | undefined, now: Date): Promise<Prepared | undefined> {
  if (locked?.state !== 'prepared' && locked?.state !== 'sent') {
    return undefined;
  }
  const earlier = (await readPrepared(tx, locked))?.prepared;
  if (earlier === undefined || new Date(earlier.expiresAt) <= now) {
    return undefined;
  }
  const parts: StoredPart[] = [];
  for (const { has_signature: _hasSignature, ...part } of await listParts(tx, locked.agency_id, [locked.id])) {
    const stored = await readPart(tx, part);
    if (stored !== undefined) {
      parts.push({ ...part, prepared: stored.prepared });
    }
  }
  return { session: locked, prepared: earlier, parts };
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
      taken.push({ ...earlier, session: one.session });
    } else if (row !== undefined && SESSION_TRANSITIONS.prepare.from.includes(row.state)) {
      fresh.push(one);
    }
  }
  const stored = await storePrepared(
    tx,
    batch.agency_id,
    fresh.map(({ session, prepared, parts }) => ({ sessionId: session.id, prepared, parts })),
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
        items: items.flatMap(({ session, prepared, parts }) => [
          { sha256: session.shown_sha256, hash: prepared.tbsHash },
          ...parts.map((part) => ({
            sha256: part.base_sha256,
            hash: part.prepared.tbsHash,
            attachment: part.object_id,
          })),
        ]),
      },
    });
  }
}

function toReady({ session, prepared, parts }: Prepared): ReadySession {
  const { title } = session.review;
  return {
    session,
    items: [
      { title, item: signingItem(prepared, session.id) },
      ...parts.map((part) => ({ title: titleOfPart(part.name, title), item: signingItem(part.prepared, part.id) })),
    ],
  };
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
  return ready.map(toReady);
}
