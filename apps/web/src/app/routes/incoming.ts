import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell-route.tsx';

/** The list stays while documents are opened one after the other, so it is the parent of both addresses. */
const incoming = createRoute({
  getParentRoute: () => shellRoute,
  path: '/van-ban-den',
  staticData: { title: 'Văn bản đến', compact: true },
  component: lazyRouteComponent(() => import('../incoming-documents.tsx'), 'IncomingDocuments'),
});

const quickRegister = createRoute({
  getParentRoute: () => shellRoute,
  path: '/van-ban-den/vao-so',
  staticData: { title: 'Vào sổ văn bản', compact: true },
  component: lazyRouteComponent(
    () => import('../../features/incoming/register/quick-register-page.tsx'),
    'QuickRegisterPage',
  ),
});

const senderRequest = createRoute({
  getParentRoute: () => shellRoute,
  path: '/van-ban-den/yeu-cau/$requestId',
  staticData: { title: 'Yêu cầu của nơi gửi' },
  component: lazyRouteComponent(() => import('../../features/amendments/request-page.tsx'), 'RequestPage'),
});

export const incomingRoutes = [
  incoming.addChildren([
    createRoute({ getParentRoute: () => incoming, path: '/' }),
    createRoute({ getParentRoute: () => incoming, path: '$id', staticData: { bare: true } }),
  ]),
  quickRegister,
  senderRequest,
];
