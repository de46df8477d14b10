import type { ModuleDefinition } from '../../platform/module.ts';
import { forgetUploads } from './commands/forget-uploads.ts';
import { pageJobs } from './commands/read-page.ts';
import { incomingRoutes } from './incoming.routes.ts';
import type { IncomingPorts } from './ports.ts';
import { incomingCount, incomingDesk } from './queries/incoming-desk.ts';

export { closeReplaced } from './commands/close-replaced.ts';
export { destroyIncoming } from './commands/destroy-incoming.ts';
export { movePartOf } from './commands/move-part-of.ts';
export { receiveLetter } from './commands/receive-letter.ts';
export { type ReceivedAs, receiveLetters } from './commands/receive-letters.ts';
export { registerWithin } from './commands/register-incoming.ts';
export { readTypedFacts, secrecyOf } from './incoming.typed-facts.ts';
export type { IncomingPorts, ReceivedLetter } from './ports.ts';
export {
  type AmendedFacts,
  findAmendedFacts,
  lockAmendedFacts,
  type RunningWork,
  readRunningWork,
} from './queries/amended-facts.ts';
export { explainIncoming } from './queries/explain-reading.ts';
export { findAlikeIncoming } from './queries/find-duplicates.ts';
export { listHeldScans } from './queries/held-scans.ts';
export { maySeeIncoming } from './queries/may-see.ts';

export function createIncomingModule(ports: IncomingPorts): ModuleDefinition {
  return {
    name: 'incoming',
    routes: incomingRoutes(ports),
    jobs: pageJobs,
    sweeps: [{ name: 'incoming.forget_uploads', everySeconds: 3_600, run: forgetUploads }],
    desk: incomingDesk,
    counts: incomingCount,
  };
}
