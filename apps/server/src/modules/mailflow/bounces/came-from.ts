import { registrableOf } from '@congvu/mailguard';
import { isNoSuchName, type MailNames } from '../auth/names.ts';
import type { MailFlow } from '../mailflow.flow.ts';
import { findMx } from '../outbound/find-mx.ts';

/** What was proven of the server that brought a mail. */
export interface Bringer {
  ip: string;
  helo: string;
  spf: string;
  signedBy: string[];
}

async function addressesOf(names: MailNames, host: string): Promise<string[]> {
  const found: string[] = [];
  for (const type of ['A', 'AAAA']) {
    try {
      found.push(...((await names(host, type)) as string[]));
    } catch (error) {
      if (!isNoSuchName(error)) {
        throw error;
      }
    }
  }
  return found;
}

async function serversOf({ services, world }: MailFlow, domain: string): Promise<string[]> {
  const { smarthost } = services.config.smtp;
  if (smarthost !== undefined && URL.canParse(smarthost)) {
    return [new URL(smarthost).hostname];
  }
  const answer = await findMx(world.names, domain);
  if (answer.kind === 'unknown') {
    throw new Error(`the name service does not say who takes mail for ${domain}`);
  }
  return answer.kind === 'hosts' ? answer.hosts : [];
}

/**
 * Whether a notice about a receiver of this domain comes from where mail for it was handed to: the servers of the domain (or our
 * smarthost), by address or by a name they prove (SPF of HELO, DKIM). Anybody who got the mail knows its Message-ID; that alone proves
 * nothing.
 */
export async function cameFrom(flow: MailFlow, bringer: Bringer, domain: string): Promise<boolean> {
  const servers = await serversOf(flow, domain);
  const proven = [...bringer.signedBy, ...(bringer.spf === 'pass' ? [bringer.helo.toLowerCase()] : [])];
  const owners = new Set([domain, ...servers].map(registrableOf));
  if (proven.some((name) => owners.has(registrableOf(name)))) {
    return true;
  }
  for (const host of servers) {
    const known = host === bringer.ip ? [host] : await addressesOf(flow.world.names, host);
    if (known.includes(bringer.ip)) {
      return true;
    }
  }
  return false;
}
