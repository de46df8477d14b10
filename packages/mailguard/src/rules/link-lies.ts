import type { Facts } from '../facts.ts';
import { isListed, isWithin, isWithinAny, partsOf, registrableOf, unicodeHost } from '../hosts/host.ts';
import { FREE_HOSTS, MAIL_SERVICES } from '../hosts/lists.ts';
import { lookAlike } from '../hosts/look-alike.ts';
import { NATIONAL_NAMES } from '../hosts/national-names.ts';
import { isSharing } from '../hosts/sharing.ts';
import { brandOfDomain, isOfBrand } from '../words/brands.ts';
import { isBranch } from './branch.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isKnownProved } from './standing.ts';

const SHOWN_HOST = /(?:https?:\/\/|www\.)?((?:[\p{L}\p{N}-]{1,63}\.){1,6}\p{L}{2,20})(?=[/:?#\s)\]>"',]|$)/iu;

/** A domain in the words of a link, when it is nothing but an address. */
function shownHost(shown: string): string | undefined {
  const text = shown.trim();
  if (text.length > 300 || /@/.test(text)) {
    return undefined;
  }
  const host = SHOWN_HOST.exec(text)?.[1];
  return host === undefined || partsOf(host.toLowerCase()).suffix === '' ? undefined : unicodeHost(host);
}

/** A domain that only its owner may show. */
export function isProtected(host: string, { context }: Facts): boolean {
  const names = [...context.protectedNames, ...NATIONAL_NAMES].map(({ domain }) => domain);
  return isWithin(host, 'gov.vn') || isWithinAny(host, context.ownDomains) || isWithinAny(host, names);
}

/** From one agency to another, from one domain of a company to another of its own. */
function isSameHouse(shown: string, real: string): boolean {
  const isState = isWithin(shown, 'gov.vn') && isWithin(real, 'gov.vn') && lookAlike(real, []) === undefined;
  const brand = brandOfDomain(shown);
  return isState || (brand !== undefined && isWithinAny(real, brand.domains));
}

/** Words that show a protected domain and open another. */
export const linkLies: Rule = (facts) => {
  const seen: Seen[] = [];
  for (const { shown, realHost, isRedirected } of facts.links) {
    const host = shownHost(shown);
    if (host === undefined || registrableOf(host) === registrableOf(realHost) || isWithin(realHost, host)) {
      continue;
    }
    if (isSameHouse(host, realHost)) {
      continue;
    }
    const text = `Chữ hiển thị: ${quote(host)} — thực tế mở: ${quote(realHost)}.`;
    if (
      isProtected(host, facts) &&
      !(isListed(realHost, MAIL_SERVICES) && !isRedirected && registrableOf(facts.fromDomain) === registrableOf(host))
    ) {
      return [{ finding: finding('LINK_LIES', 'block', text, shown) }];
    }
    const brand = brandOfDomain(host);
    if (
      brand !== undefined &&
      !isOfBrand(facts.fromDomain, brand) &&
      !isOfBrand(realHost, brand) &&
      seen.length === 0 &&
      !isListed(realHost, MAIL_SERVICES)
    ) {
      seen.push({ sign: 'link_lies_brand', finding: finding('LINK_LIES', 'strong', text, shown) });
    }
  }
  return seen;
};

/** A place's room at a service for shared files, or at the sender's own house, of somebody who is known and proved; of others it is borrowed. */
function isTenant(host: string, facts: Facts): boolean {
  const isOwn = host !== facts.fromDomain && isWithin(host, facts.fromDomain) && !isListed(host, FREE_HOSTS);
  return (isSharing(host) || isOwn) && isKnownProved(facts);
}

export const lookAlikeLinks: Rule = (facts) => {
  const { links, context } = facts;
  const hosts = new Set(links.flatMap(({ host, realHost }) => [host, realHost]));
  for (const host of [...hosts].slice(0, 150)) {
    const found = lookAlike(host, context.protectedNames);
    if (found?.kind === 'mixed_script') {
      return [{ sign: 'look_alike_link', finding: finding('LOOKALIKE', 'strong', found.text, host) }];
    }
    if (found !== undefined && !isBranch(host, found, facts) && !isTenant(host, facts)) {
      return [{ finding: finding('LOOKALIKE', 'block', found.text, host) }];
    }
  }
  return [];
};
