import type { AccountCounts } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { identityPolicies } from '../identity.policy.ts';
import { REACH } from '../people.ts';

/** Accounts that were not disabled, per agency within reach. */
export async function countAccounts(context: ActingContext): Promise<AccountCounts> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  const rows = await rawQuery<{ agencyId: string; count: number }>(
    context.db,
    `with recursive ${REACH}
     select account.agency_id as "agencyId", count(*)::int as count
     from identity_user account join reach on reach.id = account.agency_id
     where account.disabled_at is null group by account.agency_id`,
    [context.subject.agencyId],
  );
  return {
    total: rows.reduce((sum, row) => sum + row.count, 0),
    agencies: Object.fromEntries(rows.map((row) => [row.agencyId, row.count])),
  };
}
