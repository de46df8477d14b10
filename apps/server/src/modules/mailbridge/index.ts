import type { IncomingPorts } from '#modules/incoming';
import type { WebmailPorts } from '#modules/webmail';
import type { ModuleDefinition } from '../../platform/module.ts';
import { followMailed } from './follow-mailed.ts';
import { mailbridgeRoutes } from './mailbridge.routes.ts';

/** A mail that comes back is said within this time. */
const FOLLOW_SECONDS = 30;

interface MailbridgePorts {
  incoming: IncomingPorts;
  webmail: WebmailPorts;
}

/** Mail ↔ registers; `incoming` tells the exchange of what is registered, which a mail never came over. */
export function createMailbridgeModule(ports: MailbridgePorts): ModuleDefinition {
  return {
    name: 'mailbridge',
    routes: mailbridgeRoutes(ports),
    sweeps: [{ name: 'mailbridge.follow', everySeconds: FOLLOW_SECONDS, run: followMailed }],
  };
}
