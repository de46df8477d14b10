import type { SignBatch, SignBatchAnswer } from '@congvu/contracts';
import { signingItem } from '@congvu/pades';
import type { HashSigner, SigningAnswer, SigningFailure, SigningIdentity } from '@congvu/pki';
import { record } from '#modules/audit';
import type { CertificateRow } from '#modules/certificates';
import { type ActingContext, command } from '../../../platform/context.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { describeFailure, type Failure } from '../failure.ts';
import { getPurpose } from '../get-purpose.ts';
import type { SigningPurpose } from '../purpose.ts';
import { loadBatch } from '../queries/view-batch.ts';
import { presentAnswer } from '../signing.presenter.ts';
import { LIVE_STATES } from '../signing.states.ts';
import { listSessions, moveSession, setBatchState } from '../signing.store.ts';
import type { BatchRow, SentTicket, SessionRow } from '../signing.tables.ts';
import { completeSession } from './complete-session.ts';
import { type PreparedSession, prepareSession } from './prepare-session.ts';

/** How `certificates` opens a key; tests put a device of their own in its place. */
export type OpenSigner = (
  context: ActingContext,
  certificate: CertificateRow,
  pin: string | undefined,
) => Promise<HashSigner>;

export interface SigningPorts {
  purposes: readonly SigningPurpose[];
  openSigner: OpenSigner;
}

interface Signing {
  context: ActingContext;
  batch: BatchRow;
  certificate: CertificateRow;
  purpose: SigningPurpose;
  reason: string;
}

function isLive(session: SessionRow): boolean {
  return session.review.stopped === null && LIVE_STATES.includes(session.state);
}

function assertOpen(batch: BatchRow, now: Date): void {
  if (batch.state === 'expired' || (batch.expires_at < now && batch.state !== 'cancelled')) {
    throw conflict('signing.batch_expired', 'Lô ký đã hết hạn; chưa có gì được ký thêm. Mở lại danh sách chờ ký.');
  }
  if (batch.state === 'cancelled' || batch.state === 'completed') {
    throw conflict('signing.batch_closed', 'Lô ký này đã đóng. Mở lại danh sách chờ ký.');
  }
}

/** Leaves the reason with the item; whatever closed it meanwhile stands. */
async function recordFailure({ context }: Signing, session: SessionRow, { act, result }: Failure): Promise<void> {
  await command(context, async (tx) => {
    await moveSession(tx, session, act, context.clock.now(), { result });
    await record(tx, context, {
      action: act === 'supersede' ? 'signing.superseded' : 'signing.failed',
      agencyId: session.agency_id,
      objectKind: 'signing_session',
      objectId: session.id,
      detail: { document: session.object_id, code: result.code },
    });
  });
}

async function prepareAll(
  signing: Signing,
  identity: SigningIdentity,
  sessions: readonly SessionRow[],
): Promise<PreparedSession[]> {
  const { context, purpose, certificate } = signing;
  const ready: PreparedSession[] = [];
  for (const session of sessions) {
    try {
      ready.push(await prepareSession(context, purpose, certificate, identity, session));
    } catch (error) {
      await recordFailure(signing, session, describeFailure(error, context.log));
    }
  }
  return ready;
}

const DEVICE_FAILURES: Record<SigningFailure, { code: string; message: string }> = {
  refused: { code: 'signing.refused', message: 'Người ký đã từ chối trên thiết bị.' },
  expired: { code: 'signing.device_failed', message: 'Thiết bị ký không trả lời kịp. Ký lại.' },
  pinLocked: { code: 'certificates.pin_locked', message: 'Thiết bị ký đã bị khóa do nhập sai mã PIN.' },
  revoked: { code: 'certificates.revoked', message: 'Chứng thư số đã bị thu hồi nên thiết bị không ký.' },
};

async function completeAll(signing: Signing, ready: readonly PreparedSession[], signatures: Uint8Array[]) {
  const { context, purpose, certificate, reason } = signing;
  for (const [index, item] of ready.entries()) {
    try {
      const signature = signatures[index];
      if (signature === undefined) {
        throw new AppError('signing.signature_wrong', 422, 'Thiết bị ký trả về thiếu chữ ký. Ký lại văn bản này.');
      }
      await completeSession(context, { ...item, purpose, certificate, reason }, signature);
    } catch (error) {
      await recordFailure(signing, item.session, describeFailure(error, context.log));
    }
  }
}

async function waitForDevice(signing: Signing, ready: readonly PreparedSession[], ticket: SentTicket): Promise<void> {
  const { context, batch } = signing;
  await command(context, async (tx) => {
    const now = context.clock.now();
    for (const { session } of ready) {
      await moveSession(tx, session, 'send', now);
    }
    await setBatchState(tx, batch, 'sent', ticket);
    await record(tx, context, {
      action: 'signing.sent',
      agencyId: batch.agency_id,
      objectKind: 'signing_batch',
      objectId: batch.id,
      detail: { documents: ready.map(({ session }) => session.object_id) },
    });
  });
}

