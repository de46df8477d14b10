import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => shellRoute;
const building = lazyRouteComponent(() => import('../building-page.tsx'), 'BuildingPage');

export const adminRoutes = [
  createRoute({ getParentRoute, path: '/quan-tri', staticData: { title: 'Quản trị' }, component: building }),
  createRoute({ getParentRoute, path: '/quan-tri/$', staticData: { title: 'Quản trị' }, component: building }),
];
