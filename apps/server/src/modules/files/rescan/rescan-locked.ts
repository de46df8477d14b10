import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import { AppError, notFound } from '../../../platform/errors.ts';
import { askInfectedAgain } from '../scan/ask-infected-again.ts';
import { clamdVersion } from '../scan/clamd.ts';
import { findScan, lockedBefore, noteTried, type Scan } from '../scan/scans.store.ts';
import { holdTurn, type Turn } from './rescan.store.ts';

/** Locked files are few; each is asked about once for every change of the signatures. */
const LOCKED_AT_ONCE = 50;
const BELIEVED_ALIVE_MS = 5 * 60_000;

/** Stored bytes, never whole in memory. */
export async function* storedPieces(services: Services, sha256: string): AsyncIterable<Uint8Array> {
  for await (const piece of services.blobs.read(sha256)) {
    yield typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
  }
}

export async function isAnswering(address: string): Promise<boolean> {
  try {
    await clamdVersion({ address });
    return true;
  } catch (error) {
    if (error instanceof AppError) {
      return false;
    }
    throw error;
  }
}

/**
 * Asks now about bytes known as malware, whether or not the signatures have changed: an administrator may have told clamd to pass a
 * false alarm over.
 * @throws AppError 404 `files.bytes_erased` · 503 `files.scan_unavailable` · `files.scan_older_signatures`
 */
export async function scanLockedNow(context: Context, address: string, sha256: string): Promise<Scan> {
  const known = await findScan(context.db, sha256);
  if (known === undefined || !context.blobs.has(sha256)) {
    throw notFound('files.bytes_erased', 'Nội dung tệp này đã bị hủy nên không còn gì để quét.');
  }
  if (known.verdict === 'clean') {
    return known; // somebody was faster
  }
  return askInfectedAgain(context, address, { known, read: () => storedPieces(context, sha256) });
}

/** False when the antivirus fell silent: whoever looks goes on later. */
async function lookOnce(context: Context, address: string, sha256: string): Promise<boolean> {
  try {
    await scanLockedNow(context, address, sha256);
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    if (error.code === 'files.scan_unavailable' && !(await isAnswering(address))) {
      return false;
    }
    context.log.warn(
      { err: error, sha256 },
      'a locked file could not be scanned with the new signatures: it stays locked',
    );
    await noteTried(context.db, sha256, context.clock.now());
  }
  return true;
}

/** What is locked is asked about with the new signatures; a false alarm opens. True when none is left. */
export async function rescanLocked(services: Services, address: string, turn: Turn): Promise<boolean> {
  const context = systemContext(services);
  const waiting = await lockedBefore(services.db, turn.changedAt, LOCKED_AT_ONCE);
  for (const sha256 of waiting) {
    if (!(await lookOnce(context, address, sha256))) {
      return false;
    }
    const until = new Date(services.clock.now().getTime() + BELIEVED_ALIVE_MS);
    if (!(await holdTurn(services.db, turn, until))) {
      return false;
    }
  }
  return waiting.length < LOCKED_AT_ONCE;
}
