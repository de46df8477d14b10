import { completeSignature, completeWithTime, type PreparedSignature } from '@congvu/pades';
import type { Timestamp } from '@congvu/pki';
import { type StoredBlob, storeBytes } from '#modules/files';
import { AppError } from '../../../platform/errors.ts';
import { withRoom } from '../at-once.ts';
import { signerEnds, timeEnds } from '../care/holds-until.ts';
import { completeDetached } from '../detached/complete-detached.ts';
import { contentChanged } from '../failure.ts';
import { isDetached } from '../get-purpose.ts';
import { listParts, readPart } from '../parts.store.ts';
import type { SigningPurpose } from '../purpose.ts';
import { findSession, readPrepared } from '../sessions.store.ts';
import { titleOfPart } from '../signing.presenter.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import { recordTime, type TrustedTime } from '../time/trusted-time.ts';
import { closeSigned, type SignedBytes, type SignedPart } from './close-signed.ts';

interface TimedTail {
  tail: Uint8Array;
  time: Timestamp | undefined;
}

/** With the time of an authority when one answers, without it otherwise: nobody waits before a document for a machine. */
async function completeBytes(
  act: SigningAct,
  trustedTime: TrustedTime,
  base: Uint8Array,
  prepared: PreparedSignature,
  signature: Uint8Array,
): Promise<TimedTail> {
  const at = act.context.clock.now();
  const withoutTime = completeSignature(base, prepared, signature, { at });
  try {
    const authority = await trustedTime.authority();
    if (authority === undefined) {
      return { tail: withoutTime, time: undefined };
    }
    const tsa = recordTime(authority, act.ports);
    const tail = await completeWithTime(prepared.baseSha256, prepared, signature, { tsa, at });
    return { tail, time: tsa.newest() };
  } catch (error) {
    trustedTime.failed(error);
    return { tail: withoutTime, time: undefined };
  }
}

function missingSignature(): AppError {
  return new AppError('signing.signature_wrong', 422, 'Thiết bị ký trả về thiếu chữ ký. Ký lại văn bản này.');
}

interface Unsigned {
  title: string;
  baseSha256: string;
  prepared: PreparedSignature;
  signature: Uint8Array;
  check: (signed: Uint8Array) => Promise<void>;
}

/** Signature → signed bytes, judged and durable. */
async function completeFile(act: SigningAct, trustedTime: TrustedTime, given: Unsigned): Promise<SignedBytes> {
  const { context, certificate } = act;
  const { prepared } = given;
  const base = await context.blobs.readBytes(given.baseSha256);
  const { tail, time } = await completeBytes(act, trustedTime, base, prepared, given.signature);
  const signed = Buffer.concat([base, tail]);
  await given.check(signed);
  const file: StoredBlob = await storeBytes(context, signed, `${given.title}.pdf`, 'application/pdf');
  const [trust, { graceMinutes }, wanted] = await Promise.all([
    trustedTime.trust(),
    trustedTime.settings(),
    trustedTime.wanted(),
  ]);
  return {
    file,
    claimedAt: new Date(prepared.signedAt),
    level: time === undefined ? 'B' : 'T',
    provenAt: time?.at ?? null,
    graceMinutes,
    wanted,
    ends: {
      ...signerEnds(certificate.chain, trust),
      timeEnds: time === undefined ? null : timeEnds(time, trust),
    },
  };
}

/** One after the other, so that a document with many attachments takes no more memory than one of them. */
async function completeParts(
  act: SigningAct,
  purpose: SigningPurpose,
  given: { trustedTime: TrustedTime; session: SessionRow; signatures: ReadonlyMap<string, Uint8Array> },
): Promise<SignedPart[]> {
  const { context } = act;
  const { trustedTime, session, signatures } = given;
  const signed: SignedPart[] = [];
  for (const part of await listParts(context.db, session.agency_id, [session.id])) {
    const stored = await readPart(context.db, part);
    const signature = signatures.get(part.id) ?? stored?.signature ?? undefined;
    if (stored === undefined || signature === undefined) {
      throw missingSignature();
    }
    const bytes = await withRoom(stored.prepared.baseLength, () =>
      completeFile(act, trustedTime, {
        title: titleOfPart(part.name, session.review.title).slice(0, 200),
        baseSha256: part.base_sha256,
        prepared: stored.prepared,
        signature,
        check: async (pdf) => purpose.checkAttachment?.(context, part.name, pdf),
      }),
    );
    signed.push({ ...bytes, id: part.object_id, from: part.base_sha256 });
  }
  return signed;
}

/**
 * Attachments, then the document, then one transaction with its state change: all of them or none. Of two people who sign the
 * same letter exactly one gets through; the twin of one request finds it done.
 * @throws AppError, PadesError: the session stays as it is
 */
export async function completeSession(
  act: SigningAct,
  trustedTime: TrustedTime,
  session: SessionRow,
  signatures: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const { context, purpose } = act;
  const own = await readPrepared(context.db, session);
  if (own === undefined) {
    const now = await findSession(context.db, session);
    if (now?.state === 'completed') {
      return;
    }
    throw contentChanged();
  }
  const signature = signatures.get(session.id) ?? own.signature ?? undefined;
  if (signature === undefined) {
    throw missingSignature();
  }
  if (isDetached(purpose)) {
    const { prepared } = own;
    await closeSigned(act, session, await completeDetached(act, purpose, session, { prepared, signature }));
    return;
  }
  const hasParts = (session.review.attachments ?? []).some(({ fate }) => fate === 'sealed');
  const parts = hasParts ? await completeParts(act, purpose, { trustedTime, session, signatures }) : [];
  const signed = await completeFile(act, trustedTime, {
    title: session.review.title,
    baseSha256: session.shown_sha256,
    prepared: own.prepared,
    signature,
    check: (pdf) => purpose.check(context, session.object_id, pdf),
  });
  await closeSigned(act, session, signed, parts);
}
