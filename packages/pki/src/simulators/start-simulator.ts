import type { SimulatedAccount, SimulatorKind } from './account.ts';
import { csc2Service } from './csc2.ts';
import { type ServiceRequest, type ServiceTls, startHttpService } from './http-service.ts';
import { msspService } from './mssp.ts';
import { mysignService } from './mysign.ts';
import { createPhone, type PhoneRequest, type SimulatorFault } from './phone.ts';
import { smartcaService } from './smartca.ts';
import type { Service, World } from './world.ts';

export interface SimulatorPlan {
  kind: SimulatorKind;
  accounts: readonly SimulatedAccount[];
  /** Of the application; `bi-mat-thu-nghiem` unless told. */
  secret?: string;
  now?: () => Date;
  /** How long a request stays on the phone; 300 unless told. */
  lifetimeSeconds?: number;
  /** How long `slow` waits; 2,000 unless told. */
  delayMs?: number;
  /** CSC: the service asks for consent itself at signHash. */
  asksItself?: boolean;
  /** The number with which a MSSP says "signed"; 500 unless told. */
  signedCode?: '408' | '500' | '502';
  /** MSSP over mutual TLS. */
  tls?: ServiceTls;
}

export interface SimulatorControl {
  /** Add one to make the service ill, delete it to heal. */
  faults: Set<SimulatorFault>;
  /** What lies on the phones. */
  requests(): PhoneRequest[];
  /** The person agrees: to the one request, or to all that wait. */
  tap(id?: string): void;
  refuse(id?: string): void;
  expire(id?: string): void;
  lockPin(id?: string): void;
  revoke(id?: string): void;
  /** Agree to everything as soon as it rings: for a demo without a phone. */
  setAutomatic(isAutomatic: boolean): void;
  /** Every call so far. */
  calls: { path: string; body: string }[];
}

export interface Simulator {
  url: string;
  secret: string;
  /** A configuration for `readRemoteSettings` that points here; add or change what the case needs. */
  settings: Record<string, unknown>;
  control: SimulatorControl;
  close(): Promise<void>;
}

const SERVICES: Record<SimulatorKind, { service: Service; label: string }> = {
  csc2: { service: csc2Service, label: 'Dịch vụ CSC thử nghiệm' },
  smartca: { service: smartcaService, label: 'SmartCA thử nghiệm' },
  mysign: { service: mysignService, label: 'MySign thử nghiệm' },
  mssp: { service: msspService, label: 'SIM PKI thử nghiệm' },
};

function controlOf({ phone, faults }: World, calls: SimulatorControl['calls']): SimulatorControl {
  return {
    faults,
    calls,
    requests: () => phone.list(),
    tap: (id) => phone.decide('approved', id),
    refuse: (id) => phone.decide('rejected', id),
    expire: (id) => phone.decide('expired', id),
    lockPin: (id) => phone.decide('locked', id),
    revoke: (id) => phone.decide('revoked', id),
    setAutomatic: (isAutomatic) => {
      phone.isAutomatic = isAutomatic;
    },
  };
}

/**
 * A signing service on 127.0.0.1 with phones to tap and faults to switch on. Its wire formats are written apart from the clients'.
 * @example
 * const simulator = await startSimulator({ kind: 'smartca', accounts: [account] });
 * const settings = readRemoteSettings(simulator.settings);
 * simulator.control.tap();
 */
export async function startSimulator(plan: SimulatorPlan): Promise<Simulator> {
  const { kind, accounts, secret = 'bi-mat-thu-nghiem', now = () => new Date(), lifetimeSeconds = 300 } = plan;
  const faults = new Set<SimulatorFault>();
  const world: World = {
    accounts,
    secret,
    faults,
    phone: createPhone({ faults, now, lifetimeSeconds }),
    memory: new Map(plan.asksItself === true ? [['consent', 'service']] : []),
  };
  if (plan.signedCode !== undefined) {
    world.memory.set('signed code', plan.signedCode);
  }
  const { service, label } = SERVICES[kind];
  const calls: SimulatorControl['calls'] = [];
  const { origin, close } = await startHttpService({
    answer: (request: ServiceRequest) => {
      calls.push({ path: request.path, body: request.body });
      return service.answer(world, request);
    },
    faults,
    delayMs: () => plan.delayMs ?? 2_000,
    tls: plan.tls,
  });
  return {
    url: origin,
    secret,
    settings: { kind, id: `thu-${kind}`, label, secret: { env: 'CONGVU_THU' }, ...service.settings(origin) },
    control: controlOf(world, calls),
    close,
  };
}
