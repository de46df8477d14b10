import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { OutsideFailure } from '../failure.tsx';
import { rootRoute } from '../root.ts';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => shellRoute;

export const threatRoutes = [
  createRoute({
    getParentRoute,
    path: '/theo-doi/an-toan-thu',
    staticData: { title: 'An toàn thư công vụ' },
    component: lazyRouteComponent(() => import('../../features/threats/centre/centre-page.tsx'), 'CentrePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/thu/lien-ket',
    staticData: { title: 'Kiểm tra liên kết' },
    component: lazyRouteComponent(() => import('../../features/threats/own/link-warning-page.tsx'), 'LinkWarningPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/thu/an-toan',
    staticData: { title: 'An toàn thư của tôi' },
    component: lazyRouteComponent(() => import('../../features/threats/own/own-safety-page.tsx'), 'OwnSafetyPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/thu/canh-bao/$id',
    staticData: { title: 'Cảnh báo thư giả mạo' },
    component: lazyRouteComponent(() => import('../../features/threats/own/notice-page.tsx'), 'NoticePage'),
  }),
];

/** The link of a drill letter is opened by whatever mail program, signed in or not. */
export const drillRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/thu/dien-tap/$token',
  errorComponent: OutsideFailure,
  component: lazyRouteComponent(() => import('../../features/threats/own/drill-landing-page.tsx'), 'DrillLandingPage'),
});
