import type { Services } from '../../../platform/context.ts';
import { openDkimKey } from '../auth/dkim-keys.ts';
import { proveKeys, type SigningKey } from '../auth/sign-mail.ts';
import { mailflowTables } from '../mailflow.tables.ts';

/** Keys that have shown in this process that they sign what their record proves. */
const proven = new Set<string>();

/**
 * The keys that sign for exactly this domain (adkim=s); each has proven itself before the first mail leaves. Empty when the domain
 * has none.
 * @throws AppError 500 `mailflow.cannot_sign` when a key does not fit its record
 */
export async function signingKeys(services: Services, domain: string): Promise<SigningKey[]> {
  const rows = await mailflowTables(services.db)
    .selectFrom('mailflow_key')
    .innerJoin('mailflow_domain', (join) =>
      join
        .onRef('mailflow_domain.agency_id', '=', 'mailflow_key.agency_id')
        .onRef('mailflow_domain.id', '=', 'mailflow_key.domain_id'),
    )
    .selectAll('mailflow_key')
    .where('mailflow_domain.domain', '=', domain)
    .where('mailflow_domain.parked', '=', false)
    .where('mailflow_key.state', '=', 'active')
    // RSA first: what older receivers check is what they see first.
    .orderBy('mailflow_key.algorithm', 'desc')
    .execute();
  const keys = rows.map((row) => ({
    id: row.id,
    domain,
    selector: row.selector,
    algorithm: row.algorithm,
    privateKey: openDkimKey(services.config, row),
  }));
  if (keys.some(({ id }) => !proven.has(id))) {
    await proveKeys(
      keys,
      rows.map((row) => row.public_key),
      services.clock.now(),
    );
    for (const { id } of keys) {
      proven.add(id);
    }
  }
  return keys;
}

/** At the start and for the page: whether every key that is to sign can. */
export async function proveAllKeys(services: Services): Promise<{ ready: boolean; reason: string }> {
  const domains = await mailflowTables(services.db)
    .selectFrom('mailflow_domain')
    .select('domain')
    .where('parked', '=', false)
    .execute();
  for (const { domain } of domains) {
    try {
      await signingKeys(services, domain);
    } catch (error) {
      return { ready: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }
  return { ready: true, reason: '' };
}
