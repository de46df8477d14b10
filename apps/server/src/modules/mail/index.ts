import type { ModuleDefinition } from '../../platform/module.ts';
import { mailRoutes } from './mail.routes.ts';
import { mailDesk } from './queries/mail-desk.ts';

export { markMailboxes } from './effects/mark-mailboxes.ts';
export { recordNewMailbox } from './effects/record-new-mailbox.ts';
export { recordRevokedMailbox } from './effects/record-revoked-mailbox.ts';
export { mailboxFacts } from './facts.ts';
export { mailboxOfAgency, mailboxOfPerson } from './mail.store.ts';
export type { MailboxRow } from './mail.tables.ts';
export type { ExportedMessage, MailPorts } from './ports.ts';
export { type Identity, identitiesOf, mailboxesOf, mayOpen, membersOf, type OpenedMailbox } from './seams/access.ts';
export { checkSecret } from './seams/check-secret.ts';
export { hostedDomains, officialDomains } from './seams/domains.ts';
export { findManyRecipients, findRecipient, type Recipient } from './seams/find-recipient.ts';
export { addUsage, addUsages, noteUse } from './seams/use.ts';

export function createMailModule(): ModuleDefinition {
  return { name: 'mail', routes: mailRoutes, desk: mailDesk };
}
