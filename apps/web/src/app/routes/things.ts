import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => shellRoute;

export const thingRoutes = [
  createRoute({
    getParentRoute,
    path: '/lang-phi',
    staticData: { title: 'Tài khoản không dùng' },
    component: lazyRouteComponent(() => import('../../features/waste/waste-page.tsx'), 'WastePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/ra-soat',
    staticData: { title: 'Rà soát tài khoản' },
    component: lazyRouteComponent(() => import('../../features/waste/attestation-page.tsx'), 'AttestationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/so-chung-thu',
    staticData: { title: 'Sổ chứng thư số' },
    component: lazyRouteComponent(
      () => import('../../features/things/certificates/certificates-register.tsx'),
      'CertificatesRegister',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/so-tai-khoan',
    staticData: { title: 'Sổ tài khoản' },
    component: lazyRouteComponent(
      () => import('../../features/things/accounts/accounts-register.tsx'),
      'AccountsRegister',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/so-thu',
    staticData: { title: 'Sổ thư công vụ' },
    component: lazyRouteComponent(
      () => import('../../features/things/mailboxes/mailboxes-register.tsx'),
      'MailboxesRegister',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/ban-giao',
    staticData: { title: 'Bàn giao' },
    component: lazyRouteComponent(() => import('../../features/hand-over/hand-overs-page.tsx'), 'HandOversPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/ban-giao/$id',
    staticData: { title: 'Bàn giao' },
    component: lazyRouteComponent(() => import('../../features/hand-over/hand-over-page.tsx'), 'HandOverPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/de-xuat',
    staticData: { title: 'Việc hệ thống đề xuất' },
    component: lazyRouteComponent(() => import('../../features/hand-over/proposals-page.tsx'), 'ProposalsPage'),
  }),
];
