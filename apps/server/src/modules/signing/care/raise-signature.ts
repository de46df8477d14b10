import { PadesError, raiseLevel } from '@congvu/pades';
import { PkiError, type Timestamp } from '@congvu/pki';
import { record } from '#modules/audit';
import { type StoredBlob, storeBytes } from '#modules/files';
import { command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, conflict } from '../../../platform/errors.ts';
import { describeFailure } from '../failure.ts';
import { asPdfPurpose, getPurpose } from '../get-purpose.ts';
import { judgePdf } from '../judge/judge-pdf.ts';
import { takenElsewhere, unlessTaken } from '../nothing-done.ts';
import { lockSessions, proveSessions } from '../sessions.store.ts';
import { LIVE_STATES } from '../signing.states.ts';
import type { CareRow } from '../signing.tables.ts';
import { recordTime } from '../time/trusted-time.ts';
import { endAlarm } from './alarm.ts';
import { dropCare, findCare, lockCare, noteTry, putCare } from './care.store.ts';
import { holdsUntil, timeEnds } from './holds-until.ts';
import type { Raising } from './raising.ts';

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Evidence that the lists at hand do not give appears with the next list, not with the next minute. */
const EVIDENCE_WAIT_MS = 6 * 60 * 60_000;
/** A document somebody is about to sign is left alone: other bytes than the shown ones would make the signing void. */
const BUSY_WAIT_MS = 5 * 60_000;

type Level = Exclude<CareRow['target'], null>;

interface Raised {
  file: StoredBlob;
  level: Level;
  time: Timestamp | undefined;
}

function noAuthority(): PkiError {
  return new PkiError('pki.tsp_unreachable', 'Không có máy chủ dấu thời gian nào trả lời.');
}

function busy(): AppError {
  return conflict('signing.document_busy', 'Văn bản đang được ký nên chưa bổ sung dấu thời gian.');
}

/** Time first and by itself: it must not be lost because evidence is not to be had yet. */
function nextLevel({ level, target }: CareRow): Level {
  return level === 'B' || target === null ? 'T' : target;
}

async function buildRaised(raising: Raising, row: CareRow): Promise<Raised> {
  const { context, trust, source, authority } = raising;
  const level = nextLevel(row);
  if (authority === undefined && level !== 'LT') {
    throw noAuthority();
  }
  const tsa = recordTime(authority ?? { stamp: () => Promise.reject(noAuthority()) }, raising.ports);
  const pdf = await context.blobs.readBytes(row.file_sha256);
  const { tail } = await raiseLevel(pdf, { to: level, tsa, trust, source, at: context.clock.now() });
  const bytes = Buffer.concat([pdf, tail]);
  const verdict = await judgePdf(context, { agencyId: row.agency_id, bytes });
  if (verdict.verdict === 'invalid') {
    throw new AppError('signing.raise_refused', 422, `Bản đã bổ sung không đạt nên không dùng. ${verdict.sentence}`);
  }
  const file = await storeBytes(context, bytes, 'van-ban-da-ky.pdf', 'application/pdf');
  return { file, level, time: tsa.newest() };
}

function raisedRow(raising: Raising, row: CareRow, raised: Raised): CareRow {
  const now = raising.context.clock.now();
  const ends = {
    signerEnds: row.signer_ends,
    timeEnds: raised.time === undefined ? row.time_ends : timeEnds(raised.time, raising.trust),
    isWeak: row.is_weak,
  };
  const target = raised.level === row.target ? null : row.target;
  const grace = Math.max(0, row.deadline.getTime() - row.signed_at.getTime());
  return {
    ...row,
    file_sha256: raised.file.sha256,
    level: raised.level,
    time_ends: ends.timeEnds,
    // A timestamp over everything keeps also what a weak algorithm signed: it was not weak then.
    is_weak: raised.time === undefined && row.is_weak,
    holds_until: holdsUntil(raised.level, { ...ends, isWeak: raised.time === undefined && row.is_weak }, now),
    target,
    state: target === null ? 'settled' : 'waiting',
    // The next step has as long as the first one had.
    deadline: new Date(Math.max(row.deadline.getTime(), now.getTime() + grace)),
    attempts: 0,
    next_try_at: target === null ? null : now,
    last_error: null,
    changed_at: now,
  };
}

