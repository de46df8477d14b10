import type { ModuleDefinition } from '../../platform/module.ts';

export function createCampaignsModule(): ModuleDefinition {
  return { name: 'campaigns' };
}
