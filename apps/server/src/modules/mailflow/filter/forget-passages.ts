import { record } from '#modules/audit';
import { purgeItems } from '#modules/webmail';
import { command, type Services } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { mailContext } from '../mailflow.flow.ts';

/** A forged letter is found, taken back and warned of within weeks; the log of who had which mail stays longer (`forgetOld`). */
const KEEP_DAYS = 90;
const DAY_MS = 86_400_000;
const AT_ONCE = 1_000;

const OLD = `
  select item.agency_id, item.id from mailflow_passage passage
  join mail_item item on item.message_id = passage.message_id and item.mailbox_id = passage.mailbox_id and item.direction = 'in'
  where passage.at < $1 and passage.state = 'passed' and item.retracted_at is null limit ${AT_ONCE}`;

/** What was read of mail that lies in Dovecot is kept no longer than it is of use here; the mail itself stays there. */
export async function forgetPassages(services: Services): Promise<void> {
  const before = new Date(services.clock.now().getTime() - KEEP_DAYS * DAY_MS);
  const context = mailContext(services);
  for (;;) {
    const rows = await rawQuery<{ agency_id: string; id: string }>(services.db, OLD, [before]);
    const [first] = rows;
    if (first === undefined) {
      return;
    }
    await command(context, async (tx) => {
      const gone = await purgeItems(
        tx,
        context,
        rows.map(({ id }) => id),
      );
      await record(tx, context, {
        action: 'mailflow.passages_forgotten',
        agencyId: first.agency_id,
        objectKind: 'mail_item',
        objectId: first.id,
        detail: { days: KEEP_DAYS, copies: gone.items, messages: gone.messages },
      });
      return null;
    });
  }
}
