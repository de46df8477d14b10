import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => shellRoute;

export const requestRoutes = [
  createRoute({
    getParentRoute,
    path: '/de-nghi',
    staticData: { title: 'Đề nghị' },
    component: lazyRouteComponent(() => import('../requests-screens.tsx'), 'RequestsScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/de-nghi/moi/$kind',
    staticData: { title: 'Lập đề nghị' },
    component: lazyRouteComponent(() => import('../../features/requests/start-page.tsx'), 'StartPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/de-nghi/$id',
    staticData: { title: 'Đề nghị', compact: true, bare: true },
    component: lazyRouteComponent(() => import('../requests-screens.tsx'), 'RequestScreen'),
  }),
];
