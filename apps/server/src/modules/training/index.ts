import type { ModuleDefinition } from '../../platform/module.ts';

export function createTrainingModule(): ModuleDefinition {
  return { name: 'training' };
}
