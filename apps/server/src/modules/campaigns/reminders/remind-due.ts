import { record } from '#modules/audit';
import { loadCalendar } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { addMovement } from '../campaigns.store.ts';
import { type CampaignRow, campaignTables } from '../campaigns.tables.ts';
import { mayRemind, type Rung, reachedRung } from '../ladder.ts';
import { callMembers } from './call-members.ts';

function rungText(rung: Rung, count: number): string {
  if (rung.step > 0) {
    return `Nhắc quá hạn ${count} cơ quan chưa gửi đủ`;
  }
  return rung.step === 0
    ? `Nhắc ngày cuối ${count} cơ quan chưa gửi đủ`
    : `Nhắc ${count} cơ quan chưa gửi đủ, trước ngày cuối ${-rung.step} ngày làm việc`;
}

/** Another process was quicker, or the campaign was closed or put off meanwhile: nothing of this transaction stays. */
class RungGone extends Error {
  override name = 'RungGone';
}

/** Only one process gets the rung: the other waits for the row and finds it taken. */
async function takeRung(tx: Tx, campaign: CampaignRow, key: string): Promise<void> {
  const taken = await rawQuery(
    tx,
    `update campaign set last_rung = $3 where agency_id = $1 and id = $2 and state = 'open' and due_before = $4
       and last_rung is distinct from $3 returning 1 as taken`,
    [campaign.agency_id, campaign.id, key, campaign.due_before],
  );
  if (taken.length === 0) {
    throw new RungGone();
  }
}

async function callRung(context: Context, campaign: CampaignRow, rung: Rung & { key: string }): Promise<void> {
  const key = { agencyId: campaign.agency_id, id: campaign.id };
  await command(context, async (tx) => {
    await takeRung(tx, campaign, rung.key);
    const called = await callMembers(tx, context, campaign, {
      step: rung.key,
      isReminder: true,
      askedBefore: new Date(`${rung.on}T00:00:00+07:00`),
    });
    if (called.length > 0) {
      await addMovement(tx, context, key, { kind: 'reminded', text: rungText(rung, called.length) });
    }
    await record(tx, context, {
      action: 'campaigns.reminded',
      agencyId: key.agencyId,
      objectKind: 'campaign',
      objectId: key.id,
      detail: { step: rung.step, agencies: called.length },
    });
    await publish(tx, { topic: 'campaigns', agencyId: key.agencyId, ids: [key.id] });
    return null;
  });
}

/**
 * The sweep: on the morning of a working day the newest rung that was reached is called once in each open campaign. After time off
 * only that one, since two reminders of one morning are one too many.
 */
export async function remindDue(services: Services): Promise<void> {
  const now = services.clock.now();
  const today = vietnamDate(now);
  const calendar = await loadCalendar(services.db);
  if (!mayRemind(now, today, calendar)) {
    return;
  }
  const open = await campaignTables(services.db)
    .selectFrom('campaign')
    .selectAll()
    .where('state', '=', 'open')
    .orderBy('id')
    .execute();
  const context = systemContext(services);
  for (const campaign of open) {
    const rung = reachedRung(campaign, today, calendar);
    if (rung !== undefined && rung.key !== campaign.last_rung) {
      await callRung(context, campaign, rung).catch((error: unknown) => {
        if (!(error instanceof RungGone)) {
          throw error;
        }
      });
    }
  }
}
