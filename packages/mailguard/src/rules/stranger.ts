import { type Facts, hasAny } from '../facts.ts';
import { isListed, isWithin, isWithinAny } from '../hosts/host.ts';
import { MAIL_SERVICES } from '../hosts/lists.ts';
import { isBrandHost } from '../words/brands.ts';
import type { Topic } from '../words/topics.ts';
import type { Rule } from './rule.ts';

/** What a stranger seldom has to ask of an office. */
const ASKED: readonly Topic[] = [
  'credential',
  'mailbox',
  'threat',
  'errand',
  'install',
  'extortion',
  'prize',
  'tax',
  'advance',
  'crypto',
  'callback',
];
const SECRETS: readonly Topic[] = ['credential', 'mailbox', 'install', 'extortion', 'crypto'];
const LED: readonly Topic[] = [...ASKED, 'urgency', 'document', 'delivery', 'billing', 'state', 'contact', 'opening'];

function isAuthenticOffice({ context, fromDomain }: Facts): boolean {
  const names = [...context.protectedNames.map(({ domain }) => domain), ...context.ownDomains, 'gov.vn'];
  return context.auth?.dmarc === 'pass' && (isWithinAny(fromDomain, names) || isBrandHost(fromDomain));
}

/**
 * Somebody who never wrote before asks at once, or leads elsewhere. Counts only where senders are remembered: the same words of a
 * colleague are his work.
 */
export const stranger: Rule = (facts) => {
  const { context, from, topics, mail, links, foreign, fromDomain } = facts;
  const isStranger = context.knownSenders?.(from.address.toLowerCase()) === false && !facts.isOwnSender;
  if (!isStranger) {
    return [];
  }
  const leads = foreign.some(
    ({ realHost }) => !isListed(realHost, MAIL_SERVICES) && !isBrandHost(realHost) && !isWithin(realHost, 'gov.vn'),
  );
  if (isAuthenticOffice(facts) && !leads) {
    return [];
  }
  const hasFile = mail.attachments.some(({ inline }) => !inline);
  // Who leads to his own house alone, and asks for no secret, is a shop or a newsletter.
  const isHome = links.length > 0 && !leads && !hasFile;
  const seen: ReturnType<Rule> = hasAny(topics, isHome ? SECRETS : ASKED) ? [{ sign: 'stranger_asks' }] : [];
  const isLed =
    leads ||
    hasFile ||
    (mail.replyTo.length > 0 && !isWithinAny(mail.replyTo[0]?.address.split('@')[1] ?? '', [fromDomain]));
  return isLed && hasAny(topics, LED) ? [...seen, { sign: 'stranger_leads' }] : seen;
};
