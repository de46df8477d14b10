import { Resolver } from 'node:dns/promises';
import type { Route } from '../../../platform/http/route.ts';
import type { Sweep } from '../../../platform/module.ts';
import type { Carrier, CarrierPorts } from '../carrier.ts';
import { mailRoutes } from './mail.routes.ts';
import { receiveMail } from './receive/receive-mail.ts';
import type { MailResolver } from './receive/verify-sender.ts';
import { mailCarrier } from './send/mail-carrier.ts';

const SWEEP_SECONDS = 15;
const DNS_MS = 5_000;
const DNS_TRIES = 2;

/** The name service of this computer, which does not keep anybody waiting. */
function systemNames(): MailResolver {
  const resolver = new Resolver({ timeout: DNS_MS, tries: DNS_TRIES });
  return async (name, type) => {
    const answer: unknown = await resolver.resolve(name, type);
    // Keys and policies are TXT, addresses are A and AAAA: lists, all of them.
    return Array.isArray(answer) ? answer : [];
  };
}

/** Official mail as the last resort, plugged into the module of carriers. */
export function createMailPart(
  ports: CarrierPorts,
  resolver: MailResolver = systemNames(),
): { carrier: Carrier; routes: Route[]; sweeps: Sweep[] } {
  return {
    carrier: mailCarrier,
    routes: mailRoutes(ports, resolver),
    sweeps: [
      {
        name: 'carriers.read_mailboxes',
        everySeconds: SWEEP_SECONDS,
        run: (services) => receiveMail(services, ports, resolver),
      },
    ],
  };
}
