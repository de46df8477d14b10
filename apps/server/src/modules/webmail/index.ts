import type { ModuleDefinition } from '../../platform/module.ts';
import { composeRoutes } from './compose.routes.ts';
import { PURGE_JOB, type PurgeOrder, purgeWaiting } from './delivery/purge.ts';
import type { ReadingPorts, WebmailPorts } from './ports.ts';
import { webmailCounts, webmailDesk } from './queries/mail-desk.ts';
import { release, releaseOverdue } from './sending/release.ts';
import { RELEASE_JOB } from './sending/submission.store.ts';
import { forgetSignings } from './signing/signing.store.ts';
import { sweepBins } from './sweep-bins.ts';
import { ABSENCE_JOB } from './vacation/answer-absences.ts';
import { sendAnswer } from './vacation/send-answer.ts';
import { webmailRoutes } from './webmail.routes.ts';

export { knownSenders } from './delivery/correspondents.ts';
export { deliver } from './delivery/deliver.ts';
export { eraseMessages } from './delivery/erase-box.ts';
export { placeMessages } from './delivery/place.ts';
export { purgeItems } from './delivery/purge.ts';
export { attachmentsToScan, recordScan } from './delivery/record-scan.ts';
export { holdersOf, restoreMessages, retractMessages } from './delivery/retract.ts';
export { bringBack, setAside } from './delivery/set-aside.ts';
export type { AttachmentState, DeliveryTarget, MailFacts, StoredMail } from './delivery/stored-mail.ts';
export { exportMessages, kick } from './kick.ts';
export type { OutgoingMail, WebmailPorts } from './ports.ts';
export { listFreeMailUses } from './queries/free-mail-uses.ts';
export { readMailApart } from './reading/read-apart.ts';
export {
  lockMailToRegister,
  type MailToRegister,
  mailToRegister,
  readAttachments,
} from './registering/mail-to-register.ts';
export { type MailWords, readMailWords } from './registering/mail-words.ts';
export { markRegistered } from './registering/mark-registered.ts';
export { listOutcomes } from './sending/list-outcomes.ts';
export {
  type GuardedProgramMail,
  guardProgramMail,
  keepProgramCopy,
  noteProgramUse,
  type ProgramPorts,
} from './sending/program-mail.ts';
export { recordBounce } from './sending/record-bounce.ts';
export { recordDelivery } from './sending/record-delivery.ts';
export { sendComposed } from './sending/send-composed.ts';
export { mailPurposes } from './signing/mail-purpose.ts';
export { endVacation } from './vacation/end-vacation.ts';

type AbsenceOrder = { agencyId: string; itemId: string; to: string };

type ReleaseOrder = { agencyId: string; submissionId: string };

const OVERDUE_SECONDS = 30;
const BIN_SECONDS = 3_600;

export function createWebmailModule(ports: WebmailPorts & ReadingPorts): ModuleDefinition {
  return {
    name: 'webmail',
    routes: [...webmailRoutes(ports), ...composeRoutes(ports)],
    desk: webmailDesk,
    counts: webmailCounts,
    // Payloads are written by `enqueue` in this module, always in this shape.
    jobs: (services) => [
      { name: RELEASE_JOB, handle: (payload) => release(services, ports, payload as ReleaseOrder) },
      { name: ABSENCE_JOB, handle: (payload) => sendAnswer(services, ports, payload as AbsenceOrder) },
      { name: PURGE_JOB, handle: (payload) => purgeWaiting(services, payload as PurgeOrder) },
    ],
    sweeps: [
      {
        name: 'webmail.release',
        everySeconds: OVERDUE_SECONDS,
        run: (services) => releaseOverdue(services, ports),
      },
      { name: 'webmail.empty_bins', everySeconds: BIN_SECONDS, run: sweepBins },
      {
        name: 'webmail.forget_signings',
        everySeconds: BIN_SECONDS,
        run: ({ db, clock }) => forgetSignings(db, clock.now()),
      },
    ],
  };
}
