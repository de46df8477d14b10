import type { MTASTSPolicy } from 'mailauth';
import { parsePolicy, resolvePolicy, validateMx } from 'mailauth/lib/mta-sts.js';
import type { Config } from '../../../platform/config.ts';
import { createOutbound } from '../../../platform/outbound.ts';
import type { MailNames } from '../auth/names.ts';
import { addressesOf } from './smtp-place.ts';

/** What a domain says of how mail must come to it (RFC 8461); undefined when it says nothing. */
export type StsPolicies = (domain: string) => Promise<MTASTSPolicy | undefined>;

const POLICY_MS = 15_000;
const POLICY_BYTES = 64 * 1024;
const KEEP_AT_MOST = 1_000;

type Fetch = (domain: string) => Promise<string>;

/** The name and the address are looked at as for every line out; redirects are not followed (RFC 8461 §3.3). */
function fetchPolicy(config: Config, names: MailNames): Fetch {
  return async (domain) => {
    const host = `mta-sts.${domain}`;
    const answer = await createOutbound({ allowHosts: [`${host}:443`], resolve: addressesOf(names) })({
      method: 'GET',
      url: `https://${host}/.well-known/mta-sts.txt`,
      headers: { 'user-agent': `congvu ${config.smtp.name}` },
      timeoutMs: POLICY_MS,
      maxBytes: POLICY_BYTES,
    });
    if (answer.status !== 200) {
      throw new Error(`HTTP ${answer.status}`);
    }
    return Buffer.from(answer.body).toString('utf8');
  };
}

interface Kept {
  policy: MTASTSPolicy;
  id: string;
  until: number;
}

/**
 * Policies are kept as long as they say. A policy that cannot be fetched now is the one that was fetched before while that still holds
 * (RFC 8461 §3.3); without one the domain counts as having none.
 */
export function createStsPolicies(
  config: Config,
  names: MailNames,
  now: () => Date,
  fetch: Fetch = fetchPolicy(config, names),
): StsPolicies {
  const kept = new Map<string, Kept>();
  return async (domain) => {
    const known = kept.get(domain);
    const holds = known !== undefined && known.until > now().getTime() ? known : undefined;
    try {
      const id = await resolvePolicy(domain, { resolver: names });
      if (id === false || id === holds?.id) {
        return holds?.policy;
      }
      const policy = parsePolicy(await fetch(domain));
      const until = policy.expires === undefined ? 0 : new Date(policy.expires).getTime();
      if (kept.size >= KEEP_AT_MOST) {
        kept.clear();
      }
      kept.set(domain, { policy, id, until });
      return policy;
    } catch {
      return holds?.policy;
    }
  };
}

/** Whether this server may be used; a policy that only tests refuses nobody (RFC 8461 §5). */
export function allowsMx(policy: MTASTSPolicy | undefined, host: string): { allowed: boolean; strict: boolean } {
  if (policy === undefined || policy.mode !== 'enforce') {
    return { allowed: true, strict: false };
  }
  return { allowed: validateMx(host, policy).valid, strict: true };
}
