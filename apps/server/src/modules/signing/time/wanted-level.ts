import type { Services } from '../../../platform/context.ts';
import { readSettings } from '../care/settings.ts';
import type { WantedLevel } from '../signing.tables.ts';
import type { SigningPorts } from '../signing-act.ts';

const ORDER: readonly WantedLevel[] = ['B', 'T', 'LT'];

export function lowerOf(one: WantedLevel, other: WantedLevel): WantedLevel {
  return ORDER.indexOf(one) < ORDER.indexOf(other) ? one : other;
}

export const NO_AUTHORITY =
  'Chưa khai báo nơi cấp dấu thời gian: chữ ký không có dấu thời gian chứng thực, thời điểm ký lấy theo đồng hồ máy chủ.';

/**
 * What the signatures of the agency shall reach. Where no authority of time is configured nothing can be waited for: the level
 * is B, nothing is queued and nothing stops. An authority that is configured and silent is another matter (security.md T34).
 */
export async function wantedLevel(
  services: Services,
  ports: Pick<SigningPorts, 'timestampAuthorityFor'>,
  agencyId: string,
): Promise<WantedLevel> {
  const { level } = await readSettings(services.db, agencyId);
  return level === 'B' || (await ports.timestampAuthorityFor(services)) === undefined ? 'B' : level;
}
