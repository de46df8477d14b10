import { record } from '#modules/audit';
import { documentsHolding } from '#modules/documents';
import { draftLink } from '#modules/drafting';
import { LOCKED_JOB, type LockedFile, takeUntold } from '#modules/files';
import { notify } from '#modules/notifications';
import { getAgency, listPositions } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { centreLink } from '../links.ts';
import { findOfficeOf, officersOf } from '../office.ts';

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
  const today = vietnamDate(context.clock.now());
  const { short_name: agency } = await getAgency(tx, agencyId);
  const what = sentence(first, files.length - 1);
  const officers = officeId === undefined ? [] : await officersOf(tx, officeId, today);
  if (officeId !== undefined) {
    await notify(tx, context, {
      agencyId: officeId,
      personIds: officers,
      kind: 'threats.infected_kept',
      text: `${what} tại ${agency}: đã khóa, không ai tải được nữa. Cho quét máy của những người đã mở tệp.`,
      link: centreLink(),
      reason: 'Phụ trách an toàn thư',
    });
  }
  const administrators = (await listPositions(tx, agencyId, today)).filter(({ roles }) =>
    roles.includes('administrator'),
  );
  await notify(tx, context, {
    agencyId,
    personIds: administrators.map(({ personId }) => personId).filter((id) => !officers.includes(id)),
    kind: 'threats.infected_kept',
    text: `${what}: đã khóa, không ai tải được nữa. Xem nhật ký để biết ai đã mở và cho quét máy của họ.`,
    link: `/quan-tri/nhat-ky?tep=${first.id}`,
    reason: 'Quản trị hệ thống',
  });
}

/** Whoever put a file there hears which, at the document it belongs to. */
async function tellBringers(tx: Tx, context: Context, agencyId: string, files: readonly LockedFile[]): Promise<void> {
  const places = await documentsHolding(
    tx,
    agencyId,
    files.map((file) => file.file_id),
  );
  const linkOf = (file: LockedFile): string => {
    const place = places.get(file.file_id);
    if (place === undefined) {
      return `/?tep=${file.id}`;
    }
    if (place.direction === 'incoming') {
      return `/van-ban-den/${place.id}`;
    }
    return place.number_symbol ? `/van-ban-di/${place.id}` : draftLink(place.id);
  };
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
