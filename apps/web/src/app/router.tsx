import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { SkeletonRows } from '../shared/ui/notes.tsx';
import { FailurePage, OutsideNotFound } from './failure.tsx';
import { rootRoute } from './root.ts';
import { keysRoute, openRoutes, securityRoute } from './routes/access.ts';
import { adminRoutes } from './routes/admin.ts';
import { deskRoutes } from './routes/desk.ts';
import { incomingRoutes } from './routes/incoming.ts';
import { mailRoutes } from './routes/mail.ts';
import { outgoingRoutes } from './routes/outgoing.ts';
import { publicRoutes } from './routes/public.ts';
import { requestRoutes } from './routes/requests.ts';
import { rosterRoutes } from './routes/rosters.ts';
import { thingRoutes } from './routes/things.ts';
import { drillRoute, threatRoutes } from './routes/threats.ts';
import { shellRoute } from './shell-route.tsx';

function Waiting() {
  return (
    <div className="content">
      <SkeletonRows rows={5} label="Đang mở trang" />
    </div>
  );
}

const routeTree = rootRoute.addChildren([
  ...openRoutes,
  ...publicRoutes,
  drillRoute,
  shellRoute.addChildren([
    ...deskRoutes,
    securityRoute,
    keysRoute,
    ...incomingRoutes,
    ...outgoingRoutes,
    ...mailRoutes,
    ...requestRoutes,
    ...rosterRoutes,
    ...thingRoutes,
    ...threatRoutes,
    ...adminRoutes,
  ]),
]);

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    defaultPreload: false,
    defaultPendingMs: 250,
    defaultPendingComponent: Waiting,
    defaultErrorComponent: ({ error, reset }) => <FailurePage error={error} onRetry={reset} />,
    defaultNotFoundComponent: OutsideNotFound,
  });
}
