import { type Facts, hasAny } from '../facts.ts';
import { domainOf, isListed, isWithinAny, partsOf, registrableOf } from '../hosts/host.ts';
import { BAD_ENDINGS, FORM_BUILDERS, FREE_HOSTS, MAIL_SERVICES, SHORTENERS } from '../hosts/lists.ts';
import { looksRandom } from '../hosts/random.ts';
import type { Sign } from '../score/weights.ts';
import { isBrandHost } from '../words/brands.ts';
import { isOfficialLabel } from './claims.ts';
import type { Rule } from './rule.ts';
import { CLOSED_ENDINGS, isAuthentic, isForged, isKnown } from './standing.ts';

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

function isOfficial({ context, fromDomain }: Facts): boolean {
  const agencies = context.protectedNames.map(({ domain }) => domain);
  return isWithinAny(fromDomain, [...CLOSED_ENDINGS, ...context.ownDomains, ...agencies]);
}

/** What an agency or company says of its own service, on its own pages: nobody else gets hold of what is typed there. */
function inside({ mail, fromDomain, links }: Facts): Sign[] {
  const reply = mail.replyTo[0]?.address ?? '';
  const isAnswered = reply === '' || registrableOf(domainOf(reply)) === registrableOf(fromDomain);
  return isAnswered && links.every(({ file }) => file === undefined) ? ['inside'] : [];
}

/** An agency or company that writes from its own domain and leads nowhere else, or somebody known and proved. */
function trust(facts: Facts): Sign[] {
  const { context, fromDomain } = facts;
  const [isProved, isHome, hasWritten] = [isAuthentic(facts), leadsHome(facts), isKnown(facts)];
  if (isHome && !isForged(facts) && (isOfficial(facts) || isBrandHost(fromDomain))) {
    if (isProved) {
      return ['trusted', 'vouched', ...inside(facts)];
    }
    // Nobody says how it came: the name is all there is. Where it is said, a name that is not proved is worth nothing.
    if (context.auth === undefined) {
      return ['trusted'];
    }
  }
  if (isProved && hasWritten) {
    return ['trusted'];
  }
  // A domain without DMARC, as many partners still have: known, and sent from where it always comes.
  if (hasWritten && !isForged(facts) && (context.auth?.spf === 'pass' || context.auth?.dkim === 'pass')) {
    return ['acquainted'];
  }
  // A lure on a domain of its own is consistent too.
  const isPlain =
    isHome &&
    facts.links.length > 0 &&
    !hasAny(facts.topics, ['credential', 'mailbox', 'crypto', 'install']) &&
    !fromDomain.split('.').slice(0, -1).some(looksRandom);
  return isPlain && hasWritten ? ['consistent'] : [];
}

/** Letters of a name that is long enough to tell one company from another. */
const NAME_MIN = 4;

/** The name shown is the name registered: `Vietjet Air` of vietjetair.com. A borrowed name stands beside other words there. */
export function isNamesake({ display, fromDomain, fromFree }: Facts): boolean {
  const { registrable, suffix, isPrivateSuffix } = partsOf(fromDomain);
  const label = registrable.slice(0, registrable.length - suffix.length - 1);
  const words = display.trim().split(' ');
  const starts = words.flatMap((_, at) => [words.slice(0, at + 1).join(''), words.slice(at).join('')]);
  const isPlain =
    !fromFree && !isPrivateSuffix && !BAD_ENDINGS.has(suffix) && !label.includes('-') && !isOfficialLabel(fromDomain);
  return isPlain && label.length >= NAME_MIN && (starts.includes(label) || words.includes(label));
}

const LEAVE = /unsub|huy-?(?:nhan|dang-?ky)|opt-?out|tu-?choi/i;
const LEAVE_WORDS = /hủy (?:nhận|đăng ký)|không nhận|từ chối nhận|unsubscribe|ngừng nhận/i;

/** Several links home and a way to leave, as mass mail of today has to have. */
function isNewsletter(facts: Facts): boolean {
  const isOffered = facts.links.some(({ shown, url }) => LEAVE_WORDS.test(shown) || LEAVE.test(url.pathname));
  return isOffered && facts.links.length > 1 && leadsHome(facts);
}

/** What speaks for a mail; never enough against a finding that blocks. */
export const favour: Rule = (facts) => {
  const { mail, fromDomain } = facts;
  const signs = trust(facts);
  // An answer inside a thread on a list; both headers cost nothing to forge, so it counts little.
  const isList = mail.headers.some(({ name }) => name === 'list-id' || name === 'list-post');
  const isAnswer = mail.references.length > 0 || mail.inReplyTo !== '';
  return [
    ...signs,
    ...(isList && isAnswer && fromDomain !== '' ? ['conversation' as const] : []),
    ...(isNewsletter(facts) ? ['unsubscribe' as const] : []),
    ...(isNamesake(facts) && leadsHome(facts) ? ['namesake' as const] : []),
  ].map((sign) => ({ sign }));
};
