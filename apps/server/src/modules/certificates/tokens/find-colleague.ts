import { listPositionsOfPerson } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';

export interface Colleague {
  personId: string;
  fullName: string;
  isClerk: boolean;
}

/** Somebody in office in the agency today. @throws AppError 422 `certificates.taker_invalid` */
export async function findColleague(
  tx: Tx,
  { subject, clock }: ActingContext,
  personId: string,
  path: string,
): Promise<Colleague> {
  const positions = await listPositionsOfPerson(tx, personId, vietnamDate(clock.now()));
  const here = positions.filter(({ agencyId }) => agencyId === subject.agencyId);
  const [first] = here;
  if (first === undefined) {
    throw invalid(
      'certificates.taker_invalid',
      'Người này không giữ chức vụ nào trong cơ quan nên không nhận thiết bị được. Chọn người đang công tác tại cơ quan.',
      [{ path, message: 'Chọn người đang công tác tại cơ quan.' }],
    );
  }
  return { personId, fullName: first.fullName, isClerk: here.some(({ roles }) => roles.includes('clerk')) };
}
