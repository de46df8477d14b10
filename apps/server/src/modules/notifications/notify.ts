import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { newId } from '../../platform/ids.ts';
import { notificationTables } from './notifications.tables.ts';

export interface Notice {
  agencyId: string;
  personIds: readonly string[];
  /** Event that caused it, e.g. `incoming.directed`. */
  kind: string;
  /** What happened; never contents of a document. */
  text: string;
  /** Where to act: notices of one place are one while unread. */
  link: string;
  /** Why it comes to these people ("Được giao chủ trì"). */
  reason: string;
}

/**
 * Tells people in the transaction of the event; nobody is told of his own act. News of the same place replaces the unread
 * notice and moves it to the top, so that nobody finds a dozen lines about one document.
 */
export async function notify(tx: Tx, context: Context, notice: Notice): Promise<void> {
  const now = context.clock.now();
  // Always in the same order: two events telling the same people never wait for each other in a circle.
  const personIds = [...new Set(notice.personIds)].filter((id) => id !== context.subject?.personId).sort();
  if (personIds.length === 0) {
    return;
  }
  await notificationTables(tx)
    .insertInto('notification')
    .values(
      personIds.map((person_id) => ({
        agency_id: notice.agencyId,
        id: newId(now.getTime()),
        person_id,
        kind: notice.kind,
        text: notice.text,
        link: notice.link,
        reason: notice.reason,
        created_at: now,
        read_at: null,
      })),
    )
    .onConflict((on) =>
      on
        .columns(['agency_id', 'person_id', 'link'])
        .where('read_at', 'is', null)
        // A new id: "read up to here" of a screen that shows the older news must not swallow this one.
        .doUpdateSet((update) => ({
          id: update.ref('excluded.id'),
          kind: update.ref('excluded.kind'),
          text: update.ref('excluded.text'),
          reason: update.ref('excluded.reason'),
          created_at: update.ref('excluded.created_at'),
        })),
    )
    .execute();
  await publish(tx, { topic: 'notifications', agencyId: notice.agencyId, personIds });
}
