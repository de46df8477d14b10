import type { Reminded, RemindMembers } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { assertNoStateSecret } from '#modules/documents';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { addMovement } from '../campaigns.store.ts';
import { lockForAct } from '../lock-for-act.ts';
import { sumCampaigns } from '../members.store.ts';
import { callMembers } from '../reminders/call-members.ts';

/** "Đôn đốc N cơ quan": whoever still owes something among the chosen, or among all. */
export async function remindMembers(
  context: ActingContext,
  id: string,
  body: RemindMembers,
): Promise<z.infer<typeof Reminded>> {
  const note = body.note ?? '';
  assertNoStateSecret({ texts: [{ place: 'Ghi chú', text: note }] });
  return command(context, async (tx) => {
    const row = await lockForAct(tx, context, id, 'campaigns.remind');
    const key = { agencyId: row.agency_id, id: row.id };
    const chosen = body.agencyIds === undefined ? undefined : [...new Set(body.agencyIds)];
    const called = await callMembers(tx, context, row, {
      step: `hand-${newId(context.clock.now().getTime())}`,
      note,
      isReminder: true,
      agencyIds: chosen,
    });
    if (called.length === 0) {
      throw invalid(
        'campaigns.nothing_to_remind',
        'Các cơ quan được chọn đã gửi đủ hoặc không thuộc đợt thu này, không còn cơ quan nào để đôn đốc. Tải lại bảng theo dõi.',
      );
    }
    const all = chosen?.length ?? (await sumCampaigns(tx, row.agency_id, [row.id])).get(row.id)?.members ?? 0;
    await addMovement(tx, context, key, {
      kind: 'reminded',
      text: `Đôn đốc ${called.length} cơ quan${note === '' ? '' : `: ${note}`}`,
    });
    await record(tx, context, {
      action: 'campaigns.reminded',
      agencyId: row.agency_id,
      objectKind: 'campaign',
      objectId: row.id,
      detail: { step: 'hand', agencies: called.length },
    });
    await publish(tx, { topic: 'campaigns', agencyId: row.agency_id, ids: [row.id] });
    return { reminded: called.length, skipped: all - called.length };
  });
}
