import type { Services } from '../../platform/context.ts';

const MAX_KEPT = 500;
/** Certificates end and anchors are removed: what is shown may be this old, what opens the gate is always asked anew. */
const KEPT_MS = 10 * 60_000;

type Load<T> = (services: Services, agencyId: string, sha256: string) => Promise<T>;

/** Keeps what was found out about bytes by their digest, for a short while. */
export function keepByDigest<T>(load: Load<T>): Load<T> {
  const kept = new Map<string, { found: T; until: number }>();
  return async (services, agencyId, sha256) => {
    const key = `${services.config.demo ? 'demo' : 'real'}:${sha256}`;
    const now = services.clock.now().getTime();
    const known = kept.get(key);
    if (known !== undefined && now < known.until && known.until - now <= KEPT_MS) {
      return known.found;
    }
    const found = await load(services, agencyId, sha256);
    kept.delete(key);
    kept.set(key, { found, until: now + KEPT_MS });
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MAX_KEPT))) {
      kept.delete(oldest);
    }
    return found;
  };
}