/** The row is asked again under its lock: a signature or a twin of this run that came meanwhile stands. */
async function storeRaised(tx: Tx, raising: Raising, row: CareRow, raised: Raised): Promise<CareRow> {
  const { context, ports } = raising;
  const { agency_id: agencyId, document_id: documentId } = row;
  const sessions = await lockSessions(tx, agencyId, [documentId]);
  const current = await lockCare(tx, row);
  if (current?.file_sha256 !== row.file_sha256) {
    throw takenElsewhere();
  }
  if (sessions.some(({ state }) => state !== 'failed' && LIVE_STATES.includes(state))) {
    throw busy();
  }
  await asPdfPurpose(getPurpose(ports.purposes, row.purpose)).replaceFile(tx, context, {
    agencyId,
    documentId,
    from: row.file_sha256,
    file: raised.file,
    level: raised.level,
  });
  if (raised.time !== undefined) {
    await proveSessions(tx, agencyId, { objectId: documentId, since: current.signed_at, at: raised.time.at });
  }
  const next = raisedRow(raising, current, raised);
  await putCare(tx, next);
  if (current.state !== 'waiting') {
    await endAlarm(tx, agencyId);
  }
  await record(tx, context, {
    action: 'signing.raised',
    agencyId,
    objectKind: 'outgoing',
    objectId: documentId,
    detail: { from: row.file_sha256, to: raised.file.sha256, level: raised.level },
  });
  return next;
}

/** A silent authority is not asked by every other document of the run. */
function giveUpAuthority(raising: Raising, error: unknown): void {
  if (error instanceof PkiError && error.code === 'pki.tsp_unreachable') {
    raising.authority = undefined;
  }
}

/** Authorities and databases come back; a file that cannot be raised stays that way until somebody looks at it. */
async function noteFailure(raising: Raising, row: CareRow, error: unknown): Promise<CareRow> {
  const { context } = raising;
  const { result } = describeFailure(error, context.log);
  const now = context.clock.now();
  const isBusy = result.code === busy().code;
  const lacksEvidence = result.code === 'pades.evidence' || result.code.startsWith('pki.revocation');
  const isFinal = (error instanceof AppError || error instanceof PadesError) && !isBusy && !lacksEvidence;
  const mayPass = !isFinal;
  const longest = lacksEvidence ? EVIDENCE_WAIT_MS : LONGEST_WAIT_MS;
  const wait = isBusy ? BUSY_WAIT_MS : Math.min(FIRST_WAIT_MS * 2 ** row.attempts, longest);
  const noted = {
    state: mayPass ? row.state : ('failed' as const),
    attempts: isBusy ? row.attempts : row.attempts + 1,
    nextTryAt: mayPass ? new Date(now.getTime() + wait) : null,
    error: { code: result.code, message: result.message },
    at: now,
  };
  giveUpAuthority(raising, error);
  if (mayPass) {
    // No change of the document: a note for the next turn of the sweep.
    await noteTry(context.db, row, noted);
  } else {
    await command(context, async (tx) => {
      await noteTry(tx, row, noted);
      await record(tx, context, {
        action: 'signing.raise_failed',
        agencyId: row.agency_id,
        objectKind: 'outgoing',
        objectId: row.document_id,
        detail: { code: result.code, attempts: noted.attempts },
      });
    });
  }
  const { state, attempts, nextTryAt } = noted;
  return { ...row, state, attempts, next_try_at: nextTryAt, last_error: noted.error };
}

/** The document has moved on (returned, cancelled): nobody needs its signatures any more. */
async function endCare(raising: Raising, row: CareRow): Promise<undefined> {
  const { context } = raising;
  await command(context, async (tx) => {
    const current = await lockCare(tx, row);
    if (current?.file_sha256 === row.file_sha256) {
      await dropCare(tx, row);
    }
    await record(tx, context, {
      action: 'signing.care_ended',
      agencyId: row.agency_id,
      objectKind: 'outgoing',
      objectId: row.document_id,
    });
  });
  return undefined;
}

function isGone(error: unknown): boolean {
  return error instanceof AppError && (error.status === 409 || error.status === 404) && error.code !== busy().code;
}

/** One step up; undefined when there is nothing (more) to raise here. */
async function raiseStep(raising: Raising, row: CareRow): Promise<CareRow | undefined> {
  try {
    const raised = await buildRaised(raising, row);
    const work = command(raising.context, (tx) => storeRaised(tx, raising, row, raised));
    return await unlessTaken(work, undefined);
  } catch (error) {
    return isGone(error) ? endCare(raising, row) : noteFailure(raising, row, error);
  }
}

/**
 * Lifts the signatures of one document to what is wanted, step by step: time, then evidence, then the archive. Each step is
 * durable by itself, leaves the bytes that were there as its exact beginning, and may be repeated after a crash.
 */
export async function raiseSignature(
  raising: Raising,
  document: { agencyId: string; documentId: string },
): Promise<CareRow | undefined> {
  let row = await findCare(raising.context.db, { agency_id: document.agencyId, document_id: document.documentId });
  while (row !== undefined && row.target !== null) {
    const before: CareRow = row;
    row = await raiseStep(raising, before);
    if (row?.file_sha256 === before.file_sha256) {
      return row;
    }
  }
  return row;
}
