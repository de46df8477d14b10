import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell-route.tsx';

const getParentRoute = () => shellRoute;

/** The queue stays while requests are checked one after the other, so it is the parent of both addresses. */
const consolidation = createRoute({
  getParentRoute,
  path: '/tong-hop',
  staticData: { title: 'Tổng hợp', compact: true },
  component: lazyRouteComponent(() => import('../../features/rosters/consolidation-screen.tsx'), 'ConsolidationScreen'),
});

export const rosterRoutes = [
  createRoute({
    getParentRoute,
    path: '/dot-thu',
    staticData: { title: 'Đợt thu danh sách' },
    component: lazyRouteComponent(() => import('../../features/campaigns/campaigns-page.tsx'), 'CampaignsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/dot-thu/moi',
    staticData: { title: 'Mở đợt thu danh sách' },
    component: lazyRouteComponent(
      () => import('../../features/campaigns/open/open-campaign-page.tsx'),
      'OpenCampaignPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/dot-thu/$id',
    staticData: { title: 'Đợt thu danh sách' },
    component: lazyRouteComponent(() => import('../../features/campaigns/campaign-page.tsx'), 'CampaignPage'),
  }),
  consolidation.addChildren([
    createRoute({ getParentRoute: () => consolidation, path: '/' }),
    createRoute({ getParentRoute: () => consolidation, path: 'de-nghi/$id', staticData: { bare: true } }),
  ]),
  createRoute({
    getParentRoute,
    path: '/tong-hop/$id',
    staticData: { title: 'Danh sách tổng hợp', compact: true },
    component: lazyRouteComponent(() => import('../../features/rosters/batch-page.tsx'), 'BatchPage'),
  }),
];
