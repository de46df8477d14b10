import type { UpkeepSettings } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { upkeepPolicies } from '../upkeep.policy.ts';
import { readSettings, writeSettings } from '../upkeep.store.ts';

export async function changeUpkeepSettings(context: ActingContext, to: UpkeepSettings): Promise<UpkeepSettings> {
  return command(context, async (tx) => {
    upkeepPolicies.authorize('upkeep.set', context.subject, null);
    const from = await readSettings(tx);
    await writeSettings(tx, to);
    await record(tx, context, {
      action: 'upkeep.settings_changed',
      agencyId: context.subject.agencyId,
      objectKind: 'upkeep',
      objectId: 'settings',
      detail: { from, to },
    });
    return to;
  });
}
