import type { ModuleDefinition } from '../../platform/module.ts';

export function createMailModule(): ModuleDefinition {
  return { name: 'mail' };
}
