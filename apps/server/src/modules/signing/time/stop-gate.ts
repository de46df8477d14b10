import type { Services } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { findOldestTimeless } from '../care/care.store.ts';
import type { SigningPorts } from '../signing-act.ts';
import { isTimeAvailable } from './trusted-time.ts';
import { wantedLevel } from './wanted-level.ts';

/**
 * security.md T34: signing goes on without a trusted time for the time of grace; past the deadline of the oldest document that
 * waits for one it stops, until an authority answers again.
 */
export async function assertTimeNotOverdue(
  services: Services,
  ports: Pick<SigningPorts, 'timestampAuthorityFor' | 'answerMs'>,
  agencyId: string,
): Promise<void> {
  const oldest = await findOldestTimeless(services.db, agencyId);
  if (oldest === undefined || oldest.deadline > services.clock.now()) {
    return;
  }
  // Nothing can be overdue where no authority is declared, or the agency wants no time.
  if ((await wantedLevel(services, ports, agencyId)) === 'B') {
    return;
  }
  if (!(await isTimeAvailable(services, ports))) {
    throw invalid(
      'signing.stopped_without_time',
      'Tạm dừng ký: đã quá thời hạn cho phép mà chưa máy chủ dấu thời gian nào trả lời, có văn bản đã ký còn chờ dấu thời gian. Báo quản trị kiểm tra kết nối tới máy chủ dấu thời gian; kết nối lại được là ký tiếp được ngay.',
    );
  }
}
