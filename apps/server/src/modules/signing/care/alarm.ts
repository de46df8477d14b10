import { record } from '#modules/audit';
import { clearNotices, notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import type { Role } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command, type Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { takenElsewhere, unlessTaken } from '../nothing-done.ts';
import { countOpenCare, listNewlyLate, markLate } from './care.store.ts';

/** Where the care for signatures is shown. */
export const CARE_LINK = '/quan-tri/chu-ky';

/** Who holds one of the roles in the agency today. */
export async function listHolders(
  tx: Tx,
  context: Context,
  agencyId: string,
  roles: readonly Role[],
): Promise<string[]> {
  const positions = await listPositions(tx, agencyId, vietnamDate(context.clock.now()));
  return positions.filter((held) => roles.some((role) => held.roles.includes(role))).map(({ personId }) => personId);
}

async function alarmAgency(context: Context, agencyId: string): Promise<void> {
  await command(context, async (tx) => {
    const late = await markLate(tx, agencyId, context.clock.now());
    if (late === 0) {
      throw takenElsewhere();
    }
    const { timeless } = await countOpenCare(tx, agencyId);
    const stopped = timeless > 0 ? ' Việc ký tạm dừng cho tới khi máy chủ dấu thời gian trả lời.' : '';
    await notify(tx, context, {
      agencyId,
      personIds: await listHolders(tx, context, agencyId, ['clerk', 'administrator']),
      kind: 'signing.late',
      text: `${late} văn bản đã ký quá hạn mà chưa bổ sung được dấu thời gian hoặc bằng chứng.${stopped}`,
      link: CARE_LINK,
      reason: 'Văn thư, quản trị',
    });
    await record(tx, context, {
      action: 'signing.late',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { late, timeless },
    });
  });
}

/** Clerks and administrators are told once of each document that waits past its deadline. */
export async function soundAlarm(services: Services, context: Context): Promise<void> {
  for (const agencyId of await listNewlyLate(services.db, services.clock.now())) {
    await unlessTaken(alarmAgency(context, agencyId), undefined);
  }
}

/** Nothing is late any more: the news of it is over for everybody. */
export async function endAlarm(tx: Tx, agencyId: string): Promise<void> {
  const { late, failed } = await countOpenCare(tx, agencyId);
  if (late + failed === 0) {
    await clearNotices(tx, { agencyId, link: CARE_LINK });
  }
}
