import type { ModuleDefinition } from '../../platform/module.ts';
import { purgeScans } from './commands/purge-scans.ts';
import { plugPorts } from './plugged-ports.ts';
import type { RequestsPorts } from './ports.ts';
import { requestCounts, requestDesk } from './queries/request-desk.ts';
import { requestActRoutes } from './request-act.routes.ts';
import { requestRoutes } from './requests.routes.ts';
import { requestSettingRoutes } from './settings/settings.routes.ts';
import { requestTemplateRoutes } from './settings/templates/templates.routes.ts';

export {
  joinRows,
  type RequestStanding,
  type RowUnderWay,
  requestStandings,
  rowsUnderWay,
} from './commands/join-rows.ts';
export { passRequestOn, withdrawWithin } from './commands/leave-behind.ts';
export { moveDueDay } from './commands/move-due-day.ts';
export { type OpenedRequest, openRequest } from './commands/open-request.ts';
export { sendOpened } from './commands/send-opened.ts';
export { batchLines, returnLines, unbatchLines } from './consolidation/batch-lines.ts';
export { forwardRequests } from './consolidation/forward-requests.ts';
export { countReadyLines, lockReadyLines, type ReadyLine } from './consolidation/ready-lines.ts';
export {
  lockLines,
  type SettledLine,
  settleRequests,
  sumUp,
  type WrittenResult,
  writeResults,
} from './consolidation/results.ts';
export { maskValue } from './engine/content.ts';
export { releaseSheet } from './engine/mark-things.ts';
export type { MovedRequest, RequestsPorts } from './ports.ts';
export { type OpenRequestOf, openRequestsOf } from './queries/for-others.ts';
export { requestLink } from './requests.links.ts';
export { ITEM_STATE_LABELS, REQUEST_STATE_LABELS, UNDER_WAY } from './requests.states.ts';
export { consolidatorOf, findSetting } from './requests.store.ts';
export type { ItemRow, RequestRow } from './requests.tables.ts';
export { requestGuardedKinds } from './settings/guarded-kinds.ts';
export { requestPurposes } from './signing/purposes.ts';

const EVERY_HOUR = 3_600;

export function createRequestsModule(ports: RequestsPorts): ModuleDefinition {
  plugPorts(ports);
  return {
    name: 'requests',
    // Fixed paths come before those with an id.
    routes: [...requestSettingRoutes, ...requestTemplateRoutes, ...requestActRoutes(ports), ...requestRoutes(ports)],
    desk: requestDesk,
    counts: requestCounts,
    sweeps: [{ name: 'requests.purge_scans', everySeconds: EVERY_HOUR, run: purgeScans }],
  };
}
