import type { Tx } from '../../../platform/db.ts';
import type { SignedBytes } from '../commands/close-signed.ts';
import { asPdfPurpose } from '../get-purpose.ts';
import type { CareRow, SessionRow, WantedLevel } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';
import { lowerOf } from '../time/wanted-level.ts';
import { lockCare, putCare } from './care.store.ts';
import { holdsUntil } from './holds-until.ts';

function earlier(one: Date, other: Date | undefined): Date {
  return other !== undefined && other < one ? other : one;
}

/** A document is as high as its lowest signature; a time on the second proves nothing readable about the first. */
function levelOf(signed: SignedBytes, before: CareRow | undefined): 'B' | 'T' {
  return before?.level === 'B' ? 'B' : signed.level;
}

/** What is still missing; null for nothing. */
function targetOf(level: 'B' | 'T', wanted: WantedLevel): CareRow['target'] {
  return wanted === 'B' || wanted === level ? null : wanted;
}

/** In the transaction of the signature: how long it will hold, and what is still to be added to it. */
export async function careForSigned(
  tx: Tx,
  act: SigningAct,
  session: Pick<SessionRow, 'agency_id' | 'object_id' | 'shown_sha256' | 'purpose'>,
  signed: SignedBytes,
): Promise<void> {
  const { context, purpose } = act;
  const now = context.clock.now();
  const key = { agency_id: session.agency_id, document_id: session.object_id };
  // What was signed before counts only when this signature stands on it.
  const found = await lockCare(tx, key);
  const before = found?.file_sha256 === session.shown_sha256 ? found : undefined;
  const ends = {
    signerEnds: earlier(signed.ends.signerEnds, before?.signer_ends),
    timeEnds: signed.ends.timeEnds,
    isWeak: signed.ends.isWeak || before?.is_weak === true,
  };
  const level = levelOf(signed, before);
  const grace = new Date(now.getTime() + signed.graceMinutes * 60_000);
  const target = targetOf(level, lowerOf(asPdfPurpose(purpose).target, signed.wanted));
  await putCare(tx, {
    ...key,
    purpose: session.purpose,
    file_sha256: signed.file.sha256,
    level,
    signed_at: earlier(now, before?.level === 'B' ? before.signed_at : undefined),
    signer_ends: ends.signerEnds,
    time_ends: ends.timeEnds,
    is_weak: ends.isWeak,
    holds_until: holdsUntil(level, ends, now),
    target,
    state: target === null ? 'settled' : 'waiting',
    // A second signature gives the first no longer grace.
    deadline: earlier(grace, level === 'B' && before?.level === 'B' ? before.deadline : undefined),
    attempts: 0,
    next_try_at: target === null ? null : now,
    last_error: null,
    guarded_on: null,
    changed_at: now,
  });
}
