import type { IncomingPorts } from '#modules/incoming';
import type { ModuleDefinition } from '../../platform/module.ts';
import { mailbridgeRoutes } from './mailbridge.routes.ts';

/** Mail ↔ registers; `incoming` tells the exchange of what is registered, which a mail never came over. */
export function createMailbridgeModule(ports: { incoming: IncomingPorts }): ModuleDefinition {
  return { name: 'mailbridge', routes: mailbridgeRoutes(ports.incoming) };
}
