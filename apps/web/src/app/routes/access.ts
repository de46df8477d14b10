import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { OutsideFailure } from '../failure.tsx';
import { rootRoute } from '../root.ts';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => rootRoute;

export const openRoutes = [
  createRoute({
    getParentRoute,
    path: '/dang-nhap',
    errorComponent: OutsideFailure,
    component: lazyRouteComponent(() => import('../../features/access/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/dang-nhap/mot-lan',
    errorComponent: OutsideFailure,
    component: lazyRouteComponent(() => import('../../features/access/sso-return-page.tsx'), 'SsoReturnPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/dang-nhap-thu',
    errorComponent: OutsideFailure,
    component: lazyRouteComponent(() => import('../../features/access/demo-people-page.tsx'), 'DemoPeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/lien-ket/$token',
    errorComponent: OutsideFailure,
    component: lazyRouteComponent(() => import('../../features/access/link-page.tsx'), 'LinkPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/thiet-lap/$token',
    errorComponent: OutsideFailure,
    component: lazyRouteComponent(() => import('../../features/access/setup-page.tsx'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/doi-mat-khau',
    errorComponent: OutsideFailure,
    component: lazyRouteComponent(() => import('../../features/access/change-password-page.tsx'), 'ChangePasswordPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/xac-thuc-hai-lop',
    errorComponent: OutsideFailure,
    component: lazyRouteComponent(() => import('../../features/access/second-factor-page.tsx'), 'SecondFactorPage'),
  }),
];

export const securityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/bao-mat',
  staticData: { title: 'Bảo mật của tôi' },
  component: lazyRouteComponent(() => import('../../features/access/security-page.tsx'), 'SecurityPage'),
});

export const keysRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/chung-thu-so',
  staticData: { title: 'Chứng thư và khóa của tôi' },
  component: lazyRouteComponent(() => import('../../features/keys/keys-page.tsx'), 'KeysPage'),
});
