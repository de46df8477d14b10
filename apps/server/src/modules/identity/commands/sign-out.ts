import { record } from '#modules/audit';
import { type Context, command } from '../../../platform/context.ts';
import type { BrowserTokens, TokensToSet } from '../cookies.ts';
import { endSessions, findSessionByToken } from '../identity.sessions.ts';
import { withoutReplay } from '../without-replay.ts';

/** Ends the session of this browser; signing out when nobody is signed in is no error. */
export async function signOut(
  context: Context,
  browser: BrowserTokens,
): Promise<{ tokens: TokensToSet; logoutUrl: string | null }> {
  const logoutUrl = await command(withoutReplay(context), async (tx) => {
    const session = await findSessionByToken(tx, browser.session);
    if (session === undefined) {
      return null;
    }
    const owner = { agency_id: session.agency_id, id: session.user_id };
    await endSessions(tx, owner, { at: context.clock.now(), reason: 'signed_out' }, { only: session.id });
    await record(tx, context, {
      action: 'identity.signed_out',
      agencyId: session.agency_id,
      objectKind: 'user',
      objectId: session.user_id,
      detail: { session: session.id },
    });
    return session.logout_url;
  });
  return { tokens: { session: null }, logoutUrl };
}
