import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { lockMe } from '../acting-as-myself.ts';
import type { BrowserTokens } from '../cookies.ts';
import { forgetDevices } from '../identity.devices.ts';
import { endSessions } from '../identity.sessions.ts';
import { updateUser } from '../identity.store.ts';
import { identityTables } from '../identity.tables.ts';
import { withoutReplay } from '../without-replay.ts';

/**
 * "Không phải tôi": whoever else is in goes out, no machine is a known one any more, and nothing opens before a new password is
 * chosen (by the old one and the second factor, so that an intruder who pressed the button gains nothing).
 * @throws AppError 404 `identity.event_not_found`
 */
export async function denyEvent(
  context: ActingContext,
  id: string,
  browser: BrowserTokens,
): Promise<{ sessionsEnded: number }> {
  return command(withoutReplay(context), async (tx) => {
    const now = context.clock.now();
    const { user, session } = await lockMe(tx, context, browser);
    const denied = await identityTables(tx)
      .updateTable('identity_security_event')
      .set({ denied_at: now })
      .where('agency_id', '=', user.agency_id)
      .where('user_id', '=', user.id)
      .where('id', '=', id)
      .where('denied_at', 'is', null)
      .executeTakeFirst();
    if (denied.numUpdatedRows === 0n) {
      throw notFound('identity.event_not_found', 'Việc này đã được báo hoặc không còn trong danh sách. Tải lại trang.');
    }
    const ended = await endSessions(tx, user, { at: now, reason: 'denied_by_owner' }, { except: session.id });
    await forgetDevices(tx, user);
    await updateUser(tx, user, { must_change_password: true });
    await record(tx, context, {
      action: 'identity.event_denied',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
      detail: { event: id, sessionsEnded: ended.length },
    });
    return { sessionsEnded: ended.length };
  });
}
