import type { ModuleDefinition } from '../../platform/module.ts';

export function createEvidenceModule(): ModuleDefinition {
  return { name: 'evidence' };
}
