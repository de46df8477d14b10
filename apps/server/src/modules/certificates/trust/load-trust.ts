import type { TrustAnchorEntry } from '@congvu/pki';
import type { Services } from '../../../platform/context.ts';
import { listRevoked } from '../certificates.store.ts';
import type { AnchorRow } from '../certificates.tables.ts';
import { listAnchors } from './anchors.store.ts';

function entryOf(row: AnchorRow): TrustAnchorEntry {
  return {
    certificate: row.der,
    programme: row.programme,
    trustedFrom: row.trusted_from,
    trustedTo: row.trusted_to,
    usages: row.usages,
    crlUrls: row.crl_urls,
    ocspUrls: row.ocsp_urls,
    tsaUrls: row.tsa_urls,
  };
}

/**
 * Roots a signature may lead to, with the window of each: those whose trust has ended stay in the list, since what was proven
 * inside their window stays good. The demo's only while the demo runs.
 */
export async function loadTrust(services: Pick<Services, 'db' | 'config'>): Promise<TrustAnchorEntry[]> {
  const rows = await listAnchors(services.db, { demo: services.config.demo, states: ['active', 'ended'] });
  return rows.map(entryOf);
}

/** Those trusted today: what is signed now must lead to one of them, and only their addresses are asked. */
export async function loadActiveTrust(
  services: Pick<Services, 'db' | 'config' | 'clock'>,
): Promise<TrustAnchorEntry[]> {
  const now = services.clock.now();
  const rows = await listAnchors(services.db, { demo: services.config.demo, states: ['active'] });
  return rows
    .filter(({ trusted_from: from, trusted_to: to }) => (from === null || from <= now) && (to === null || now <= to))
    .map(entryOf);
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
