import type { CampaignView, EditCampaign } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { assertNoStateSecret } from '#modules/documents';
import { moveDueDay } from '#modules/requests';
import { loadCalendar } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { assertDueAhead, chosenAgencies } from '../asking.ts';
import { addMovement, updateOpenCampaign } from '../campaigns.store.ts';
import type { CampaignRow } from '../campaigns.tables.ts';
import { dueSentence, lateFrom, reachedRung } from '../ladder.ts';
import { lockForAct } from '../lock-for-act.ts';
import { insertMembers, judgeLateAgain } from '../members.store.ts';
import { viewCampaign } from '../queries/view-campaign.ts';
import { callMembers } from '../reminders/call-members.ts';

type Body = z.infer<typeof EditCampaign>;

/** The new day starts a ladder of its own; lines already complete are judged by it. */
async function moveDay(tx: Tx, context: ActingContext, row: CampaignRow, body: Body): Promise<CampaignRow> {
  if (body.dueBefore === undefined || body.dueBefore === row.due_before) {
    return row;
  }
  const today = vietnamDate(context.clock.now());
  assertDueAhead(body.dueBefore, today);
  const calendar = await loadCalendar(tx);
  const key = { agencyId: row.agency_id, id: row.id };
  const day = { due_before: body.dueBefore, reminder_steps: row.reminder_steps };
  const moved = await updateOpenCampaign(tx, context, key, {
    due_before: body.dueBefore,
    last_rung: reachedRung(day, today, calendar)?.key ?? null,
  });
  const from = lateFrom(body.dueBefore);
  await moveDueDay(tx, { campaignId: row.id, dueBefore: body.dueBefore, lateFrom: from });
  await judgeLateAgain(tx, key, from);
  await addMovement(tx, context, key, {
    kind: 'due_changed',
    text: `Đổi hạn thành ${dueSentence(body.dueBefore, calendar)}. Lý do: ${body.reason}`,
  });
  await callMembers(tx, context, moved, {
    step: `due-${body.dueBefore}-${context.clock.now().toISOString()}`,
    note: body.reason,
    isReminder: false,
  });
  return moved;
}

async function addAgencies(tx: Tx, context: ActingContext, row: CampaignRow, body: Body): Promise<number> {
  const wanted = body.addAgencyIds ?? [];
  if (wanted.length === 0) {
    return 0;
  }
  const key = { agencyId: row.agency_id, id: row.id };
  const today = vietnamDate(context.clock.now());
  const added = await insertMembers(tx, context, key, await chosenAgencies(tx, row.agency_id, wanted, today));
  if (added.length > 0) {
    await addMovement(tx, context, key, {
      kind: 'agencies_added',
      text: `Thêm ${added.length} cơ quan vào đợt thu. Lý do: ${body.reason}`,
    });
    await callMembers(tx, context, row, { step: 'opened', isReminder: false, agencyIds: added });
  }
  return added.length;
}

async function rename(tx: Tx, context: ActingContext, row: CampaignRow, body: Body): Promise<void> {
  if (body.name === undefined || body.name === row.name) {
    return;
  }
  const key = { agencyId: row.agency_id, id: row.id };
  await updateOpenCampaign(tx, context, key, { name: body.name });
  await addMovement(tx, context, key, {
    kind: 'renamed',
    text: `Đổi tên đợt thu thành "${body.name}". Lý do: ${body.reason}`,
  });
}

/** Another day, more agencies, another name: always with the reason, which everybody can read later. */
export async function editCampaign(context: ActingContext, id: string, body: Body): Promise<CampaignView> {
  assertNoStateSecret({ texts: [{ place: 'Tên đợt thu, lý do', text: `${body.name ?? ''}\n${body.reason}` }] });
  await command(context, async (tx) => {
    const row = await lockForAct(tx, context, id, 'campaigns.edit');
    const moved = await moveDay(tx, context, row, body);
    const added = await addAgencies(tx, context, moved, body);
    await rename(tx, context, moved, body);
    await record(tx, context, {
      action: 'campaigns.edited',
      agencyId: row.agency_id,
      objectKind: 'campaign',
      objectId: row.id,
      detail: {
        from: row.due_before,
        to: moved.due_before,
        added,
        renamed: body.name !== undefined,
        reason: body.reason,
      },
    });
    await publish(tx, { topic: 'campaigns', agencyId: row.agency_id, ids: [row.id] });
    return null;
  });
  return viewCampaign(context, id);
}
