import type { ModuleDefinition } from '../../platform/module.ts';

export function createAmendmentsModule(): ModuleDefinition {
  return { name: 'amendments' };
}
