import type { SecuritySettings } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { identityPolicies } from '../identity.policy.ts';
import { findSettings, saveSettings } from '../identity.store.ts';

/** The rule of the administrator's agency; agencies below follow it unless they have one of their own. */
export async function saveSecuritySettings(
  context: ActingContext,
  settings: SecuritySettings,
): Promise<SecuritySettings> {
  const { agencyId } = context.subject;
  identityPolicies.authorize('identity.administer', context.subject, null);
  return command(context, async (tx) => {
    const before = await findSettings(tx, agencyId);
    await saveSettings(tx, agencyId, settings);
    await record(tx, context, {
      action: 'identity.security_settings_saved',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { before, after: settings },
    });
    return findSettings(tx, agencyId);
  });
}

export async function viewSecuritySettings(context: ActingContext): Promise<SecuritySettings> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  return findSettings(context.db, context.subject.agencyId);
}