async function takeAnswer(
  signing: Signing,
  ready: readonly PreparedSession[],
  ticket: SentTicket,
  answer: SigningAnswer,
): Promise<void> {
  if (answer === 'pending') {
    await waitForDevice(signing, ready, ticket);
  } else if ('failed' in answer) {
    for (const { session } of ready) {
      const result = { ...DEVICE_FAILURES[answer.failed], numberSymbol: null };
      await recordFailure(signing, session, { act: 'fail', result });
    }
  } else {
    await completeAll(signing, ready, answer.signatures);
  }
}

/** One PIN, one consent, one call of the device for the whole batch. */
async function signSessions(
  signing: Signing,
  signer: HashSigner,
  identity: SigningIdentity,
  sessions: readonly SessionRow[],
): Promise<void> {
  const ready = await prepareAll(signing, identity, sessions);
  if (ready.length === 0) {
    return;
  }
  const { context, reason } = signing;
  const request = {
    identityId: identity.id,
    items: ready.map(({ session, prepared }) => signingItem(prepared, session.object_id)),
    consent: {
      who: context.subject.displayName,
      reason,
      docTitles: ready.map(({ session }) => session.review.title),
    },
  };
  try {
    const ticket = { ...(await signer.begin(request)), sessionIds: ready.map(({ session }) => session.id) };
    await takeAnswer(signing, ready, ticket, await signer.poll(ticket));
  } catch (error) {
    const failure = describeFailure(error, context.log);
    for (const { session } of ready) {
      await recordFailure(signing, session, failure);
    }
  }
}

/** Asks the device again about what it was given before. */
async function askAgain(signing: Signing, signer: HashSigner, ticket: SentTicket, sessions: SessionRow[]) {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  const ready = ticket.sessionIds.flatMap((id): PreparedSession[] => {
    const session = byId.get(id);
    return session?.prepared === undefined || session.prepared === null
      ? []
      : [{ session, prepared: session.prepared }];
  });
  const answer = await signer.poll(ticket);
  if (answer !== 'pending') {
    await takeAnswer(signing, ready, ticket, answer);
  }
}

/** The batch is done when nothing in it can still be signed; otherwise it stays open for another try. */
async function settleBatch({ context, batch }: Signing): Promise<{ batch: BatchRow; sessions: SessionRow[] }> {
  return command(context, async (tx) => {
    const sessions = await listSessions(tx, batch.agency_id, batch.id);
    const isWaiting = sessions.some(({ state }) => state === 'sent');
    const state = sessions.some(isLive) ? 'open' : 'completed';
    if (!isWaiting) {
      await setBatchState(tx, batch, state);
    }
    await record(tx, context, {
      action: 'signing.batch_tried',
      agencyId: batch.agency_id,
      objectKind: 'signing_batch',
      objectId: batch.id,
      detail: { signed: sessions.filter((session) => session.state === 'completed').length, of: sessions.length },
    });
    return { batch: { ...batch, state: isWaiting ? 'sent' : state }, sessions };
  });
}

/**
 * Signs the ticked documents of a batch. Each has its own result, none stops the others, and what a crash left half done is
 * taken up where it stood. Asked again after it went through, it answers what happened then: the sessions keep the results, so
 * that no copy of the body (the PIN is in it) is needed for a repeated Idempotency-Key.
 */
export async function signBatch(
  outer: ActingContext,
  { purposes, openSigner }: SigningPorts,
  id: string,
  body: SignBatch,
): Promise<SignBatchAnswer> {
  const context = { ...outer, idempotency: undefined };
  const { batch, sessions, certificate } = await loadBatch(context, id);
  const isChosen = ({ object_id: documentId }: SessionRow): boolean => body.documentIds?.includes(documentId) ?? true;
  const chosen = sessions.filter(isChosen);
  const live = chosen.filter(isLive);
  if (live.length === 0 && chosen.some(({ state }) => state === 'completed')) {
    return presentAnswer(batch, chosen);
  }
  assertOpen(batch, context.clock.now());
  if (live.length === 0) {
    throw new AppError(
      'signing.nothing_to_sign',
      422,
      'Không có văn bản nào trong lô ký được. Xem lý do ở từng văn bản.',
    );
  }
  const signing: Signing = {
    context,
    batch,
    certificate,
    purpose: getPurpose(purposes, batch.purpose),
    reason: body.reason ?? '',
  };
  const signer = await openSigner(context, certificate, body.pin);
  if (batch.state === 'sent' && batch.ticket !== null) {
    await askAgain(signing, signer, batch.ticket, sessions);
  } else {
    const [identity] = await signer.identities();
    if (identity === undefined) {
      throw new AppError(
        'signing.device_failed',
        422,
        'Thiết bị ký không có chứng thư số. Cắm đúng thiết bị rồi ký lại.',
      );
    }
    await signSessions(signing, signer, identity, live);
  }
  const settled = await settleBatch(signing);
  return presentAnswer(settled.batch, settled.sessions.filter(isChosen));
}
