import { type AgencyAround, listAgenciesAround } from '#modules/org';
import type { Db, Tx } from '../../platform/db.ts';
import { invalid } from '../../platform/errors.ts';
import { printDay } from '../../platform/print-dates.ts';

export function assertDueAhead(dueBefore: string, today: string): void {
  if (dueBefore <= today) {
    throw invalid(
      'campaigns.due_in_the_past',
      `Hạn "trước ngày ${printDay(dueBefore)}" đã qua: ngày cuối còn nhận phải là hôm nay hoặc sau hôm nay. Chọn ngày khác.`,
      [{ path: 'dueBefore', message: 'Hạn đã qua' }],
    );
  }
}

/** The agencies asked, each once; those without an office here cannot answer here. */
export async function chosenAgencies(
  db: Db | Tx,
  agencyId: string,
  wanted: readonly string[],
  today: string,
): Promise<AgencyAround[]> {
  const ids = new Set(wanted);
  const around = (await listAgenciesAround(db, agencyId, today)).filter((agency) => ids.has(agency.agencyId));
  if (around.length < ids.size) {
    throw invalid(
      'campaigns.agency_unknown',
      `${ids.size - around.length} cơ quan được chọn không nằm trong phạm vi thu của đơn vị, đã kết thúc hoạt động hoặc chưa dùng hệ thống này. Bỏ các cơ quan ấy và gửi văn bản cho họ theo đường khác.`,
      [{ path: 'agencyIds', message: 'Có cơ quan ngoài phạm vi thu' }],
    );
  }
  return around;
}
