import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext } from '@tanstack/react-router';

export interface RouterContext {
  client: QueryClient;
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Narrow rail: three panes, editors, print views. */
    compact?: boolean;
    /** On a phone the screen fills the window with a head and foot of its own. */
    bare?: boolean;
    /** Words of the browser's tab. */
    title?: string;
  }
}

export const rootRoute = createRootRouteWithContext<RouterContext>()();
