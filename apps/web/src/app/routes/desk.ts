import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => shellRoute;

export const deskRoutes = [
  createRoute({
    getParentRoute,
    path: '/',
    staticData: { title: 'Bàn làm việc' },
    component: lazyRouteComponent(() => import('../desk-screen.tsx'), 'DeskScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/thong-bao',
    staticData: { title: 'Thông báo' },
    component: lazyRouteComponent(
      () => import('../../features/notifications/notifications-page.tsx'),
      'NotificationsPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/cong-viec',
    staticData: { title: 'Công việc' },
    component: lazyRouteComponent(() => import('../../features/tasks/tasks-page.tsx'), 'TasksPage'),
  }),
];
