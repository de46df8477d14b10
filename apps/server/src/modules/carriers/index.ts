import type { ModuleDefinition } from '../../platform/module.ts';
import type { Carrier, CarrierPorts } from './carrier.ts';

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

export function createCarriersModule(_ports: CarrierPorts): CarriersModule {
  return { name: 'carriers', carriers: [] };
}
