import type { Facts } from '../facts.ts';
import { isListed, isWithin, isWithinAny } from '../hosts/host.ts';
import { MAIL_SERVICES } from '../hosts/lists.ts';
import { isBrandHost } from '../words/brands.ts';

/** Where agencies, schools and their kin are at home. */
const PUBLIC_DOMAINS = ['gov.vn', 'edu.vn', 'chinhphu.vn', 'dcs.vn', 'quochoi.vn', 'org.vn'];

/** Of an agency, as far as its domain tells. */
export function isPublicDomain(host: string, { context }: Facts): boolean {
  const agencies = context.protectedNames.map(({ domain }) => domain);
  return isWithinAny(host, [...PUBLIC_DOMAINS, ...agencies, ...context.ownDomains]);
}

/** Endings that are given to institutions only. */
const CLOSED = ['gov.vn', 'edu.vn', 'chinhphu.vn', 'dcs.vn', 'quochoi.vn'];

/** An agency, a school or a well-known company, proved by DMARC; a mailbox that such a company gives to anybody is not its own. */
function isAuthenticOffice({ context, fromDomain, fromFree }: Facts): boolean {
  const names = [...context.protectedNames.map(({ domain }) => domain), ...context.ownDomains, ...CLOSED];
  const isNamed = isWithinAny(fromDomain, names) || isBrandHost(fromDomain);
  return context.auth?.dmarc === 'pass' && !fromFree && isNamed;
}

/** Links lead to a host that is neither the sender's nor a common service nor an agency. */
export function leadsAway({ foreign }: Facts): boolean {
  return foreign.some(
    ({ realHost }) => !isListed(realHost, MAIL_SERVICES) && !isBrandHost(realHost) && !isWithin(realHost, 'gov.vn'),
  );
}

/**
 * Nobody read a mail of this sender before, and it is not an agency or company that writes of its own. Known only where senders are
 * remembered: what a colleague asks for is his work.
 */
export function isStranger(facts: Facts): boolean {
  const { context, from, isOwnSender } = facts;
  const isNew = context.knownSenders?.(from.address.toLowerCase()) === false && !isOwnSender;
  return isNew && (!isAuthenticOffice(facts) || leadsAway(facts));
}
