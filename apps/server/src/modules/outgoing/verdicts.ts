import type { VerdictView } from '@congvu/contracts';
import { judgePdf } from '#modules/signing';
import type { Services } from '../../platform/context.ts';

const MAX_KEPT = 500;
/** Certificates end and anchors are removed: what is shown may be this old, what opens the gate is always asked anew. */
const KEPT_MS = 10 * 60_000;

const kept = new Map<string, { verdict: VerdictView; until: number }>();

/** The verdict to show beside the page, kept by the digest of the bytes. */
export async function showVerdict(services: Services, agencyId: string, sha256: string): Promise<VerdictView> {
  const key = `${services.config.demo ? 'demo' : 'real'}:${sha256}`;
  const now = services.clock.now().getTime();
  const known = kept.get(key);
  if (known !== undefined && now < known.until && known.until - now <= KEPT_MS) {
    return known.verdict;
  }
  const verdict = await judgePdf(services, { agencyId, bytes: await services.blobs.readBytes(sha256) });
  kept.delete(key);
  kept.set(key, { verdict, until: now + KEPT_MS });
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MAX_KEPT))) {
    kept.delete(oldest);
  }
  return verdict;
}
