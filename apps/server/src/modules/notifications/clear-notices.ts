import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { alsoWithin } from '../../platform/reach.ts';
import { rawQuery } from '../../platform/sql.ts';

interface ClearedNotices {
  agencyId: string;
  link: string;
  /** Only theirs; left out: everybody's, since the work is done. */
  personIds?: readonly string[];
}

// Locked in the order in which notify() writes. Nobody opened them, so the moment is that of the news itself.
const CLEAR = `
  with open as (
    select id from notification
    where agency_id = $1 and link = $2 and read_at is null and ($3::uuid[] is null or person_id = any($3::uuid[]))
    order by person_id for update
  )
  update notification set read_at = created_at from open
  where notification.agency_id = $1 and notification.id = open.id
  returning notification.person_id`;

/** The work behind the link is done: its notices are read for everyone, wherever it was done. */
export async function clearNotices(tx: Tx, cleared: ClearedNotices): Promise<void> {
  const rows = await alsoWithin('told', [cleared.agencyId], () =>
    rawQuery<{ person_id: string }>(tx, CLEAR, [cleared.agencyId, cleared.link, cleared.personIds ?? null]),
  );
  if (rows.length > 0) {
    const personIds = rows.map((row) => row.person_id);
    await publish(tx, { topic: 'notifications', agencyId: cleared.agencyId, personIds });
  }
}
