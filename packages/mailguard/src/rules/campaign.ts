import type { Facts } from '../facts.ts';
import { isListed, registrableOf } from '../hosts/host.ts';
import { MAIL_SERVICES } from '../hosts/lists.ts';
import { isNear } from '../score/fingerprint.ts';
import { finding, type Seen } from './rule.ts';

/** A mail like one that was reported: the same words, and the same host when hosts are known and this one has links. */
export function campaign(facts: Facts, fingerprint: string): Seen[] {
  const hosts = new Set(
    facts.foreign.map(({ realHost }) => registrableOf(realHost)).filter((host) => !isListed(host, MAIL_SERVICES)),
  );
  const found = facts.context.campaigns?.find((each) => {
    const isSameHost = (each.hosts ?? []).some((host) => hosts.has(registrableOf(host)));
    return isNear(each.fingerprint, fingerprint) || (isSameHost && hosts.size === 1);
  });
  return found === undefined
    ? []
    : [{ finding: finding('CAMPAIGN', 'block', `Trùng thư giả mạo đã báo cáo ${found.number}.`) }];
}
