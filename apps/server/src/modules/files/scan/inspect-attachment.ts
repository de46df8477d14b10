import type { Services } from '../../../platform/context.ts';
import { signaturesSince } from '../rescan/rescan.store.ts';
import { askClamd } from './clamd.ts';
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

type FileScanTables = {
  file_scan: { sha256: string; verdict: 'clean' | 'infected'; malware: string; engine: string; scanned_at: Date };
};

/** A clean answer is believed this long: signatures of yesterday do not know the malware of today. */
const CLEAN_FOR_MS = 24 * 3_600_000;
const ENGINE = 'clamd';

export interface ScanOptions {
  /** Clean answers from before this moment are not believed: the signatures have changed since. */
  believeSince?: Date | undefined;
  /** How long the antivirus may take; its usual patience unless told. */
  timeoutMs?: number;
}

async function findScan(
  services: Services,
  sha256: string,
  { believeSince }: ScanOptions,
): Promise<{ malware: string } | undefined> {
  const row = await services.db
    .withTables<FileScanTables>()
    .selectFrom('file_scan')
    .selectAll()
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  if (row === undefined) {
    return undefined;
  }
  // Whatever was said before the signatures changed is said of other signatures.
  const changedAt = await signaturesSince(services.db);
  const isOld =
    services.clock.now().getTime() - row.scanned_at.getTime() > CLEAN_FOR_MS ||
    [believeSince, changedAt].some((since) => since !== undefined && row.scanned_at < since);
  return row.verdict === 'clean' && isOld ? undefined : { malware: row.malware };
}

/** What the antivirus says of bytes, asked anew when its answer is old. @throws AppError 503 `files.scan_unavailable` */
export async function askAntivirus(
  services: Services,
  address: string,
  file: Pick<UnseenFile, 'sha256' | 'read'>,
  options: ScanOptions,
): Promise<{ malware: string }> {
  const known = await findScan(services, file.sha256, options);
  if (known !== undefined) {
    return known;
  }
  const { timeoutMs } = options;
  const answer = await askClamd({ address, ...(timeoutMs !== undefined && { timeoutMs }) }, file.read());
  const scan = {
    verdict: answer.clean ? ('clean' as const) : ('infected' as const),
    malware: answer.clean ? '' : answer.malware,
    engine: ENGINE,
    scanned_at: services.clock.now(),
  };
  await services.db
    .withTables<FileScanTables>()
    .insertInto('file_scan')
    .values({ sha256: file.sha256, ...scan })
    .onConflict((clash) => clash.column('sha256').doUpdateSet(scan))
    .execute();
  return scan;
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
