import type { ModuleDefinition } from '../../platform/module.ts';
import { handOverRoutes } from './hand-overs/hand-overs.routes.ts';
import type { HandOverPorts } from './hand-overs/ports.ts';
import { suspendLeavers } from './hand-overs/suspend-leavers.ts';
import { proposalRoutes } from './proposals.routes.ts';
import { proposalsDesk } from './queries/proposals-desk.ts';
import { proposeAccounts } from './sweeps/propose-accounts.ts';
import { proposeAgencies } from './sweeps/propose-agencies.ts';
import { proposeExpiring } from './sweeps/propose-expiring.ts';
import { proposeHandOvers } from './sweeps/propose-hand-overs.ts';
import { closeLosses, proposeLocked } from './sweeps/propose-losses.ts';
import { proposeMailboxes } from './sweeps/propose-mailboxes.ts';
import { proposePeople } from './sweeps/propose-people.ts';

export { lossReportedWith } from './loss/loss-reported.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

export function createProposalsModule(ports: HandOverPorts): ModuleDefinition {
  return {
    name: 'proposals',
    routes: [...proposalRoutes, ...handOverRoutes(ports)],
    desk: proposalsDesk,
    sweeps: [
      { name: 'proposals.close_losses', everySeconds: MINUTE, run: closeLosses },
      { name: 'proposals.locked_tokens', everySeconds: 5 * MINUTE, run: proposeLocked },
      { name: 'proposals.suspend_leavers', everySeconds: 5 * MINUTE, run: suspendLeavers },
      { name: 'proposals.expiring', everySeconds: HOUR, run: proposeExpiring },
      { name: 'proposals.accounts', everySeconds: HOUR, run: proposeAccounts },
      { name: 'proposals.mailboxes', everySeconds: HOUR, run: proposeMailboxes },
      { name: 'proposals.people', everySeconds: HOUR, run: proposePeople },
      { name: 'proposals.hand_overs', everySeconds: HOUR, run: proposeHandOvers },
      { name: 'proposals.agencies', everySeconds: HOUR, run: proposeAgencies },
    ],
  };
}
