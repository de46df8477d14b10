import type { Facts } from '../facts.ts';
import { isListed, isWithin, isWithinAny, partsOf, registrableOf } from '../hosts/host.ts';
import { BAD_ENDINGS, FORM_BUILDERS, FREE_HOSTS, MAIL_SERVICES, SHORTENERS } from '../hosts/lists.ts';
import { looksRandom } from '../hosts/random.ts';
import { isBrandHost } from '../words/brands.ts';
import type { Rule } from './rule.ts';

function isReliableHost(host: string): boolean {
  const { suffix, isPrivateSuffix } = partsOf(host);
  const isOpen = [FREE_HOSTS, FORM_BUILDERS, SHORTENERS].some((names) => isListed(host, names));
  return !isPrivateSuffix && !BAD_ENDINGS.has(suffix) && !isOpen;
}

/** Links lead to the sender and to the machinery of mass mail alone. */
function leadsHome({ foreign, fromDomain, fromFree }: Facts): boolean {
  return (
    !fromFree &&
    fromDomain !== '' &&
    isReliableHost(fromDomain) &&
    foreign.every(({ realHost }) => isListed(realHost, MAIL_SERVICES) && isReliableHost(realHost))
  );
}

/** What speaks for a mail; never enough against a finding that blocks. */
export const favour: Rule = (facts) => {
  const { context, fromDomain, from, mail } = facts;
  const seen: ReturnType<Rule> = [];
  const isAuthentic = context.auth?.dmarc === 'pass';
  const isHome = leadsHome(facts);
  const agencies = context.protectedNames.map(({ domain }) => domain);
  const isOfficial = isWithin(fromDomain, 'gov.vn') || isWithinAny(fromDomain, [...context.ownDomains, ...agencies]);
  const isForged =
    context.auth?.dmarc === 'fail' ||
    mail.headers.some(({ name, value }) => name === 'authentication-results' && /\bdmarc=fail\b/i.test(value));
  if (!isForged && isHome && (isOfficial || isBrandHost(fromDomain))) {
    seen.push({ sign: 'trusted' });
  } else if (isAuthentic && context.knownSenders?.(from.address.toLowerCase()) === true) {
    seen.push({ sign: 'trusted' });
  } else if (isHome && facts.links.length > 0 && !fromDomain.split('.').slice(0, -1).some(looksRandom)) {
    seen.push({ sign: 'consistent' });
  }
  // An answer inside a thread on a list; both headers cost nothing to forge, so it counts little.
  const isList = mail.headers.some(({ name }) => name === 'list-id' || name === 'list-post');
  if (isList && mail.references.length + (mail.inReplyTo === '' ? 0 : 1) > 0 && registrableOf(fromDomain) !== '') {
    seen.push({ sign: 'conversation' });
  }
  return seen;
};
