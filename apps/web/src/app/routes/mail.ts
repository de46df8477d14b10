import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => shellRoute;

/** The list stays while mails are opened one after the other, so it is the parent of both addresses. */
const mail = createRoute({
  getParentRoute,
  path: '/thu',
  staticData: { title: 'Thư', compact: true },
  component: lazyRouteComponent(() => import('../../features/webmail/webmail-screen.tsx'), 'WebmailScreen'),
});

export const mailRoutes = [
  createRoute({
    getParentRoute,
    path: '/thu/soan',
    staticData: { title: 'Soạn thư', compact: true },
    component: lazyRouteComponent(() => import('../../features/webmail/compose/compose-page.tsx'), 'StartMailPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/thu/soan/$id',
    staticData: { title: 'Soạn thư', compact: true, bare: true },
    component: lazyRouteComponent(() => import('../mail-screens.tsx'), 'WriteMailScreen'),
  }),
  mail.addChildren([
    createRoute({ getParentRoute: () => mail, path: '/' }),
    createRoute({ getParentRoute: () => mail, path: '$id', staticData: { bare: true } }),
  ]),
];
