import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { newId } from '../../platform/ids.ts';
import { alsoWithin } from '../../platform/reach.ts';
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

/** A statement takes 65,535 parameters. */
const AT_ONCE = 1_000;

function rowsOf(context: Context, notices: readonly Notice[]) {
  const now = context.clock.now();
  const rows = notices.flatMap(({ agencyId, personIds, kind, text, link, reason }) =>
    personIds
      .filter((id) => id !== context.subject?.personId)
      .map((person_id) => ({
        agency_id: agencyId,
        person_id,
        kind,
        text,
        link,
        reason,
        created_at: now,
        read_at: null,
      })),
  );
  // Of two notices of one place the later is the news.
  const byPlace = new Map(rows.map((row) => [`${row.agency_id} ${row.person_id} ${row.link}`, row]));
  // Always in the same order: two events telling the same people never wait for each other in a circle.
  return [...byPlace.values()]
    .sort((a, b) => (a.person_id < b.person_id ? -1 : a.person_id > b.person_id ? 1 : 0))
    .map((row) => ({ ...row, id: newId(now.getTime()) }));
}

async function putRows(tx: Tx, rows: ReturnType<typeof rowsOf>): Promise<void> {
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await notificationTables(tx)
      .insertInto('notification')
      .values(rows.slice(from, from + AT_ONCE))
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
  }
}

/** Many notices of one event, each with its own words, in one go. */
export async function notifyEach(tx: Tx, context: Context, notices: readonly Notice[]): Promise<void> {
  const rows = rowsOf(context, notices);
  const byAgency = Map.groupBy(rows, (row) => row.agency_id);
  // News of the same place is replaced, so that the row of somebody in another agency is looked for as well.
  await alsoWithin('told', [...byAgency.keys()], () => putRows(tx, rows));
  for (const [agencyId, told] of byAgency) {
    const personIds = [...new Set(told.map((row) => row.person_id))];
    await publish(tx, { topic: 'notifications', agencyId, personIds });
  }
}

/**
 * Tells people in the transaction of the event; nobody is told of his own act. News of the same place replaces the unread
 * notice and moves it to the top, so that nobody finds a dozen lines about one document.
 */
export async function notify(tx: Tx, context: Context, notice: Notice): Promise<void> {
  await notifyEach(tx, context, [notice]);
}
