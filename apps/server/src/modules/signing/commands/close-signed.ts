import { record } from '#modules/audit';
import { getCertificate } from '#modules/certificates';
import type { StoredBlob } from '#modules/files';
import { command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { careForSigned } from '../care/care-for-signed.ts';
import type { Ends } from '../care/holds-until.ts';
import { CONTENT_CHANGED, contentChanged, KEY_FROZEN, KEY_REVOKED } from '../failure.ts';
import { dropParts } from '../parts.store.ts';
import { lockSessions, moveSession, supersedeOthers } from '../sessions.store.ts';
import { SESSION_TRANSITIONS } from '../signing.states.ts';
import type { SessionResult, SessionRow, WantedLevel } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';

/** What a signature became. */
export interface SignedFile {
  /** Durable already. */
  file: StoredBlob;
  claimedAt: Date | null;
  level: 'B' | 'T';
  provenAt: Date | null;
  /** Of what is no PDF: as it was read when it was built. */
  facts?: unknown;
}

/** A PDF: cared for from now on. */
export interface SignedBytes extends SignedFile {
  ends: Ends;
  /** How long it may wait for a trusted time. */
  graceMinutes: number;
  /** What the office wants by itself; never more than the purpose does. */
  wanted: WantedLevel;
}

/** A separate attachment that was signed with its document. */
export interface SignedPart extends SignedBytes {
  id: string;
  from: string;
}

/**
 * Read after the sessions are locked: a report of loss takes the same locks, so that it is either seen here or finds this
 * signature made. A plain read, since the report holds the row of the certificate while it waits for the sessions.
 */
async function assertKeyAlive(tx: Tx, { batch }: SigningAct): Promise<void> {
  const key = await getCertificate(tx, batch.agency_id, batch.certificate_id);
  if (key.frozen_at !== null) {
    throw conflict(KEY_FROZEN.code, KEY_FROZEN.message);
  }
  if (key.revoked_at !== null) {
    throw conflict(KEY_REVOKED.code, KEY_REVOKED.message);
  }
}

async function closeOwn(
  tx: Tx,
  act: SigningAct,
  { own, hasOthers }: { own: SessionRow; hasOthers: boolean },
  signed: SignedFile | SignedBytes,
  parts: readonly SignedPart[],
): Promise<void> {
  const { context, purpose, certificate, reason } = act;
  await assertKeyAlive(tx, act);
  const { numberSymbol } = await purpose.complete(tx, context, {
    objectId: own.object_id,
    shownSha256: own.shown_sha256,
    file: signed.file,
    certificate,
    attachments: parts.map(({ id, from, file }) => ({ id, from, file })),
    facts: signed.facts,
  });
  const now = context.clock.now();
  const message = numberSymbol === null ? 'Đã ký.' : `Đã ký và đóng dấu, số ${numberSymbol}.`;
  const result: SessionResult = { code: 'signing.signed', message, numberSymbol };
  const closed = await moveSession(tx, own, 'complete', now, {
    result,
    signed_at: now,
    proven_at: signed.provenAt,
    signed_sha256: signed.file.sha256,
  });
  if (!closed) {
    throw contentChanged();
  }
  if (hasOthers) {
    await supersedeOthers(tx, own, CONTENT_CHANGED, now);
  }
  if ('ends' in signed) {
    await careForSigned(tx, act, own, signed);
  }
  for (const part of parts) {
    await careForSigned(tx, act, { ...own, object_id: part.id, shown_sha256: part.from }, part);
  }
  if (parts.length > 0) {
    await dropParts(tx, own.agency_id, [own.id]);
  }
  await record(tx, context, {
    action: 'signing.signed',
    agencyId: own.agency_id,
    objectKind: 'signing_session',
    objectId: own.id,
    detail: {
      purpose: own.purpose,
      document: own.object_id,
      shown: own.shown_sha256,
      signed: signed.file.sha256,
      certificate: certificate.serial,
      key: certificate.key_kind,
      level: signed.level,
      ...(parts.length > 0 && {
        attachments: parts.map(({ id, from, file, level }) => ({ id, from, signed: file.sha256, level })),
      }),
      claimedAt: signed.claimedAt?.toISOString() ?? null,
      provenAt: signed.provenAt?.toISOString() ?? null,
      reason,
    },
  });
}

/** The one transaction in which a document becomes signed. @throws AppError 409 when it, its batch or its key is over */
export async function closeSigned(
  act: SigningAct,
  session: SessionRow,
  signed: SignedFile | SignedBytes,
  parts: readonly SignedPart[] = [],
): Promise<void> {
  const { context } = act;
  await command(context, async (tx) => {
    const rows = await lockSessions(tx, session.agency_id, [session.object_id]);
    const own = rows.find(({ id }) => id === session.id);
    if (own?.state === 'completed') {
      await record(tx, context, {
        action: 'signing.found_signed',
        agencyId: own.agency_id,
        objectKind: 'signing_session',
        objectId: own.id,
      });
      return;
    }
    if (own === undefined || !SESSION_TRANSITIONS.complete.from.includes(own.state)) {
      throw contentChanged();
    }
    await closeOwn(tx, act, { own, hasOthers: rows.length > 1 }, signed, parts);
  });
}
