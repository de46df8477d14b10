import { type Services, systemContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { engineNoted, signaturesSince } from '../rescan/rescan.store.ts';
import { askInfectedAgain } from './ask-infected-again.ts';
import { askClamd } from './clamd.ts';
import { findScan, keepScan, type Scan } from './scans.store.ts';
import { inspectStructure } from './structure.ts';

/** Bytes of a stranger that nobody has opened yet. */
export interface UnseenFile {
  name: string;
  sha256: string;
  read(): AsyncIterable<Uint8Array>;
}

export interface AttachmentFinding {
  code: string;
  /** Vietnamese, names the file. */
  text: string;
  /** Its name among the signatures, of `files.infected` alone. */
  malware?: string;
}

/**
 * `refused`: malware or a program, nobody gets it. `doubtful`: may be opened, with what is said of it. `unscanned`: nothing is known
 * against it, but no antivirus has seen it.
 */
export interface AttachmentVerdict {
  verdict: 'clean' | 'unscanned' | 'doubtful' | 'refused';
  findings: AttachmentFinding[];
}

/** A clean answer is believed this long: signatures of yesterday do not know the malware of today. */
const CLEAN_FOR_MS = 24 * 3_600_000;
const ENGINE = 'clamd';

export interface ScanOptions {
  /** Clean answers from before this moment are not believed: the signatures have changed since. */
  believeSince?: Date | undefined;
  /** How long the antivirus may take; its usual patience unless told. */
  timeoutMs?: number;
}

/** Whatever was said before the signatures changed is said of other signatures; a clean answer is old after a day as well. */
async function isBelieved(services: Services, scan: Scan, { believeSince }: ScanOptions): Promise<boolean> {
  const changedAt = await signaturesSince(services.db);
  const isOfNow = [believeSince, changedAt].every((since) => since === undefined || scan.scanned_at >= since);
  const age = services.clock.now().getTime() - scan.scanned_at.getTime();
  return isOfNow && (scan.verdict === 'infected' || age <= CLEAN_FOR_MS);
}

/** Malware stays malware for whoever waits at the door, unless newer signatures say otherwise; a scan of the past is told that it must come again. */
async function askOnceMore(
  services: Services,
  address: string,
  { known, read, options }: { known: Scan; read: UnseenFile['read']; options: ScanOptions },
): Promise<Scan> {
  const { timeoutMs, believeSince } = options;
  try {
    return await askInfectedAgain(systemContext(services), address, { known, read, timeoutMs });
  } catch (error) {
    const isSilent = error instanceof AppError && error.code === 'files.scan_unavailable';
    if (error instanceof AppError && !(isSilent && believeSince !== undefined)) {
      return known;
    }
    throw error;
  }
}

/**
 * What the antivirus says of bytes, asked anew when its answer is old: also about malware, which newer signatures may call a false alarm.
 * @throws AppError 503 `files.scan_unavailable`
 */
export async function askAntivirus(
  services: Services,
  address: string,
  file: Pick<UnseenFile, 'sha256' | 'read'>,
  options: ScanOptions,
): Promise<{ malware: string }> {
  const known = await findScan(services.db, file.sha256);
  if (known !== undefined && (await isBelieved(services, known, options))) {
    return known;
  }
  if (known?.verdict === 'infected') {
    return askOnceMore(services, address, { known, read: () => file.read(), options });
  }
  const { timeoutMs } = options;
  const answer = await askClamd({ address, ...(timeoutMs !== undefined && { timeoutMs }) }, file.read());
  return keepScan(services.db, {
    sha256: file.sha256,
    verdict: answer.clean ? 'clean' : 'infected',
    malware: answer.clean ? '' : answer.malware,
    // Signatures older than these never open it again.
    engine: answer.clean ? ENGINE : ((await engineNoted(services.db)) ?? ENGINE),
    scanned_at: services.clock.now(),
  });
}

/**
 * Looks at one file before anybody may open it: what kind it is by its bytes, then the antivirus when this installation has one.
 * @throws AppError 503 `files.scan_unavailable` when the antivirus does not answer: the file waits, it is not let through
 */
export async function inspectAttachment(
  services: Services,
  file: UnseenFile,
  options: ScanOptions = {},
): Promise<AttachmentVerdict> {
  const structure = await inspectStructure(file.name, file.read());
  const findings: AttachmentFinding[] = structure.map(({ code, text }) => ({ code, text }));
  const isDangerous = structure.some(({ severity }) => severity === 'danger');
  const { clamd } = services.config;
  if (clamd !== undefined) {
    const { malware } = await askAntivirus(services, clamd, file, options);
    if (malware !== '') {
      findings.unshift({ code: 'files.infected', text: `“${file.name}” có mã độc ${malware}`, malware });
      return { verdict: 'refused', findings };
    }
  }
  if (isDangerous) {
    return { verdict: 'refused', findings };
  }
  if (findings.length > 0) {
    return { verdict: 'doubtful', findings };
  }
  return { verdict: clamd === undefined ? 'unscanned' : 'clean', findings };
}
