import type { ModuleDefinition } from '../../platform/module.ts';
import { sweepEvents } from './events/apply-events.ts';
import { orgReadRoutes } from './org.routes.ts';
import { orgAdminRoutes } from './org-admin.routes.ts';
import { orgImportRoutes } from './org-import.routes.ts';

const EVERY_MINUTE = 60;

export function createOrgModule(): ModuleDefinition {
  return {
    name: 'org',
    routes: [...orgReadRoutes, ...orgAdminRoutes, ...orgImportRoutes],
    sweeps: [{ name: 'org.apply_events', everySeconds: EVERY_MINUTE, run: sweepEvents }],
  };
}
