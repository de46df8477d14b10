import type { Services } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { createSandbox } from '../../../platform/sandbox.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { PdfText, PdfTextAnswer, PdfTextLimits, PdfTextQuestion } from './pdf-text-question.ts';

/** Far above any letter; a book is read in part. */
const LIMITS: PdfTextLimits = { pages: 200, length: 1_000_000, cpuMs: 3_000, fullBytes: 32 * 1024 * 1024 };

const sandbox = createSandbox<PdfTextQuestion, PdfTextAnswer>({
  script: new URL('./pdf-text-worker.ts', import.meta.url),
  limits: { cpuMs: 6_000, wallMs: 30_000, memoryMb: 512 },
  // The reader of fonts and pages holds some 60 MB that an idle office can use better.
  idleMs: 60_000,
});

export type { PdfText } from './pdf-text-question.ts';

const NOTHING: PdfText = { pages: [], truncated: true };

type Reader = Pick<Services, 'blobs' | 'clock' | 'db' | 'log'>;

interface StoredPdf {
  /** Who asks; stands in the log beside files that reached a limit. */
  agencyId: string;
  sha256: string;
}

/** Undefined for what reached a limit. */
async function ask(
  services: Pick<Services, 'log'>,
  { agencyId, bytes }: { agencyId: string; bytes: Uint8Array },
): Promise<PdfText | undefined> {
  const answer = await sandbox.ask({ pdf: bytes, limits: LIMITS });
  switch (answer.kind) {
    case 'text':
      return { pages: answer.pages, truncated: answer.truncated };
    case 'unreadable':
      return { pages: [], truncated: false };
    case 'limit':
      services.log.warn({ agencyId, size: bytes.length }, 'words of a pdf not read to the end');
      return undefined;
  }
}

async function extract(services: Reader, { agencyId, sha256 }: StoredPdf): Promise<PdfText | undefined> {
  return ask(services, { agencyId, bytes: await services.blobs.readBytes(sha256) });
}

async function findKept(db: Db | Tx, sha256: string): Promise<PdfText | undefined> {
  const [row] = await rawQuery<PdfText>(db, 'select pages, truncated from file_text where sha256 = $1', [sha256]);
  return row;
}

/**
 * The words of a stored PDF's pages, whatever the bytes are: bounded in time and memory, never throwing on a bad file; a scan has
 * pages without words. Nothing is kept: for bytes not yet known to be welcome (state secrets).
 */
export async function extractPdfText(services: Reader, file: StoredPdf): Promise<PdfText> {
  return (await findKept(services.db, file.sha256)) ?? (await extract(services, file)) ?? NOTHING;
}

/** As `extractPdfText`, of bytes at hand that have just come: nobody has looked at them before, and nothing is looked up. */
export async function readWords(
  services: Pick<Services, 'log'>,
  file: { agencyId: string; bytes: Uint8Array },
): Promise<PdfText> {
  return (await ask(services, file)) ?? NOTHING;
}

/** As `extractPdfText`, read once and kept beside the bytes. */
export async function readPdfText(services: Reader, file: StoredPdf): Promise<PdfText> {
  const kept = await findKept(services.db, file.sha256);
  const text = kept ?? (await extract(services, file));
  if (kept === undefined && text !== undefined) {
    await keepPdfTexts(services.db, services, [{ sha256: file.sha256, text }]);
  }
  return text ?? NOTHING;
}

/** What `extractPdfText` read of bytes that have turned out to be welcome. */
export async function keepPdfTexts(
  db: Db | Tx,
  { clock }: Pick<Services, 'clock'>,
  texts: readonly { sha256: string; text: PdfText }[],
): Promise<void> {
  if (texts.length === 0) {
    return;
  }
  await rawQuery(
    db,
    `insert into file_text (sha256, pages, truncated, read_at)
     select read.sha256, read.pages::jsonb, read.truncated, $4 from unnest($1::text[], $2::text[], $3::bool[])
       as read(sha256, pages, truncated) order by read.sha256
     on conflict (sha256) do nothing`,
    [
      texts.map(({ sha256 }) => sha256),
      texts.map(({ text }) => JSON.stringify(text.pages)),
      texts.map(({ text }) => text.truncated),
      clock.now(),
    ],
  );
}
