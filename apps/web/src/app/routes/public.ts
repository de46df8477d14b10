import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { OutsideFailure } from '../failure.tsx';
import { rootRoute } from '../root.ts';

const getParentRoute = () => rootRoute;
const component = lazyRouteComponent(
  () => import('../../features/public-check/public-check-page.tsx'),
  'PublicCheckPage',
);

/** Printed on every issued document: open to whoever holds one. */
export const publicRoutes = [
  createRoute({ getParentRoute, path: '/kiem-tra', errorComponent: OutsideFailure, component }),
  createRoute({ getParentRoute, path: '/kiem-tra/$code', errorComponent: OutsideFailure, component }),
];
