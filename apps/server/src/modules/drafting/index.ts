import type { ModuleDefinition } from '../../platform/module.ts';
import { draftRoutes } from './drafting.routes.ts';
import type { DraftingPorts } from './ports.ts';
import { draftDesk, draftNavCounts } from './queries/draft-desk.ts';

export { approveContent } from './commands/decide-draft.ts';
export {
  type HandOver,
  lockApprovedDraft,
  markHandedOver,
  prepareHandOver,
  takeBackHandedOver,
} from './commands/hand-over.ts';
export { MAX_ATTACHMENTS, openDraft } from './commands/open-draft.ts';
export { openDraftsOf, passDraftOn } from './commands/pass-draft-on.ts';
export { submitDraft } from './commands/submit-draft.ts';
export { draftLink } from './drafting.notices.ts';
export { draftSteps } from './drafting.presenter.ts';
export { type DraftRow, getDraft } from './drafting.store.ts';
export { composeLetter, letterFacts } from './letter/compose-letter.ts';
export { countOpenDrafts } from './queries/count-open-drafts.ts';
export { viewRelated } from './queries/view-draft.ts';

export function createDraftingModule(ports: DraftingPorts): ModuleDefinition {
  return { name: 'drafting', routes: draftRoutes(ports), desk: draftDesk, counts: draftNavCounts };
}
