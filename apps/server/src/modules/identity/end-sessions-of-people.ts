import { record } from '#modules/audit';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { tellEnded } from './identity.sessions.ts';

/**
 * Ends every open session of these people in the transaction that changes their posts, so that no screen and no event stream
 * goes on with rights that are over (the people sign in again and get what they hold now).
 */
export async function endSessionsOfPeople(
  tx: Tx,
  context: Context,
  ended: { personIds: readonly string[]; reason: string },
): Promise<void> {
  const rows = await rawQuery<{ agency_id: string; id: string }>(
    tx,
    `update identity_session session set ended_at = $2, ended_reason = $3
     from identity_user account
     where account.person_id = any($1::uuid[]) and session.agency_id = account.agency_id and session.user_id = account.id
       and session.ended_at is null
     returning session.agency_id, session.id`,
    [ended.personIds, context.clock.now(), ended.reason],
  );
  const byAgency = Map.groupBy(rows, (row) => row.agency_id);
  for (const [agencyId, sessions] of byAgency) {
    const ids = sessions.map((session) => session.id);
    await tellEnded(tx, agencyId, ids);
    await record(tx, context, {
      action: 'identity.sessions_ended',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { sessions: ids, by: 'system', reason: ended.reason },
    });
  }
}
