import type { BookSettings } from '@congvu/contracts';
import { record } from '#modules/audit';
import { isTopAgency } from '#modules/org';
import { type ActingContext, command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { bookPolicies } from '../addressbook.policy.ts';
import { loadSetting } from '../sync/run.store.ts';

export async function saveSettings(context: ActingContext, wanted: BookSettings): Promise<BookSettings> {
  const { subject } = context;
  return command(context, async (tx) => {
    bookPolicies.authorize('addressbook.configure', subject, { top: await isTopAgency(tx, subject.agencyId) });
    const before = await loadSetting(tx);
    await rawQuery(
      tx,
      'update addressbook_setting set max_missing_percent = $1, sync_hour = $2, full_every_days = $3',
      [wanted.maxMissingPercent, wanted.syncHour, wanted.fullEveryDays],
    );
    await record(tx, context, {
      action: 'addressbook.configured',
      agencyId: subject.agencyId,
      objectKind: 'address_book',
      objectId: 'setting',
      detail: { before, after: wanted },
    });
    await publish(tx, { topic: 'addressbook', agencyId: subject.agencyId });
    return wanted;
  });
}
