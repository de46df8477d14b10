import { AppError } from '../../platform/errors.ts';

const WINDOW_MS = 10 * 60_000;
/** Wrong sign-ins within the window: of one /24 (an office behind one address), and of everybody. */
const PER_NETWORK = 60;
const IN_ALL = 600;
const MAX_NETWORKS = 20_000;

/** Counts wrong sign-ins per network and in all, in the memory of this process; accounts have their own counter in the database. */
export interface Throttle {
  /** @throws AppError 429 before any password is looked at; a known device is never held up */
  assertOpen(ip: string, now: Date): void;
  countFailure(ip: string, now: Date): void;
}

/** IPv4 /24, IPv6 /48: what one provider hands to one customer. */
export function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:/i, '');
  return plain.includes('.') ? plain.split('.').slice(0, 3).join('.') : plain.split(':').slice(0, 3).join(':');
}

export function createThrottle(): Throttle {
  const failures = new Map<string, number[]>();
  const recent = (key: string, now: Date): number[] =>
    (failures.get(key) ?? []).filter((at) => at > now.getTime() - WINDOW_MS);
  const note = (key: string, now: Date, keep: number): void => {
    const list = recent(key, now);
    list.push(now.getTime());
    failures.delete(key);
    failures.set(key, list.slice(-keep));
  };
  return {
    assertOpen: (ip, now) => {
      if (recent(networkOf(ip), now).length >= PER_NETWORK || recent('*', now).length >= IN_ALL) {
        throw new AppError(
          'identity.too_many_attempts',
          429,
          'Có quá nhiều lần đăng nhập sai từ mạng này. Chờ 10 phút rồi thử lại, hoặc đăng nhập trên máy thường dùng.',
        );
      }
    },
    countFailure: (ip, now) => {
      note('*', now, IN_ALL);
      note(networkOf(ip), now, PER_NETWORK);
      const oldest = failures.keys().next().value;
      if (failures.size > MAX_NETWORKS && oldest !== undefined && oldest !== '*') {
        failures.delete(oldest);
      }
    },
  };
}
