import type { ModuleDefinition } from '../../platform/module.ts';
import { proposalRoutes } from './proposals.routes.ts';
import { proposeExpiring } from './sweeps/propose-expiring.ts';
import { closeLosses, proposeLocked } from './sweeps/propose-losses.ts';

export { lossReportedWith } from './loss/loss-reported.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

export function createProposalsModule(): ModuleDefinition {
  return {
    name: 'proposals',
    routes: proposalRoutes,
    sweeps: [
      { name: 'proposals.close_losses', everySeconds: MINUTE, run: closeLosses },
      { name: 'proposals.locked_tokens', everySeconds: 5 * MINUTE, run: proposeLocked },
      { name: 'proposals.expiring', everySeconds: HOUR, run: proposeExpiring },
    ],
  };
}
