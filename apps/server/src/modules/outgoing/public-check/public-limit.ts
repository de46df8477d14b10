import { networkOf } from '#modules/identity';
import { AppError } from '../../../platform/errors.ts';

const WINDOW_MS = 10 * 60_000;
const MAX_NETWORKS = 20_000;

/** How often one network may do a thing within ten minutes, in the memory of this process. */
export interface PublicLimit {
  /** @throws AppError 429 */
  assertOpen(ip: string, now: Date): void;
  count(ip: string, now: Date): void;
}

export function createPublicLimit(most: number): PublicLimit {
  const counted = new Map<string, number[]>();
  const recent = (network: string, now: Date): number[] =>
    (counted.get(network) ?? []).filter((at) => at > now.getTime() - WINDOW_MS);
  return {
    assertOpen: (ip, now) => {
      if (recent(networkOf(ip), now).length >= most) {
        throw new AppError(
          'outgoing.too_many_checks',
          429,
          'Mạng này đã kiểm tra quá nhiều lần trong ít phút. Chờ 10 phút rồi thử lại.',
        );
      }
    },
    count: (ip, now) => {
      const network = networkOf(ip);
      const list = [...recent(network, now), now.getTime()].slice(-most);
      counted.delete(network);
      counted.set(network, list);
      const oldest = counted.keys().next().value;
      if (counted.size > MAX_NETWORKS && oldest !== undefined) {
        counted.delete(oldest);
      }
    },
  };
}
