import type { ModuleDefinition, Sweep } from '../../platform/module.ts';
import { auditRoutes } from './audit.routes.ts';
import { makeCheckpoint } from './log/checkpoints.ts';
import { sequence } from './log/sequence.ts';
import type { AuditPorts } from './ports.ts';
import { askWitnesses } from './witness/ask-witnesses.ts';

const SWEEPS: Sweep[] = [
  { name: 'audit.sequence', everySeconds: 1, run: async (services) => void (await sequence(services)) },
  {
    name: 'audit.checkpoint',
    everySeconds: 60,
    run: async (services) => {
      await makeCheckpoint(services);
      await askWitnesses(services);
    },
  },
];

/** The log of the installation and its inspector. */
export function createAuditModule(ports: AuditPorts): ModuleDefinition {
  return { name: 'audit', routes: auditRoutes(ports), sweeps: SWEEPS };
}
