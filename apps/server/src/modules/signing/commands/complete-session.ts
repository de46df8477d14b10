import { completeSignature, completeWithTime, type PreparedSignature } from '@congvu/pades';
import type { Timestamp } from '@congvu/pki';
import { storeBytes } from '#modules/files';
import { signerEnds, timeEnds } from '../care/holds-until.ts';
import { contentChanged } from '../failure.ts';
import { findSession, readPrepared } from '../sessions.store.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import { recordTime, type TrustedTime } from '../time/trusted-time.ts';
import { closeSigned } from './close-signed.ts';

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

/**
 * Signature → signed bytes, judged and durable → one transaction with the state change of the document. Of two people who sign
 * the same letter exactly one gets through; the twin of one request finds it done.
 * @throws AppError, PadesError: the session stays as it is
 */
export async function completeSession(
  act: SigningAct,
  trustedTime: TrustedTime,
  session: SessionRow,
  signature: Uint8Array,
): Promise<void> {
  const { context, purpose } = act;
  const prepared = await readPrepared(context.db, session);
  if (prepared === undefined) {
    const now = await findSession(context.db, session);
    if (now?.state === 'completed') {
      return;
    }
    throw contentChanged();
  }
  const base = await context.blobs.readBytes(session.shown_sha256);
  const { tail, time } = await completeBytes(act, trustedTime, base, prepared, signature);
  const signed = Buffer.concat([base, tail]);
  await purpose.check(context, session.object_id, signed);
  const file = await storeBytes(context, signed, `${session.review.title}.pdf`, 'application/pdf');
  const [trust, { graceMinutes }, wanted] = await Promise.all([
    trustedTime.trust(),
    trustedTime.settings(),
    trustedTime.wanted(),
  ]);
  await closeSigned(act, session, {
    file,
    claimedAt: new Date(prepared.signedAt),
    level: time === undefined ? 'B' : 'T',
    provenAt: time?.at ?? null,
    graceMinutes,
    wanted,
    ends: {
      ...signerEnds(act.certificate.chain, trust),
      timeEnds: time === undefined ? null : timeEnds(time, trust),
    },
  });
}
