import { keepPdfTexts, readPdfText, type StoredBlob } from '#modules/files';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context, Services } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { enqueue, type JobDefinition } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type PageDeadline, readPageDeadlines } from '../page-deadlines.ts';
import type { ReceivedLetter } from '../ports.ts';

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

/**
 * The words of pages that were read on their way in: kept, and their deadlines found, at once. A page nobody has read (broken, or a
 * letter that came another way) is read by the job.
 */
export async function keepPages(tx: Tx, context: Context, letters: readonly ReceivedLetter[]): Promise<void> {
  const read = new Map(
    letters.flatMap(({ main, mainText }) =>
      main === null || mainText === undefined ? [] : [[main.sha256, mainText] as const],
    ),
  );
  const now = context.clock.now();
  const today = vietnamDate(now);
  const texts = [...read].map(([sha256, text]) => ({ sha256, text })).sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  if (texts.length > 0) {
    await keepPdfTexts(tx, context, texts);
    await rawQuery(
      tx,
      `insert into incoming_page (sha256, deadlines, read_at)
       select page.sha256, page.deadlines::jsonb, $3 from unnest($1::text[], $2::text[]) as page(sha256, deadlines)
       order by page.sha256 on conflict (sha256) do nothing`,
      [
        texts.map(({ sha256 }) => sha256),
        texts.map(({ text }) => JSON.stringify(readPageDeadlines(text.pages, today))),
        now,
      ],
    );
  }
  for (const { agencyId, main } of letters.filter(({ main: page }) => page !== null && !read.has(page.sha256))) {
    await askToReadPage(tx, agencyId, main);
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
