import type { SimulatedAccount } from './account.ts';
import type { ServiceAnswer, ServiceRequest } from './http-service.ts';
import type { Phone, SimulatorFault } from './phone.ts';

/** What every simulated service has. */
export interface World {
  accounts: readonly SimulatedAccount[];
  secret: string;
  phone: Phone;
  faults: Set<SimulatorFault>;
  /** Tokens, SADs and whatever else a service remembers, by its own keys. */
  memory: Map<string, string>;
}

/** One wire format. */
export interface Service {
  /** Addresses and names of the application for `readRemoteSettings`. */
  settings(origin: string): Record<string, unknown>;
  answer(world: World, request: ServiceRequest): ServiceAnswer;
}
