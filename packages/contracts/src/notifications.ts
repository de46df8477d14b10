import { z } from 'zod';
import { Id, Instant, PageQuery } from './common.ts';

/** One notice to one person: what happened and where to act; never contents of a document. */
export const NotificationView = z.object({
  id: Id,
  /** Event that caused it, e.g. `incoming.directed`. */
  kind: z.string(),
  text: z.string(),
  link: z.string(),
  /** Why it came ("Được giao chủ trì"). */
  reason: z.string(),
  at: Instant,
  readAt: Instant.nullable(),
});
export type NotificationView = z.infer<typeof NotificationView>;

export const NotificationQuery = PageQuery.extend({ unread: z.enum(['true', 'false']).optional() });
export type NotificationQuery = z.infer<typeof NotificationQuery>;
export const NotificationPage = z.object({
  items: z.array(NotificationView),
  nextCursor: z.string().nullable(),
  /** Bounded at 1000 ("1000+"). */
  unread: z.int(),
});
export type NotificationPage = z.infer<typeof NotificationPage>;

/** Named ones (those replaced by newer news meanwhile stay unread), or all that were there when the list was read (`upTo` = id of the newest shown). */
export const ReadNotifications = z.union([z.object({ ids: z.array(Id).min(1).max(500) }), z.object({ upTo: Id })]);
export type ReadNotifications = z.infer<typeof ReadNotifications>;
export const UnreadCount = z.object({ unread: z.int() });
