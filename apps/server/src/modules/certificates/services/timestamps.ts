import { PkiError, type TimestampAuthority, type TrustAnchorEntry, timestampAuthority } from '@congvu/pki';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { loadActiveTrust } from '../trust/load-trust.ts';
import { type MeasureOptions, measured } from './breaker.ts';
import { transportTo } from './transport.ts';

type Needed = Pick<Services, 'db' | 'clock' | 'config'>;

/** A person waits for the stamp: a slow authority is passed over for the next one. */
const TIMEOUT_MS = 8_000;

export function timestampServiceAt(
  services: Needed,
  url: string,
  trust: readonly TrustAnchorEntry[],
  options: MeasureOptions = {},
): TimestampAuthority {
  const authority = timestampAuthority({
    url,
    transport: transportTo(services, [url]),
    anchors: [],
    trust,
    now: () => services.clock.now(),
    timeoutMs: TIMEOUT_MS,
  });
  return { stamp: (sha256) => measured(services, { kind: 'tsa', url }, () => authority.stamp(sha256), options) };
}

function isPassedOver(error: unknown): boolean {
  return error instanceof PkiError || (error instanceof AppError && error.code === 'certificates.service_down');
}

/**
 * The time authorities of the anchors trusted today, asked in their order until one answers; undefined when none is configured.
 * `stamp` throws PkiError `pki.tsp_unreachable` when none answers: the caller signs without time and comes back later.
 */
export async function timestampAuthorityFor(services: Needed): Promise<TimestampAuthority | undefined> {
  const trust = await loadActiveTrust(services);
  const urls = [...new Set(trust.flatMap(({ tsaUrls }) => tsaUrls))];
  if (urls.length === 0) {
    return undefined;
  }
  const authorities = urls.map((url) => timestampServiceAt(services, url, trust));
  return {
    stamp: async (sha256) => {
      let last: unknown;
      for (const authority of authorities) {
        try {
          return await authority.stamp(sha256);
        } catch (error) {
          if (!isPassedOver(error)) {
            throw error;
          }
          last = error;
        }
      }
      throw new PkiError('pki.tsp_unreachable', 'Không nơi cấp dấu thời gian nào trả lời được lúc này.', {
        cause: last,
      });
    },
  };
}
