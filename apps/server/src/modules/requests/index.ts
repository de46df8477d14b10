import type { ModuleDefinition } from '../../platform/module.ts';
import { purgeScans } from './commands/purge-scans.ts';
import { plugPorts } from './plugged-ports.ts';
import type { RequestsPorts } from './ports.ts';
import { requestCounts, requestDesk } from './queries/request-desk.ts';
import { requestActRoutes } from './request-act.routes.ts';
import { requestRoutes } from './requests.routes.ts';
import { rosterDesk } from './rosters/queries/roster-desk.ts';
import { rosterJobs, rosterSweeps } from './rosters/rosters.module.ts';
import { rosterRoutes } from './rosters/rosters.routes.ts';

export {
  joinRows,
  type RequestStanding,
  type RowUnderWay,
  requestStandings,
  rowsUnderWay,
} from './commands/join-rows.ts';
export { type OpenedRequest, openRequest, type RequestToOpen } from './commands/open-request.ts';
export { sendOpened } from './commands/send-opened.ts';
export type { MovedRequest, RequestsPorts } from './ports.ts';
export { listCampaignRequests, type OpenRequestOf, openRequestsOf } from './queries/for-others.ts';
export { requestLink } from './requests.links.ts';
export { REQUEST_STATE_LABELS } from './requests.states.ts';
export { consolidatorOf, findSetting } from './requests.store.ts';
export { documentMoved } from './rosters/document-moved.ts';
export { requestPurposes } from './signing/purposes.ts';

const EVERY_HOUR = 3_600;

export function createRequestsModule(ports: RequestsPorts): ModuleDefinition {
  plugPorts(ports);
  return {
    name: 'requests',
    // Fixed paths come before those with an id.
    routes: [...requestActRoutes(ports), ...requestRoutes(ports), ...rosterRoutes(ports)],
    desk: async (context) => [...(await requestDesk(context)), ...(await rosterDesk(context))],
    counts: requestCounts,
    jobs: (services) => rosterJobs(services, ports),
    sweeps: [{ name: 'requests.purge_scans', everySeconds: EVERY_HOUR, run: purgeScans }, ...rosterSweeps(ports)],
  };
}
