import type { ModuleDefinition } from '../../platform/module.ts';
import { sweepEvents } from './events/apply-events.ts';
import { orgReadRoutes } from './org.routes.ts';
import { orgAdminRoutes } from './org-admin.routes.ts';
import { orgImportRoutes } from './org-import.routes.ts';
import type { OrgPorts } from './ports.ts';

const EVERY_MINUTE = 60;

export function createOrgModule(ports: OrgPorts): ModuleDefinition {
  return {
    name: 'org',
    routes: [...orgReadRoutes, ...orgAdminRoutes(ports), ...orgImportRoutes],
    sweeps: [{ name: 'org.apply_events', everySeconds: EVERY_MINUTE, run: sweepEvents }],
  };
}
