import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => shellRoute;

const outgoing = createRoute({
  getParentRoute,
  path: '/van-ban-di',
  staticData: { title: 'Văn bản đi', compact: true },
  component: lazyRouteComponent(() => import('../outgoing-documents.tsx'), 'OutgoingDocuments'),
});

export const outgoingRoutes = [
  outgoing.addChildren([
    createRoute({ getParentRoute: () => outgoing, path: '/' }),
    createRoute({ getParentRoute: () => outgoing, path: '$id', staticData: { bare: true } }),
  ]),
  createRoute({
    getParentRoute,
    path: '/van-ban-di/du-thao/$id',
    staticData: { title: 'Dự thảo', compact: true },
    component: lazyRouteComponent(() => import('../../features/drafting/draft-page.tsx'), 'DraftPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/ky-so',
    staticData: { title: 'Ký số' },
    component: lazyRouteComponent(() => import('../../features/signing/sign-queue-page.tsx'), 'SignQueuePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/kiem-tra-chu-ky',
    staticData: { title: 'Kiểm tra chữ ký', compact: true },
    component: lazyRouteComponent(
      () => import('../../features/signature-check/signature-check-page.tsx'),
      'SignatureCheckPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/so-va-ho-so',
    staticData: { title: 'Sổ và hồ sơ' },
    component: lazyRouteComponent(() => import('../../features/registers/registers-page.tsx'), 'RegistersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/so-va-ho-so/in',
    staticData: { title: 'In sổ', compact: true },
    component: lazyRouteComponent(() => import('../../features/registers/print-page.tsx'), 'PrintRegisterPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/theo-doi',
    staticData: { title: 'Theo dõi gửi nhận' },
    component: lazyRouteComponent(() => import('../../features/tracking/tracking-page.tsx'), 'TrackingPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/theo-doi/$documentId',
    staticData: { title: 'Nơi nhận văn bản' },
    component: lazyRouteComponent(() => import('../../features/tracking/board-page.tsx'), 'BoardPage'),
  }),
];
