import type { Facts } from '../facts.ts';
import { domainOf, isListed, isWithinAny } from '../hosts/host.ts';
import { MAIL_SERVICES, SHORTENERS } from '../hosts/lists.ts';
import { isCommonTool } from '../hosts/sharing.ts';
import type { SenderKind } from '../score/weights.ts';
import { isBrandHost } from '../words/brands.ts';

/** Where agencies, schools and their kin are at home. */
const PUBLIC_DOMAINS = ['gov.vn', 'edu.vn', 'chinhphu.vn', 'dcs.vn', 'quochoi.vn', 'org.vn'];

/** Of an agency, as far as its domain tells. */
export function isPublicDomain(host: string, { context }: Facts): boolean {
  const agencies = context.protectedNames.map(({ domain }) => domain);
  return isWithinAny(host, [...PUBLIC_DOMAINS, ...agencies, ...context.ownDomains]);
}

/** Endings that are given to institutions only. */
export const CLOSED_ENDINGS = ['gov.vn', 'edu.vn', 'chinhphu.vn', 'dcs.vn', 'quochoi.vn'];

/**
 * Without a DMARC record (`none`) SPF or DKIM of the very domain proves as much. Where the server does not say for which domain it was,
 * the envelope is in the first line, put there by whoever delivered.
 */
export function isAligned({ context: { auth }, mail, fromDomain }: Facts): boolean {
  if (auth?.dmarc !== 'none') {
    return false;
  }
  const [first] = mail.headers;
  const isEnvelope = first?.name === 'return-path' && domainOf(first.value) === fromDomain;
  return auth.aligned ?? (auth.spf === 'pass' && isEnvelope);
}

/** Proved to come from the domain that it names. */
export function isAuthentic(facts: Facts): boolean {
  return facts.context.auth?.dmarc === 'pass' || isAligned(facts);
}

/** An agency, a school or a well-known company, proved; a mailbox that such a company gives to anybody is not its own. */
export function isAuthenticOffice(facts: Facts): boolean {
  const { context, fromDomain, fromFree } = facts;
  const names = [...context.protectedNames.map(({ domain }) => domain), ...context.ownDomains, ...CLOSED_ENDINGS];
  const isNamed = isWithinAny(fromDomain, names) || isBrandHost(fromDomain);
  return isAuthentic(facts) && !fromFree && isNamed;
}

/** A host that is no agency's, of no well-known company and no everyday tool for files and forms. */
export function isUnknownHost(host: string, facts: Facts): boolean {
  return !isPublicDomain(host, facts) && !isBrandHost(host) && !isListed(host, MAIL_SERVICES) && !isCommonTool(host);
}

/** Links lead to a host that is neither the sender's nor a common service nor an agency. */
export function leadsAway(facts: Facts): boolean {
  return facts.foreign.some(({ realHost }) => isUnknownHost(realHost, facts));
}

/** Whether anybody remembers who wrote before. Without that nothing may be said of what this sender did before. */
export function isRemembered({ context }: Facts): boolean {
  return context.knownSenders !== undefined;
}

/** Somebody who wrote before, as far as anybody remembers. */
export function isKnown({ context, from }: Facts): boolean {
  return context.knownSenders?.(from.address.toLowerCase()) === true;
}

/**
 * Nobody remembers a mail of this sender, and it is not an agency or company that writes of its own. Where senders are not remembered
 * at all whoever is not of the office is read so: the letter has to speak for itself.
 */
export function isStranger(facts: Facts): boolean {
  const isNew = !isKnown(facts) && !facts.isOwnSender;
  // A shortener hides where it leads, and papers use it all the same: it has its own weight.
  const leadsFar = facts.foreign.some(
    ({ realHost }) => isUnknownHost(realHost, facts) && !isListed(realHost, SHORTENERS),
  );
  return isNew && (!isAuthenticOffice(facts) || leadsFar);
}

/** A failure that was told by whoever received it, or by the mail about itself. */
export function isForged({ context, mail }: Facts): boolean {
  const told = mail.headers.find(({ name }) => name === 'authentication-results')?.value ?? '';
  return context.auth?.dmarc === 'fail' || /\bdmarc=fail\b/i.test(told.slice(0, 2_000));
}

/** Somebody who wrote before, and the mail comes from where his always come. */
export function isKnownProved(facts: Facts): boolean {
  const { auth } = facts.context;
  const isSent = isAuthentic(facts) || auth?.spf === 'pass' || auth?.dkim === 'pass';
  return isKnown(facts) && isSent && !isForged(facts);
}

/** By which weights a mail is judged. */
export function senderKind(facts: Facts): SenderKind {
  if (isStranger(facts)) {
    return 'stranger';
  }
  return isKnownProved(facts) ? 'known' : 'other';
}
