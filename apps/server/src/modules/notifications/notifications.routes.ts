import { NotificationPage, NotificationQuery, ReadNotifications, UnreadCount } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { readNotifications } from './commands/read-notifications.ts';
import { countUnread } from './notifications.store.ts';
import { listNotifications } from './queries/list-notifications.ts';

export const notificationRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/notifications',
    policy: 'notifications.read',
    summary: 'Thông báo của tôi, mới nhất trước',
    query: NotificationQuery,
    response: NotificationPage,
    handle: (context, { query }) => listNotifications(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/notifications/unread',
    policy: 'notifications.read',
    summary: 'Số thông báo chưa đọc',
    response: UnreadCount,
    handle: async (context) => ({ unread: await countUnread(context.db, context.subject) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/notifications/read',
    policy: 'notifications.read',
    summary: 'Đánh dấu đã đọc: từng thông báo, hoặc tất cả đến thông báo mới nhất đang xem',
    body: ReadNotifications,
    response: UnreadCount,
    handle: (context, { body }) => readNotifications(context, body),
  }),
];
