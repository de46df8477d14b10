import type { ModuleDefinition } from '../../platform/module.ts';
import { webmailCounts, webmailDesk } from './queries/mail-desk.ts';
import { webmailRoutes } from './webmail.routes.ts';

export { knownSenders } from './delivery/correspondents.ts';
export { type DeliveredItem, deliver } from './delivery/deliver.ts';
export { attachmentsToScan, recordScan, recordVerdict } from './delivery/judge-again.ts';
export { placeMessages } from './delivery/place.ts';
export {
  type ChangedCopies,
  type Holder,
  holdersOf,
  type MessagesNamed,
  restoreMessages,
  retractMessages,
} from './delivery/retract.ts';
export type { AttachmentState, DeliveryTarget, MailFacts, StoredMail } from './delivery/stored-mail.ts';
export { exportMessages, kick } from './kick.ts';
export type { IssuedDocument, OutgoingMail, WebmailPorts } from './ports.ts';
export { readMailApart } from './reading/read-apart.ts';
export { recordDelivery } from './sending/record-delivery.ts';

export function createWebmailModule(): ModuleDefinition {
  return { name: 'webmail', routes: webmailRoutes, desk: webmailDesk, counts: webmailCounts };
}
