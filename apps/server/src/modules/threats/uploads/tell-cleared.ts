import { record } from '#modules/audit';
import { CLEARED_JOB, type LockedFile, takeUntoldCleared } from '#modules/files';
import { notify } from '#modules/notifications';
import { getAgency } from '#modules/org';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { findOfficeOf } from '../office.ts';
import { administratorsBeside, findingLink, officersOfDay, placesOf } from './told-people.ts';

const KIND = 'threats.infected_cleared';

function sentence({ name, malware }: LockedFile, more: number): string {
  const others = more === 0 ? '' : ` và ${more} tệp cùng nội dung`;
  return `Tệp “${name}”${others} bị khóa vì ${malware} đã được quét lại và là sạch`;
}

/** The same people as of the lock: the officer of the office and the administrators of the agency, once for one content. */
async function tellOfficers(
  tx: Tx,
  context: Context,
  given: { agencyId: string; officeId: string | undefined; files: readonly LockedFile[]; first: LockedFile },
): Promise<void> {
  const { agencyId, officeId, files, first } = given;
  const what = sentence(first, files.length - 1);
  const { short_name: agency } = await getAgency(tx, agencyId);
  const officers = await officersOfDay(tx, context, officeId);
  if (officeId !== undefined) {
    await notify(tx, context, {
      agencyId: officeId,
      personIds: officers,
      kind: KIND,
      text: `${what} tại ${agency}: báo nhầm, tệp đã mở khóa.`,
      link: findingLink(first.id),
      reason: 'Phụ trách an toàn thư',
    });
  }
  await notify(tx, context, {
    agencyId,
    personIds: await administratorsBeside(tx, context, { agencyId, officers }),
    kind: KIND,
    text: `${what}: báo nhầm, tệp đã mở khóa.`,
    link: `/quan-tri/nhat-ky?tep=${first.id}`,
    reason: 'Quản trị hệ thống',
  });
}

/** Whoever put a file there hears that it can be used again, in the place of the notice of its lock. */
async function tellBringers(tx: Tx, context: Context, agencyId: string, files: readonly LockedFile[]): Promise<void> {
  const linkOf = await placesOf(tx, agencyId, files);
  for (const file of files) {
    if (file.brought_by !== null) {
      await notify(tx, context, {
        agencyId,
        personIds: [file.brought_by],
        kind: KIND,
        text: `${sentence(file, 0)}: máy quét đã báo nhầm, tệp mở và gửi được như trước.`,
        link: linkOf(file),
        reason: 'Người tải tệp lên',
      });
    }
  }
}

/** Those who heard of the lock hear that it is over, once for a file, whatever is tried again. */
export async function tellCleared(services: Services, agencyId: string, sha256: string): Promise<void> {
  const context = systemContext(services);
  const officeId = await findOfficeOf(services.db, agencyId);
  // No command: a twin that finds all told writes nothing and leaves no leaf.
  await services.db.transaction().execute(async (tx) => {
    const files = await takeUntoldCleared(tx, { agencyId, sha256, at: services.clock.now() });
    const [first] = files;
    if (first === undefined) {
      return;
    }
    await tellOfficers(tx, context, { agencyId, officeId, files, first });
    await tellBringers(tx, context, agencyId, files);
    await record(tx, context, {
      action: 'threats.clearing_told',
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

export function clearedJobs(services: Services): JobDefinition[] {
  return [
    {
      name: CLEARED_JOB,
      handle: ({ agencyId, sha256 }) => tellCleared(services, String(agencyId), String(sha256)),
    },
  ];
}
