import type { SessionView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { lockMe } from '../acting-as-myself.ts';
import type { BrowserTokens, TokensToSet } from '../cookies.ts';
import { endSessions, type SessionChoice } from '../identity.sessions.ts';
import { listMySessions } from '../queries/list-my-sessions.ts';
import { noteSecurityEvent } from '../security-events.ts';
import { withoutReplay } from '../without-replay.ts';

interface EndedSessions {
  items: SessionView[];
  tokens: TokensToSet;
}

async function end(
  context: ActingContext,
  browser: BrowserTokens,
  choose: (currentId: string) => SessionChoice,
): Promise<EndedSessions> {
  return command(withoutReplay(context), async (tx) => {
    const { user, session } = await lockMe(tx, context, browser);
    const choice = choose(session.id);
    const ended = await endSessions(tx, user, { at: context.clock.now(), reason: 'ended_by_owner' }, choice);
    if (choice.only !== undefined && ended.length === 0) {
      throw notFound('identity.session_not_found', 'Phiên này đã kết thúc. Tải lại danh sách.');
    }
    if (ended.length > 0 && choice.only !== session.id) {
      await noteSecurityEvent(tx, context, user, 'sessions_ended');
    }
    await record(tx, context, {
      action: 'identity.sessions_ended',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
      detail: { sessions: ended, by: 'owner' },
    });
    return {
      items: await listMySessions(tx, context, user, browser),
      tokens: ended.includes(session.id) ? { session: null } : {},
    };
  });
}

/** @throws AppError 404 `identity.session_not_found` for sessions of others and ended ones alike */
export async function endSession(context: ActingContext, id: string, browser: BrowserTokens): Promise<EndedSessions> {
  return end(context, browser, () => ({ only: id }));
}

export async function endOtherSessions(context: ActingContext, browser: BrowserTokens): Promise<EndedSessions> {
  return end(context, browser, (currentId) => ({ except: currentId }));
}
