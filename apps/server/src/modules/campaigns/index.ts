import type { ModuleDefinition } from '../../platform/module.ts';
import { campaignRoutes } from './campaigns.routes.ts';
import type { CampaignsPorts } from './ports.ts';
import { campaignsDesk, countCampaigns } from './queries/campaigns-desk.ts';
import { clearJobs } from './reminders/clear-members.ts';
import { remindDue } from './reminders/remind-due.ts';
import { tellJobs } from './reminders/tell-members.ts';

export { campaignPorts } from './campaign-ports.ts';

/** A look at one row a campaign while nothing is due. */
const SWEEP_SECONDS = 10;

export function createCampaignsModule(ports: CampaignsPorts): ModuleDefinition {
  return {
    name: 'campaigns',
    routes: campaignRoutes(ports),
    jobs: (services) => [...tellJobs(services), ...clearJobs(services)],
    sweeps: [{ name: 'campaigns.remind', everySeconds: SWEEP_SECONDS, run: remindDue }],
    desk: campaignsDesk,
    counts: countCampaigns,
  };
}
