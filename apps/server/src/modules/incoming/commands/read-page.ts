import { readPdfText, type StoredBlob } from '#modules/files';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Services } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { enqueue, type JobDefinition } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type PageDeadline, readPageDeadlines } from '../page-deadlines.ts';

const JOB = 'incoming.read_page';

/** What was read from a page; undefined until the job has read it. */
export async function findPageDeadlines(db: Db | Tx, sha256: string): Promise<PageDeadline[] | undefined> {
  if (sha256 === '') {
    return undefined;
  }
  const [row] = await rawQuery<{ deadlines: PageDeadline[] }>(
    db,
    'select deadlines from incoming_page where sha256 = $1',
    [sha256],
  );
  return row?.deadlines;
}

/** Asks for the page of a new document to be read after its transaction; a page that others received too is read once. */
export async function askToReadPage(tx: Tx, agencyId: string, main: StoredBlob | null): Promise<void> {
  if (main === null || main.mediaType !== 'application/pdf') {
    return;
  }
  if ((await findPageDeadlines(tx, main.sha256)) === undefined) {
    await enqueue(tx, JOB, { agencyId, sha256: main.sha256 });
  }
}

/** Reads the deadlines in the words of one page; again and at the same time as often as it likes. */
export async function readPage(services: Services, page: { agencyId: string; sha256: string }): Promise<void> {
  if ((await findPageDeadlines(services.db, page.sha256)) !== undefined) {
    return;
  }
  if (!services.blobs.has(page.sha256)) {
    // Recalled and destroyed before anybody read it.
    return;
  }
  const { pages } = await readPdfText(services, page);
  const now = services.clock.now();
  await rawQuery(
    services.db,
    `insert into incoming_page (sha256, deadlines, read_at) values ($1, $2::jsonb, $3) on conflict (sha256) do nothing`,
    [page.sha256, JSON.stringify(readPageDeadlines(pages, vietnamDate(now))), now],
  );
}

export function pageJobs(services: Services): JobDefinition[] {
  return [
    {
      name: JOB,
      handle: ({ agencyId, sha256 }) => readPage(services, { agencyId: String(agencyId), sha256: String(sha256) }),
    },
  ];
}
