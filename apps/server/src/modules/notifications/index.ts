import type { ModuleDefinition } from '../../platform/module.ts';
import { notificationRoutes } from './notifications.routes.ts';
import { countUnread } from './notifications.store.ts';

export { clearNotices } from './clear-notices.ts';
export { type Notice, notify, notifyEach } from './notify.ts';

export function createNotificationsModule(): ModuleDefinition {
  return {
    name: 'notifications',
    routes: notificationRoutes,
    counts: async (context) => ({ notifications: await countUnread(context.db, context.subject) }),
  };
}
