import type { ZimbraConnection } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { zimbraRowOf } from '../backends/zimbra/zimbra-place.ts';
import { mailPolicies } from '../mail.policy.ts';

/** The Zimbra of the agency or of the one above it; its password is not among what is shown. */
export async function viewZimbra(context: ActingContext): Promise<ZimbraConnection> {
  const { db, subject } = context;
  mailPolicies.authorize('mail.view_settings', subject, null);
  const row = await zimbraRowOf(db, subject.agencyId);
  return {
    connection:
      row === undefined
        ? null
        : {
            url: row.url,
            adminName: row.admin_name,
            cosId: row.cos_id,
            caPem: row.ca_pem,
            own: row.agency_id === subject.agencyId,
            savedBy: row.saved_by,
            savedAt: row.saved_at.toISOString(),
          },
    accounts: null,
    abilities: mailPolicies.abilities(subject, null),
  };
}
