import { type Facts, hasAny } from '../facts.ts';
import { isListed, isWithin, isWithinAny, partsOf } from '../hosts/host.ts';
import { BAD_ENDINGS, FORM_BUILDERS, FREE_HOSTS, MAIL_SERVICES, SHORTENERS } from '../hosts/lists.ts';
import { looksRandom } from '../hosts/random.ts';
import type { Sign } from '../score/weights.ts';
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
    foreign.every(
      ({ realHost }) =>
        (isListed(realHost, MAIL_SERVICES) || (isBrandHost(fromDomain) && isBrandHost(realHost))) &&
        isReliableHost(realHost),
    )
  );
}

function isForged({ context, mail }: Facts): boolean {
  const told = mail.headers.find(({ name }) => name === 'authentication-results')?.value ?? '';
  return context.auth?.dmarc === 'fail' || /\bdmarc=fail\b/i.test(told.slice(0, 2_000));
}

function isOfficial({ context, fromDomain }: Facts): boolean {
  const agencies = context.protectedNames.map(({ domain }) => domain);
  return isWithin(fromDomain, 'gov.vn') || isWithinAny(fromDomain, [...context.ownDomains, ...agencies]);
}

/** An agency or company that writes from its own domain and leads nowhere else, or somebody known and proved. */
function trust(facts: Facts): Sign[] {
  const { context, fromDomain, from } = facts;
  const [isAuthentic, isHome] = [context.auth?.dmarc === 'pass', leadsHome(facts)];
  const isKnown = context.knownSenders?.(from.address.toLowerCase());
  if (isHome && !isForged(facts) && (isOfficial(facts) || isBrandHost(fromDomain))) {
    return isAuthentic && isOfficial(facts) ? ['trusted', 'vouched'] : ['trusted'];
  }
  if (isAuthentic && isKnown === true) {
    return ['trusted'];
  }
  // A lure on a domain of its own is consistent too.
  const isPlain =
    isHome &&
    facts.links.length > 0 &&
    !hasAny(facts.topics, ['credential', 'mailbox', 'crypto', 'install']) &&
    !fromDomain.split('.').slice(0, -1).some(looksRandom);
  return isPlain && isKnown !== false ? ['consistent'] : [];
}

/** What speaks for a mail; never enough against a finding that blocks. */
export const favour: Rule = (facts) => {
  const { mail, fromDomain } = facts;
  const signs = trust(facts);
  // An answer inside a thread on a list; both headers cost nothing to forge, so it counts little.
  const isList = mail.headers.some(({ name }) => name === 'list-id' || name === 'list-post');
  const isAnswer = mail.references.length > 0 || mail.inReplyTo !== '';
  return [...signs, ...(isList && isAnswer && fromDomain !== '' ? ['conversation' as const] : [])].map((sign) => ({
    sign,
  }));
};
