import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => shellRoute;

export const adminRoutes = [
  createRoute({
    getParentRoute,
    path: '/quan-tri',
    staticData: { title: 'Cơ quan, đơn vị' },
    component: lazyRouteComponent(() => import('../../features/admin/agencies/agencies-page.tsx'), 'AgenciesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/bien-dong',
    staticData: { title: 'Sáp nhập, chia, đổi tên' },
    component: lazyRouteComponent(() => import('../../features/admin/events/event-page.tsx'), 'EventPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/can-bo',
    staticData: { title: 'Cán bộ, chức vụ' },
    component: lazyRouteComponent(() => import('../../features/admin/people/people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/giao-quyen',
    staticData: { title: 'Giao quyền ký' },
    component: lazyRouteComponent(
      () => import('../../features/admin/delegations/delegations-page.tsx'),
      'DelegationsPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/tai-khoan',
    staticData: { title: 'Tài khoản' },
    component: lazyRouteComponent(() => import('../../features/admin/accounts/accounts-page.tsx'), 'AccountsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/nhap',
    staticData: { title: 'Nhập danh sách' },
    component: lazyRouteComponent(() => import('../../features/admin/import/import-page.tsx'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quan-tri/bao-mat',
    staticData: { title: 'Quy định bảo mật' },
    component: lazyRouteComponent(
      () => import('../../features/admin/security/security-settings-page.tsx'),
      'SecuritySettingsPage',
    ),
  }),
];
