import type { ModuleDefinition } from '../../platform/module.ts';

export { lossReportedWith } from './loss/loss-reported.ts';

export function createProposalsModule(): ModuleDefinition {
  return { name: 'proposals' };
}
