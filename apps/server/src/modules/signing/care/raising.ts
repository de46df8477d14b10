import type { RevocationSource, TimestampAuthority, TrustAnchorEntry } from '@congvu/pki';
import { loadTrust } from '#modules/certificates';
import type { Context, Services } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import type { SigningPorts } from '../signing-act.ts';
import { memoSource } from './memo-source.ts';

/** One run over documents that need time or evidence. */
export interface Raising {
  context: Context;
  ports: SigningPorts;
  trust: TrustAnchorEntry[];
  source: (anchor: TrustAnchorEntry) => RevocationSource;
  /** Whether one is configured at all. */
  hasAuthority: boolean;
  /** Undefined too once it kept silent in this run. */
  authority: TimestampAuthority | undefined;
}

export async function openRaising(services: Services, ports: SigningPorts): Promise<Raising> {
  const meta = { requestId: newId(), ip: '', userAgent: 'job' };
  const [trust, authority] = await Promise.all([loadTrust(services), ports.timestampAuthorityFor(services)]);
  return {
    context: { ...services, subject: undefined, meta, idempotency: undefined },
    ports,
    trust,
    source: memoSource(ports.revocationSourceFor(services)),
    hasAuthority: authority !== undefined,
    authority,
  };
}
