import type { SigningPurpose } from '#modules/signing';
import type { ModuleDefinition } from '../../platform/module.ts';
import { outgoingRoutes } from './outgoing.routes.ts';
import type { OutgoingPorts } from './ports.ts';
import { sealPurpose } from './purposes/seal-purpose.ts';
import { signPurpose } from './purposes/sign-purpose.ts';
import { outgoingCounts, outgoingDesk } from './queries/outgoing-desk.ts';

export { addReceivers } from './commands/add-receivers.ts';
export type { DeliveryPorts, MovedDocument, OutgoingPorts } from './ports.ts';
export { explainOutgoing } from './queries/explain-reading.ts';
export { findIssuedFacts, type IssuedFacts, lockIssuedFacts } from './queries/issued-facts.ts';
export { maySeeOutgoing } from './queries/may-see.ts';
export { type IssuedLetter, readIssuedLetter } from './queries/read-issued-letter.ts';

/** What `signing` asks of outgoing documents: the personal signature, then number, date and seal. */
export function outgoingPurposes(_ports: OutgoingPorts): SigningPurpose[] {
  return [signPurpose, sealPurpose];
}

export function createOutgoingModule(ports: OutgoingPorts): ModuleDefinition {
  return { name: 'outgoing', routes: outgoingRoutes(ports), desk: outgoingDesk, counts: outgoingCounts };
}
