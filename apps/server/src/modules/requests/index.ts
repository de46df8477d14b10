import type { SigningPurpose } from '#modules/signing';
import type { ModuleDefinition } from '../../platform/module.ts';
import type { RequestsPorts } from './ports.ts';

export { type OpenedRequest, openRequest, type RequestToOpen } from './commands/open-request.ts';
export type { MovedRequest, RequestsPorts } from './ports.ts';
export { listCampaignRequests, type OpenRequestOf, openRequestsOf } from './queries/for-others.ts';
export { requestLink } from './requests.links.ts';
export { REQUEST_STATE_LABELS } from './requests.states.ts';
export { consolidatorOf } from './requests.store.ts';
export { documentMoved, type LetterStep } from './rosters/document-moved.ts';

/** What `signing` asks of requests: the declarant, the head of the unit, the organisation. */
export function requestPurposes(_ports: RequestsPorts): SigningPurpose[] {
  return [];
}

export function createRequestsModule(_ports: RequestsPorts): ModuleDefinition {
  return { name: 'requests' };
}
