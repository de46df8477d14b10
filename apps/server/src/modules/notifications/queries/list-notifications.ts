import type { NotificationPage, NotificationQuery, NotificationView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { countUnread, findNotices } from '../notifications.store.ts';
import type { NotificationRow } from '../notifications.tables.ts';

function present(row: NotificationRow): NotificationView {
  return {
    id: row.id,
    kind: row.kind,
    text: row.text,
    link: row.link,
    reason: row.reason,
    at: row.created_at.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
  };
}

/** Notices of the person in the agency he acts in, newest first. */
export async function listNotifications(context: ActingContext, query: NotificationQuery): Promise<NotificationPage> {
  const { db, subject } = context;
  const [rows, unread] = await Promise.all([findNotices(db, subject, query), countUnread(db, subject)]);
  const page = rows.slice(0, query.limit);
  return {
    items: page.map(present),
    nextCursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null,
    unread,
  };
}
