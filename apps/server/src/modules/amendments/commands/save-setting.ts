import type { AmendmentSetting, ConsentRule } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { settingPolicies } from '../amendments.policy.ts';
import { readConsentRule, saveConsentRule } from '../amendments.store.ts';

type Setting = z.infer<typeof AmendmentSetting>;

function present(context: ActingContext, consentRule: ConsentRule): Setting {
  const { subject } = context;
  return { consentRule, abilities: settingPolicies.abilities(subject, { agencyId: subject.agencyId }) };
}

export async function viewSetting(context: ActingContext): Promise<Setting> {
  return present(context, await readConsentRule(context.db, context.subject.agencyId));
}

/** When a leader has to agree before a letter is asked back. */
export async function saveSetting(context: ActingContext, consentRule: ConsentRule): Promise<Setting> {
  const { agencyId } = context.subject;
  settingPolicies.authorize('amendments.change_setting', context.subject, { agencyId });
  return command(context, async (tx) => {
    await saveConsentRule(tx, agencyId, consentRule);
    await record(tx, context, {
      action: 'amendments.setting_changed',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { consentRule },
    });
    return present(context, consentRule);
  });
}
