import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../root.ts';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => rootRoute;

export const openRoutes = [
  createRoute({
    getParentRoute,
    path: '/dang-nhap',
    component: lazyRouteComponent(() => import('../../features/access/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/dang-nhap-thu',
    component: lazyRouteComponent(() => import('../../features/access/demo-people-page.tsx'), 'DemoPeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/lien-ket/$token',
    component: lazyRouteComponent(() => import('../../features/access/link-page.tsx'), 'LinkPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/thiet-lap/$token',
    component: lazyRouteComponent(() => import('../../features/access/setup-page.tsx'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/doi-mat-khau',
    component: lazyRouteComponent(() => import('../../features/access/change-password-page.tsx'), 'ChangePasswordPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/xac-thuc-hai-lop',
    component: lazyRouteComponent(() => import('../../features/access/second-factor-page.tsx'), 'SecondFactorPage'),
  }),
];

export const securityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/bao-mat',
  staticData: { title: 'Bảo mật của tôi' },
  component: lazyRouteComponent(() => import('../../features/access/security-page.tsx'), 'SecurityPage'),
});
