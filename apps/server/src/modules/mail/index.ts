import type { ModuleDefinition } from '../../platform/module.ts';
import { mailRoutes } from './mail.routes.ts';
import { mailboxRoutes } from './mailbox.routes.ts';
import { myMailRoutes } from './my-mail.routes.ts';
import { sweepCommands, tellJob } from './outbox/run-commands.ts';
import type { MailPorts } from './ports.ts';
import { mailDesk } from './queries/mail-desk.ts';
import { ADOPT_JOB, adoptMailboxes } from './sweeps/adopt-mailboxes.ts';
import { endRetention } from './sweeps/end-retention.ts';
import { ERASE_JOB, eraseDeleted } from './sweeps/erase-deleted.ts';
import { readPostfixUse } from './sweeps/read-postfix-use.ts';
import { reconcile } from './sweeps/reconcile.ts';
import { suspendIdle } from './sweeps/suspend-idle.ts';
import { zimbraRoutes } from './zimbra.routes.ts';

export { readDovecotMail } from './backends/postfix/export-imap.ts';
export { type DovecotBox, findDovecotBoxes, findDovecotSender, isOnDovecot } from './backends/postfix/find-box.ts';
export { holdsMail, moveDovecotCopies } from './backends/postfix/retract.ts';
export { closeDoors } from './close-doors.ts';
export { markMailboxes } from './effects/mark-mailboxes.ts';
export { recordNewMailbox } from './effects/record-new-mailbox.ts';
export { recordRevokedMailbox } from './effects/record-revoked-mailbox.ts';
export { mailboxFacts } from './facts.ts';
export { idleMailboxes } from './idle-mailboxes.ts';
export { mailGuardedKinds } from './mail.guarded-kinds.ts';
export { quarantineDaysOf } from './mail.settings.ts';
export { mailboxOfAgency, mailboxOfPerson } from './mail.store.ts';
export type { MailboxRow } from './mail.tables.ts';
export { membersLeft } from './members-left.ts';
export type { ExportedMessage, MailPorts } from './ports.ts';
export { searchDirectory } from './queries/search-directory.ts';
export { identitiesOf, mailboxesOf, mayOpen, membersOf, membersOfEach, type OpenedMailbox } from './seams/access.ts';
export { checkSecret } from './seams/check-secret.ts';
export { hostedDomains, officialDomains } from './seams/domains.ts';
export { findManyRecipients, findRecipient, type Recipient } from './seams/find-recipient.ts';
export { addUsage, addUsages, noteUse } from './seams/use.ts';

/** Lost jobs are made up for, and a mail system that did not answer is asked again, this soon after it is due. */
const TELL_SECONDS = 15;
const HOUR_SECONDS = 3_600;

export function createMailModule(ports: MailPorts): ModuleDefinition {
  return {
    name: 'mail',
    routes: [...mailRoutes, ...mailboxRoutes, ...myMailRoutes, ...zimbraRoutes],
    desk: mailDesk,
    jobs: (services) => [
      tellJob(services, ports),
      { name: ADOPT_JOB, handle: () => adoptMailboxes(services) },
      { name: ERASE_JOB, handle: ({ mailboxId }) => eraseDeleted(services, ports, String(mailboxId)) },
    ],
    sweeps: [
      { name: 'mail.tell', everySeconds: TELL_SECONDS, run: (services) => sweepCommands(services, ports) },
      { name: 'mail.adopt', everySeconds: HOUR_SECONDS, run: adoptMailboxes },
      { name: 'mail.end_retention', everySeconds: HOUR_SECONDS, run: (services) => endRetention(services, ports) },
      { name: 'mail.read_use', everySeconds: HOUR_SECONDS, run: readPostfixUse },
      { name: 'mail.suspend_idle', everySeconds: HOUR_SECONDS, run: suspendIdle },
      { name: 'mail.reconcile', everySeconds: HOUR_SECONDS, run: (services) => reconcile(services, ports) },
    ],
  };
}
