import { record } from '#modules/audit';
import { loadSubject } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { forbidden } from '../../../platform/errors.ts';
import { lockMe } from '../acting-as-myself.ts';
import type { BrowserTokens } from '../cookies.ts';
import { setActingPosition } from '../identity.sessions.ts';
import { updateUser } from '../identity.store.ts';
import { withoutReplay } from '../without-replay.ts';

/**
 * From the next request on the session acts in another post of the same person; one post at a time, also in other tabs.
 * @throws AppError 403 `identity.position_not_yours` for posts of others, ended ones and made-up ids alike
 */
export async function switchActing(
  context: ActingContext,
  positionId: string,
  browser: BrowserTokens,
): Promise<ActingContext> {
  const { userId, personId } = context.subject;
  return command(withoutReplay(context), async (tx) => {
    const { user, session } = await lockMe(tx, context, browser);
    const subject = await loadSubject(tx, { userId, positionId }, vietnamDate(context.clock.now()));
    if (subject === undefined || subject.personId !== personId) {
      throw forbidden(
        'Đây không phải chức vụ đang giữ. Chọn trong danh sách chức vụ của mình.',
        'identity.position_not_yours',
      );
    }
    await setActingPosition(tx, session, positionId);
    await updateUser(tx, user, { last_position_id: positionId });
    await record(tx, context, {
      action: 'identity.acting_switched',
      agencyId: subject.agencyId,
      objectKind: 'user',
      objectId: user.id,
      detail: { from: context.subject.positionId, to: positionId, session: session.id },
    });
    return { ...context, subject };
  });
}
