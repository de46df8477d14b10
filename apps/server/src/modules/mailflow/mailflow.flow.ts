import type { ProgramPorts } from '#modules/webmail';
import { type Context, type Services, systemContext } from '../../platform/context.ts';
import { type MailNames, systemNames } from './auth/names.ts';
import type { GroundPorts } from './judge/guard-ground.ts';
import { createStsPolicies, type StsPolicies } from './outbound/sts-policy.ts';

/** What the flow of mail reaches outside of the office; tests answer for it. */
export interface MailWorld {
  names: MailNames;
  sts: StsPolicies;
  /** Where servers of others listen. */
  smtpPort: number;
}

const SMTP_PORT = 25;

export function createWorld({ config, clock }: Pick<Services, 'config' | 'clock'>): MailWorld {
  const names = systemNames(config);
  return { names, sts: createStsPolicies(config, names, () => clock.now()), smtpPort: SMTP_PORT };
}

/** What the modules above and beside add. */
export interface FlowPorts extends GroundPorts {
  /** The rules of the page for mail that programs hand in. */
  submission: ProgramPorts;
}

/** Everything the pipeline and the queue work with; one for the life of the process. */
export interface MailFlow {
  services: Services;
  world: MailWorld;
  ports: FlowPorts;
}

/** A line of mail brought it: that of the other server, or none. */
export function mailContext(services: Services, ip = ''): Context {
  return systemContext(services, { ip, userAgent: 'smtp' });
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
