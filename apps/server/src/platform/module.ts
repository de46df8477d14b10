import type { Services } from './context.ts';
import type { Route } from './http/route.ts';
import type { JobDefinition } from './jobs.ts';

/** The face of a module towards app.ts: what it adds to the server. */
export interface ModuleDefinition {
  name: string;
  routes?: Route[];
  jobs?: (services: Services) => JobDefinition[];
}
