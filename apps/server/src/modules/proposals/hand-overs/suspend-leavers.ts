import { suspendAccounts } from '#modules/accounts';
import { type Services, systemContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { Overtaken } from '../overtaken.ts';
import { todayOf } from '../people.ts';
import { inSweep } from '../sweeps/in-sweep.ts';
import { REASON_LABELS } from './choices.ts';
import { type HandOverRow, handOverLink, recordHandOver } from './hand-overs.store.ts';

const DUE = `
  select * from hand_over where state <> 'cancelled' and suspended_at is null and last_day < $1 order by agency_id, id`;

/** An account that goes along to the new agency stays open; everything else is shut. */
function staysOpen(row: HandOverRow): boolean {
  return Object.entries(row.choices).some(([key, { choice }]) => key.startsWith('account:') && choice === 'keep');
}

/** The last day is over (spec requests.md §8): the accounts of the leaver rest, however far the hand-over has come. */
export async function suspendLeavers(services: Services): Promise<void> {
  const context = systemContext(services);
  const today = todayOf(context);
  for (const row of await rawQuery<HandOverRow>(services.db, DUE, [today])) {
    await inSweep(context, async (tx) => {
      const taken = await rawQuery(
        tx,
        `update hand_over set suspended_at = $3 where agency_id = $1 and id = $2 and suspended_at is null
           and state <> 'cancelled' returning 1 as taken`,
        [row.agency_id, row.id, context.clock.now()],
      );
      if (taken.length === 0) {
        throw new Overtaken();
      }
      const rested = staysOpen(row)
        ? 0
        : await suspendAccounts(tx, context, {
            agencyId: row.agency_id,
            personId: row.person_id,
            reason: `${REASON_LABELS[row.reason].toLowerCase()} từ ngày ${printDay(row.last_day)}`,
            link: handOverLink(row.id),
          });
      await recordHandOver(tx, context, row, 'suspended', { accounts: rested });
    });
  }
}
