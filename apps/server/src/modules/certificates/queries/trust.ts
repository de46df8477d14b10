import type { Services } from '../../../platform/context.ts';
import { listAnchors, listRevoked } from '../certificates.store.ts';
import type { AnchorRow } from '../certificates.tables.ts';

/** Roots a signature may lead to now, DER in `der`; those of the demo programme only while the demo runs. */
export async function loadTrustAnchors(services: Pick<Services, 'db' | 'config'>): Promise<AnchorRow[]> {
  return listAnchors(services.db, services.config.demo);
}

interface KnownRevocation {
  /** SHA-256 of the certificate, hex. */
  sha256: string;
  since: Date;
  reason: string;
}

/** Revocations this office knows of by itself, before any list of an authority. */
export async function listKnownRevocations(services: Pick<Services, 'db'>): Promise<KnownRevocation[]> {
  return listRevoked(services.db);
}
