import { type Services, systemContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { isOverLimit } from '../scan/assert-scanned.ts';
import { clamdVersion } from '../scan/clamd.ts';
import { askAntivirus } from '../scan/inspect-attachment.ts';
import { lockFiles } from '../scan/lock-files.ts';
import { endTurn, filesBefore, moveOn, noteSignatures, type PastFile, type Turn, takeTurn } from './rescan.store.ts';
import { isAnswering, rescanLocked, storedPieces } from './rescan-locked.ts';

/*
 * As long as a mail in doubt is held before it is forgotten (setting of `threats`, 30 days from the start): a month of daily signatures
 * has seen a file by then, and whoever opened it has opened it.
 */
const LOOK_BACK_MS = 30 * 24 * 3_600_000;
/** An upload that was scanned just before the signatures changed gets its row within these. */
const SETTLE_MS = 5 * 60_000;
/** A turn a minute: some 400,000 files between two daily signatures. */
const FILES_AT_ONCE = 300;
/** Longer than the antivirus may take for one file. */
const BELIEVED_ALIVE_MS = 5 * 60_000;
/** A file at which it falls silent again and again does not keep all others from being looked at. */
const MOST_TRIES = 3;

type Outcome = 'done' | 'stuck' | 'silent';

async function malwareIn(services: Services, address: string, file: PastFile, turn: Turn): Promise<string> {
  const { sha256 } = file;
  const read = () => storedPieces(services, sha256);
  return (await askAntivirus(services, address, { sha256, read }, { believeSince: turn.changedAt })).malware;
}

/** One file: what is malware by now is locked wherever the same bytes lie. */
async function lookAgain(services: Services, address: string, file: PastFile, turn: Turn): Promise<Outcome> {
  if (!services.blobs.has(file.sha256)) {
    return 'done'; // erased, by a retention or because it was destroyed
  }
  let malware: string;
  try {
    malware = await malwareIn(services, address, file, turn);
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    const isFault = error.code !== 'files.scan_unavailable' || isOverLimit(error) || turn.tries + 1 >= MOST_TRIES;
    if (isFault && (await isAnswering(address))) {
      services.log.warn({ err: error, fileId: file.id }, 'a file could not be scanned with the new signatures');
      return 'done';
    }
    return (await isAnswering(address)) ? 'stuck' : 'silent';
  }
  if (malware !== '') {
    const context = systemContext(services);
    // No command: bytes that are locked already leave no leaf again.
    await services.db.transaction().execute((tx) => lockFiles(tx, context, { sha256: file.sha256, malware }));
    services.log.warn({ sha256: file.sha256, malware }, 'malware was found in a stored file: it is locked');
  }
  return 'done';
}

async function workTurn(
  services: Services,
  address: string,
  turn: Turn,
): Promise<{ isDone: boolean; isStuck: boolean }> {
  const { db, clock } = services;
  if (!(await rescanLocked(services, address, turn))) {
    return { isDone: false, isStuck: false };
  }
  const files = await filesBefore(db, {
    after: turn.after,
    since: new Date(turn.changedAt.getTime() - LOOK_BACK_MS),
    limit: FILES_AT_ONCE,
  });
  let { tries } = turn;
  for (const file of files) {
    const outcome = await lookAgain(services, address, file, { ...turn, tries });
    if (outcome !== 'done') {
      return { isDone: false, isStuck: outcome === 'stuck' };
    }
    tries = 0;
    const until = new Date(clock.now().getTime() + BELIEVED_ALIVE_MS);
    if (!(await moveOn(db, turn, { place: file, until }))) {
      return { isDone: false, isStuck: false };
    }
  }
  return { isDone: files.length < FILES_AT_ONCE, isStuck: false };
}

/**
 * Asks the antivirus for its signatures; when they are new, looks again at what is locked and at the stored files of the last days, some at a time. What is
 * cleared away in the middle goes on behind the last file looked at.
 */
export async function rescanFiles(services: Services): Promise<void> {
  const { db, clock, config } = services;
  if (config.clamd === undefined) {
    return;
  }
  const now = clock.now();
  try {
    await noteSignatures(db, await clamdVersion({ address: config.clamd }), now);
  } catch (error) {
    if (error instanceof AppError) {
      return; // `mailflow` tells the administrators that it is silent
    }
    throw error;
  }
  const turn = await takeTurn(db, {
    now,
    changedBefore: new Date(now.getTime() - SETTLE_MS),
    until: new Date(now.getTime() + BELIEVED_ALIVE_MS),
  });
  if (turn === undefined) {
    return;
  }
  let end = { isDone: false, isStuck: false };
  try {
    end = await workTurn(services, config.clamd, turn);
  } finally {
    await endTurn(db, turn, end);
  }
}
