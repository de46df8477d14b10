import type { UpkeepSettings } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { assertConsent, type Consent } from '../../../platform/guarded-change.ts';
import { oneAtATime } from '../../../platform/sql.ts';
import { upkeepPolicies } from '../upkeep.policy.ts';
import { readSettings, writeSettings } from '../upkeep.store.ts';

/** The oldest moment a restore reaches lies so many days back: fewer copies, or copies closer together, let older ones go. */
function daysKept({ keepBases, baseEveryDays }: UpkeepSettings): number {
  return keepBases * baseEveryDays;
}

/**
 * In the transaction of the caller.
 * @throws AppError 422 `secondperson.needed` when backups would be kept shorter than now
 */
export async function storeUpkeepSettings(
  tx: Tx,
  context: ActingContext,
  to: UpkeepSettings,
  consent?: Consent,
): Promise<void> {
  upkeepPolicies.authorize('upkeep.set', context.subject, null);
  // Two at once would both compare with what the other is about to replace.
  await oneAtATime(tx, 'upkeep.settings');
  const from = await readSettings(tx);
  if (to.keepBases < from.keepBases || daysKept(to) < daysKept(from)) {
    assertConsent(consent, 'Bản sao lưu sẽ được giữ ngắn hơn hiện nay: bản cũ bị bỏ và không lấy lại được.');
  }
  await writeSettings(tx, to);
  await record(tx, context, {
    action: 'upkeep.settings_changed',
    agencyId: context.subject.agencyId,
    objectKind: 'upkeep',
    objectId: 'settings',
    detail: { from, to },
  });
}

export async function changeUpkeepSettings(context: ActingContext, to: UpkeepSettings): Promise<UpkeepSettings> {
  return command(context, async (tx) => {
    await storeUpkeepSettings(tx, context, to);
    return to;
  });
}
