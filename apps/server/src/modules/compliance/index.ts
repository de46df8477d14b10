import type { ModuleDefinition } from '../../platform/module.ts';
import { complianceRoutes } from './compliance.routes.ts';
import { readBuild } from './evidence/read-papers.ts';
import type { Build } from './queries/view-evidence.ts';

export function createComplianceModule(): ModuleDefinition {
  let build: Build | undefined;
  const settle = (): Build => {
    build ??= { ...readBuild(), startedAt: new Date() };
    return build;
  };
  return {
    name: 'compliance',
    routes: complianceRoutes(settle),
    start: async () => {
      settle();
      return { stop: async () => undefined };
    },
  };
}
