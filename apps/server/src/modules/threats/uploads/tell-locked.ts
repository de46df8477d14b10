import { record } from '#modules/audit';
import { LOCKED_JOB, type LockedFile, takeUntold } from '#modules/files';
import { notify } from '#modules/notifications';
import { getAgency } from '#modules/org';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { findOfficeOf } from '../office.ts';
import { administratorsBeside, findingLink, officersOfDay, placesOf } from './told-people.ts';

type Named = Pick<LockedFile, 'id' | 'name' | 'malware'>;

function sentence({ name, malware }: Named, more: number): string {
  const others = more === 0 ? '' : ` và ${more} tệp cùng nội dung`;
  return `Tệp “${name}”${others} được nhận ra có mã độc ${malware} sau khi đã lưu`;
}

/** Of one content, however many files: the officer of the office, and the administrators of the agency whose files they are. */
async function tellOfficers(
  tx: Tx,
  context: Context,
  given: { agencyId: string; officeId: string | undefined; files: readonly LockedFile[] },
): Promise<void> {
  const { agencyId, officeId, files } = given;
  const [first] = files;
  if (first === undefined) {
    return;
  }
  const { short_name: agency } = await getAgency(tx, agencyId);
  const what = sentence(first, files.length - 1);
  const officers = await officersOfDay(tx, context, officeId);
  if (officeId !== undefined) {
    await notify(tx, context, {
      agencyId: officeId,
      personIds: officers,
      kind: 'threats.infected_kept',
      text: `${what} tại ${agency}: đã khóa, không ai tải được nữa. Cho quét máy của những người đã mở tệp.`,
      link: findingLink(first.id),
      reason: 'Phụ trách an toàn thư',
    });
  }
  await notify(tx, context, {
    agencyId,
    personIds: await administratorsBeside(tx, context, { agencyId, officers }),
    kind: 'threats.infected_kept',
    text: `${what}: đã khóa, không ai tải được nữa. Xem nhật ký để biết ai đã mở và cho quét máy của họ.`,
    link: `/quan-tri/nhat-ky?tep=${first.id}`,
    reason: 'Quản trị hệ thống',
  });
}

/** Whoever put a file there hears which, at the document it belongs to. */
async function tellBringers(tx: Tx, context: Context, agencyId: string, files: readonly LockedFile[]): Promise<void> {
  const linkOf = await placesOf(tx, agencyId, files);
  for (const file of files) {
    if (file.brought_by !== null) {
      await notify(tx, context, {
        agencyId,
        personIds: [file.brought_by],
        kind: 'threats.infected_kept',
        text: `${sentence(file, 0)} nên đã bị khóa. Bỏ tệp, thay bằng bản sạch và báo cán bộ an toàn thông tin quét máy đang dùng.`,
        link: linkOf(file),
        reason: 'Người tải tệp lên',
      });
    }
  }
}

/** Once for a file, whatever is tried again. */
export async function tellLocked(services: Services, agencyId: string, sha256: string): Promise<void> {
  const context = systemContext(services);
  const officeId = await findOfficeOf(services.db, agencyId);
  // No command: a twin that finds all told writes nothing and leaves no leaf.
  await services.db.transaction().execute(async (tx) => {
    const files = await takeUntold(tx, { agencyId, sha256, at: services.clock.now() });
    if (files.length === 0) {
      return;
    }
    await tellOfficers(tx, context, { agencyId, officeId, files });
    await tellBringers(tx, context, agencyId, files);
    await record(tx, context, {
      action: 'threats.infection_told',
      agencyId: officeId ?? agencyId,
      objectKind: 'file_infection',
      objectId: files[0]?.id ?? '',
      detail: { agencyId, files: files.length },
    });
    if (officeId !== undefined) {
      await publish(tx, { topic: 'threats', agencyId: officeId });
    }
  });
}

export function lockedJobs(services: Services): JobDefinition[] {
  return [
    {
      name: LOCKED_JOB,
      handle: ({ agencyId, sha256 }) => tellLocked(services, String(agencyId), String(sha256)),
    },
  ];
}
