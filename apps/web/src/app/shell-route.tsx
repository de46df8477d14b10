import { createRoute, Outlet, redirect, useMatches, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { endPairing } from '../shared/agent/agent.ts';
import { newKey, writeJson } from '../shared/api/client.ts';
import { hasCode } from '../shared/api/errors.ts';
import { useLiveChanges } from '../shared/api/live.ts';
import { keepOnlyOf } from '../shared/keeping/shared-machine.ts';
import { useIdle } from '../shared/session/idle.ts';
import { meQuery, useMe } from '../shared/session/me.ts';
import { Shell } from '../shared/shell/shell.tsx';
import { OutsideFailure } from './failure.tsx';
import { rootRoute } from './root.ts';
import { isSessionOver, setSessionOver } from './session-over.ts';
import { SessionOverDialog } from './session-over-dialog.tsx';

function signedOut(): void {
  setSessionOver(true);
}

/** Signs out on the server first, so that closing the lid is as good as leaving. */
function lock(): void {
  if (!isSessionOver()) {
    setSessionOver(true);
    void endPairing();
    writeJson('POST', '/api/sign-out', {}, newKey()).catch(() => {
      // Without a connection the session ends on the server by itself; the page is locked either way.
    });
  }
}

function ShellLayout() {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const matches = useMatches();
  useLiveChanges(signedOut);
  useIdle(useMe().idleMinutes, lock);
  const title = matches.findLast((match) => match.staticData.title !== undefined)?.staticData.title;
  useEffect(() => {
    document.title = title === undefined ? 'Công Vụ' : `${title} · Công Vụ`;
  }, [title]);
  return (
    <Shell
      pathname={pathname}
      compact={matches.some((match) => match.staticData.compact === true)}
      bare={matches.some((match) => match.staticData.bare === true)}
    >
      <Outlet />
      <SessionOverDialog />
    </Shell>
  );
}

/** Every screen for somebody signed in hangs here; who is not is led to the sign-in page and back. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.client.ensureQueryData(meQuery);
      keepOnlyOf(me.user.id, new Date(me.now));
      if (me.mustChangePassword) {
        throw redirect({ href: '/doi-mat-khau' });
      }
      if (me.mustSetUpSecondFactor) {
        throw redirect({ href: '/xac-thuc-hai-lop' });
      }
    } catch (error) {
      if (hasCode(error, 'identity.sign_in_required')) {
        setSessionOver(false);
        throw redirect({ href: `/dang-nhap?tiep=${encodeURIComponent(location.href)}` });
      }
      throw error;
    }
  },
  component: ShellLayout,
  errorComponent: OutsideFailure,
});
