import { record } from '#modules/audit';
import type { LockedFile, takeUntold } from '#modules/files';
import { notify } from '#modules/notifications';
import { getAgency } from '#modules/org';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { findOfficeOf } from '../office.ts';
import { administratorsBeside, findingLink, officersOfDay, placesOf } from './told-people.ts';

/** What has happened to stored files of one content, and what each of those concerned reads of it. */
export interface FileNews {
  job: string;
  kind: string;
  action: string;
  /** Those nobody has been told of; now somebody is. */
  take: typeof takeUntold;
  what(file: LockedFile): string;
  /** What follows the sentence, for each. */
  officer: string;
  administrator: string;
  bringer: string;
}

function sentence(news: FileNews, file: LockedFile, more: number): string {
  const others = more === 0 ? '' : ` và ${more} tệp cùng nội dung`;
  return `Tệp “${file.name}”${others} ${news.what(file)}`;
}

interface Found {
  agencyId: string;
  officeId: string | undefined;
  files: readonly LockedFile[];
  first: LockedFile;
}

/** Of one content, however many files: the officer of the office, and the administrators of the agency whose files they are. */
async function tellOfficers(tx: Tx, context: Context, news: FileNews, found: Found): Promise<void> {
  const { agencyId, officeId, files, first } = found;
  const { kind } = news;
  const { short_name: agency } = await getAgency(tx, agencyId);
  const what = sentence(news, first, files.length - 1);
  const officers = await officersOfDay(tx, context, officeId);
  if (officeId !== undefined) {
    await notify(tx, context, {
      agencyId: officeId,
      personIds: officers,
      kind,
      text: `${what} tại ${agency}${news.officer}`,
      link: findingLink(first.id),
      reason: 'Phụ trách an toàn thư',
    });
  }
  await notify(tx, context, {
    agencyId,
    personIds: await administratorsBeside(tx, context, { agencyId, officers }),
    kind,
    text: `${what}${news.administrator}`,
    link: `/quan-tri/nhat-ky?tep=${first.id}`,
    reason: 'Quản trị hệ thống',
  });
}

/** Whoever put a file there hears which, at the document it belongs to: the later news stand in the place of the earlier. */
async function tellBringers(tx: Tx, context: Context, news: FileNews, { agencyId, files }: Found): Promise<void> {
  const linkOf = await placesOf(tx, agencyId, files);
  for (const file of files) {
    if (file.brought_by !== null) {
      await notify(tx, context, {
        agencyId,
        personIds: [file.brought_by],
        kind: news.kind,
        text: `${sentence(news, file, 0)}${news.bringer}`,
        link: linkOf(file),
        reason: 'Người tải tệp lên',
      });
    }
  }
}

/** Once for a file, whatever is tried again. */
export async function tellOfFiles(
  services: Services,
  news: FileNews,
  { agencyId, sha256 }: { agencyId: string; sha256: string },
): Promise<void> {
  const context = systemContext(services);
  const officeId = await findOfficeOf(services.db, agencyId);
  // No command: a twin that finds all told writes nothing and leaves no leaf.
  await services.db.transaction().execute(async (tx) => {
    const files = await news.take(tx, { agencyId, sha256, at: services.clock.now() });
    const [first] = files;
    if (first === undefined) {
      return;
    }
    const found = { agencyId, officeId, files, first };
    await tellOfficers(tx, context, news, found);
    await tellBringers(tx, context, news, found);
    await record(tx, context, {
      action: news.action,
      agencyId: officeId ?? agencyId,
      objectKind: 'file_infection',
      objectId: first.id,
      detail: { agencyId, files: files.length },
    });
    if (officeId !== undefined) {
      await publish(tx, { topic: 'threats', agencyId: officeId });
    }
  });
}

export function newsJob(services: Services, news: FileNews): JobDefinition {
  return {
    name: news.job,
    handle: ({ agencyId, sha256 }) =>
      tellOfFiles(services, news, { agencyId: String(agencyId), sha256: String(sha256) }),
  };
}
