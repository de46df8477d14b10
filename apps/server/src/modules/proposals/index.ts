import type { ModuleDefinition } from '../../platform/module.ts';

export function createProposalsModule(): ModuleDefinition {
  return { name: 'proposals' };
}
