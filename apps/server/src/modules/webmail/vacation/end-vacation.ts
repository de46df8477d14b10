import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { NOBODY_AWAY } from './set-vacation.ts';

/**
 * Somebody else may have had the mailbox: the answer it gives by itself is switched off, text and all. False when none was on.
 */
export async function endVacation(
  tx: Tx,
  context: Context,
  { agencyId, mailboxId }: { agencyId: string; mailboxId: string },
): Promise<boolean> {
  const ended = await rawQuery(
    tx,
    `update mail_box_setting set vacation = $3::jsonb, updated_at = $4
     where agency_id = $1 and mailbox_id = $2 and (vacation ->> 'enabled')::boolean returning 1`,
    [agencyId, mailboxId, JSON.stringify(NOBODY_AWAY), context.clock.now()],
  );
  if (ended.length === 0) {
    return false;
  }
  await record(tx, context, {
    action: 'webmail.vacation_ended',
    agencyId,
    objectKind: 'mailbox',
    objectId: mailboxId,
  });
  return true;
}
