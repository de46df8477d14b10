import { randomUUID } from 'node:crypto';
import type { ExternalSigning } from '@congvu/contracts';
import { fillSlots } from '@congvu/pades';
import { record } from '#modules/audit';
import { cleanFileName } from '#modules/files';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { atOnce } from '../at-once.ts';
import { describeFailure } from '../failure.ts';
import { asPdfPurpose } from '../get-purpose.ts';
import { createLinks } from '../links.store.ts';
import type { SigningBase } from '../purpose.ts';
import { loadAct } from '../queries/view-batch.ts';
import { lockSessions, storePrepared } from '../sessions.store.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct, SigningPorts } from '../signing-act.ts';
import { assertTimeNotOverdue } from '../time/stop-gate.ts';
import { recordFailure } from './record-failure.ts';
import { sendBatch } from './send-batch.ts';
import { assertBatchOpen, isLive } from './settle-batch.ts';

const FILES_AT_ONCE = 4;

interface Offered {
  session: SessionRow;
  sha256: string;
  number: SigningBase['number'];
}

/**
 * The same questions as before any signature. Number and date cannot be left to the other program: they stand in the file it is
 * given. What else the plan says of the page is its own affair.
 */
async function offer(act: SigningAct, session: SessionRow): Promise<Offered | undefined> {
  const { context, purpose, certificate } = act;
  try {
    const base = await asPdfPurpose(purpose).prepare(context, session.object_id, session.shown_sha256, certificate);
    if ((base.attachments ?? []).length > 0) {
      throw invalid(
        'signing.attachment_refused',
        'Văn bản có phụ lục PDF riêng phải ký cùng lúc, chương trình ký ngoài chỉ ký từng tệp. Ký bằng chương trình ký Công Vụ, hoặc trả lại để ghép phụ lục vào cùng tệp văn bản.',
      );
    }
    const { sha256 } = await context.blobs.put(Buffer.concat([base.pdf, fillSlots(base.pdf, base.plan.fill ?? {})]));
    return { session, sha256, number: base.number };
  } catch (error) {
    await recordFailure(act, [session], describeFailure(error, context.log));
    return undefined;
  }
}

/** Marks them as waiting for a whole file; a preparation for a key of ours is void. */
async function markWaiting(act: SigningAct, offered: readonly Offered[]): Promise<void> {
  const { batch } = act;
  await sendBatch(act, offered, {
    id: randomUUID(),
    identityId: act.certificate.leaf_sha256,
    kind: 'external',
    itemIds: [],
    expiresAt: batch.expires_at.toISOString(),
  });
}

async function holdSessions({ context, batch }: SigningAct, offered: readonly Offered[]): Promise<Offered[]> {
  return command(context, async (tx) => {
    await lockSessions(
      tx,
      batch.agency_id,
      offered.map(({ session }) => session.object_id),
    );
    const items = offered.map(({ session, sha256 }) => ({
      sessionId: session.id,
      prepared: null,
      offeredSha256: sha256,
    }));
    const stored = await storePrepared(tx, batch.agency_id, items, context.clock.now());
    await record(tx, context, {
      action: 'signing.offered',
      agencyId: batch.agency_id,
      objectKind: 'signing_batch',
      objectId: batch.id,
      detail: { sessions: [...stored] },
    });
    return offered.filter(({ session }) => stored.has(session.id));
  });
}

async function present({ context, batch, purpose }: SigningAct, held: readonly Offered[]): Promise<ExternalSigning> {
  const wanted = held.flatMap(({ session }) => [
    { sessionId: session.id, kind: 'external_get' as const },
    { sessionId: session.id, kind: 'external_put' as const },
  ]);
  const tokens = await createLinks(context.db, batch, wanted);
  const address = `${context.config.publicUrl}/api/signing/external`;
  return {
    batchId: batch.id,
    operation: purpose.keyKind === 'organisation' ? 'SignIssued' : 'SignApproved',
    expiresAt: batch.expires_at.toISOString(),
    items: held.map(({ session, number }, index) => ({
      documentId: session.object_id,
      title: session.review.title,
      fileName: cleanFileName(`${session.review.title.slice(0, 120)}.pdf`),
      // The program tells the kind of a file by the end of its address.
      downloadUrl: `${address}/${tokens[2 * index] ?? ''}/van-ban.pdf`,
      uploadUrl: `${address}/${tokens[2 * index + 1] ?? ''}`,
      documentNumber: number?.numberSymbol ?? null,
      issuedOn: number?.issuedOn ?? null,
    })),
  };
}

/** Addresses for a program that signs whole files. Asked again, it names what is left, with fresh addresses. */
export async function openExternal(
  outer: ActingContext,
  ports: SigningPorts,
  id: string,
  documentIds?: readonly string[],
): Promise<ExternalSigning> {
  const { act, sessions } = await loadAct(outer, ports, id);
  const { context, batch, certificate } = act;
  assertBatchOpen(batch, context.clock.now());
  asPdfPurpose(act.purpose);
  await ports.assertMaySignNow(context, certificate);
  await assertTimeNotOverdue(context, ports, batch.agency_id);
  const filesAtOnce = act.purpose.preparesInOrder ? 1 : FILES_AT_ONCE;
  const chosen = new Set(documentIds ?? sessions.map(({ object_id: documentId }) => documentId));
  const wanted = sessions.filter((session) => isLive(session) && chosen.has(session.object_id));
  const tried = await atOnce(wanted, filesAtOnce, (session) => offer(act, session));
  const offered = tried.filter((one) => one !== undefined);
  const held = offered.length === 0 ? [] : await holdSessions(act, offered);
  if (held.length === 0) {
    throw invalid('signing.nothing_to_sign', 'Không có văn bản nào trong lô ký được. Xem lý do ở từng văn bản.');
  }
  await markWaiting(act, held);
  return present(act, held);
}
