import type { ModuleDefinition } from '../../platform/module.ts';
import { evidenceRoutes } from './evidence.routes.ts';
import type { EvidencePorts } from './ports.ts';

export type { EvidencePorts } from './ports.ts';

/** Evidence of exchange: one archive a letter, verified by anybody without us. */
export function createEvidenceModule(ports: EvidencePorts = {}): ModuleDefinition {
  return { name: 'evidence', routes: evidenceRoutes(ports) };
}
