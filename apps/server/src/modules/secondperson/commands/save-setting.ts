import type { GuardedSettings } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { guardedPolicies } from '../secondperson.policy.ts';
import { daysOf, writeDays } from '../secondperson.store.ts';

/** How long a second person has; what waits already keeps its end. */
export async function saveGuardedSettings(context: ActingContext, to: GuardedSettings): Promise<GuardedSettings> {
  const { agencyId } = context.subject;
  return command(context, async (tx) => {
    guardedPolicies.authorize('secondperson.set', context.subject, null);
    const from = await daysOf(tx, agencyId);
    await writeDays(tx, agencyId, to.days);
    await record(tx, context, {
      action: 'secondperson.settings_saved',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { days: { from, to: to.days } },
    });
    return to;
  });
}
