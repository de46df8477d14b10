import type { ModuleDefinition } from '../../platform/module.ts';
import type { Carrier, CarrierPorts } from './carrier.ts';
import { carriersJobs, forgetSettled, sweepConnections } from './carriers.jobs.ts';
import { carriersRoutes } from './carriers.routes.ts';
import { createMailPart } from './mail/mail-part.ts';
import { createPeerPart } from './peer/peer-part.ts';
import { axisCarriers } from './sending/axis-carrier.ts';

export { addressbookPorts } from './book/book-ports.ts';
export type {
  ArrivedMessage,
  Carrier,
  CarrierName,
  CarrierPorts,
  Parcel,
  ReturnedParcel,
  SendOutcome,
  Way,
} from './carrier.ts';
export { addConnection, changeConnection } from './commands/store-connection.ts';
export { switchConnection } from './commands/switch-connection.ts';
export { installationIdentity } from './peer/installation-identity.ts';
export { listConnections } from './queries/list-connections.ts';
export { chooseWays, listUsableConnections } from './ways/choose-ways.ts';
export { resolveBodies } from './ways/resolve-bodies.ts';

export interface CarriersModule extends ModuleDefinition {
  carriers: readonly Carrier[];
}

/** How soon a lost job or a restart is made up for; each connection has its own interval of asking. */
const SWEEP_SECONDS = 5;
const DAY_SECONDS = 86_400;

export function createCarriersModule(ports: CarrierPorts): CarriersModule {
  const peer = createPeerPart(ports);
  const mail = createMailPart(ports);
  return {
    name: 'carriers',
    carriers: [...axisCarriers, peer.carrier, mail.carrier],
    routes: [...carriersRoutes, ...peer.routes, ...mail.routes],
    jobs: (services) => carriersJobs(services, ports),
    sweeps: [
      { name: 'carriers.receive', everySeconds: SWEEP_SECONDS, run: sweepConnections },
      { name: 'carriers.forget_settled', everySeconds: DAY_SECONDS, run: forgetSettled },
      ...peer.sweeps,
      ...mail.sweeps,
    ],
  };
}
