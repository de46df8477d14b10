import type { ReadNotifications } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { notificationPolicies } from '../notifications.policy.ts';
import { countUnread, markRead } from '../notifications.store.ts';

/** Marks notices as read, on every screen of the person at once; answers how many are left. */
export async function readNotifications(context: ActingContext, body: ReadNotifications): Promise<{ unread: number }> {
  const { subject } = context;
  notificationPolicies.authorize('notifications.read', subject, null);
  return command(context, async (tx) => {
    const count = await markRead(tx, subject, body, context.clock.now());
    await record(tx, context, {
      action: 'notifications.marked_read',
      agencyId: subject.agencyId,
      objectKind: 'person',
      objectId: subject.personId,
      detail: { count },
    });
    await publish(tx, { topic: 'notifications', agencyId: subject.agencyId, personIds: [subject.personId] });
    return { unread: await countUnread(tx, subject) };
  });
}
