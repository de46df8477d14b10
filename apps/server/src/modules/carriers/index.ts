import type { ModuleDefinition } from '../../platform/module.ts';
import type { Carrier, CarrierPorts } from './carrier.ts';
import { createPeerPart } from './peer/peer-part.ts';

export {
  type ArrivedMessage,
  CARRIER_NAMES,
  type Carrier,
  type CarrierName,
  type CarrierPorts,
  type Parcel,
  type ParcelKind,
  type SendOutcome,
  type Way,
} from './carrier.ts';
export { type InstallationIdentity, installationIdentity } from './peer/installation-identity.ts';
export { chooseWays } from './ways/choose-ways.ts';

export interface CarriersModule extends ModuleDefinition {
  carriers: readonly Carrier[];
}

export function createCarriersModule(ports: CarrierPorts): CarriersModule {
  const peer = createPeerPart(ports);
  return { name: 'carriers', carriers: [peer.carrier], routes: peer.routes, sweeps: peer.sweeps };
}
