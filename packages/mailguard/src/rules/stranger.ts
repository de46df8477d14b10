import { hasAny } from '../facts.ts';
import { isWithinAny } from '../hosts/host.ts';
import type { Topic } from '../words/topics.ts';
import { isCitizen } from './claims.ts';
import type { Rule } from './rule.ts';
import { isStranger, leadsAway } from './standing.ts';

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
const LED: readonly Topic[] = [...ASKED, 'urgency', 'document', 'delivery', 'billing', 'state', 'contact', 'opening'];

/** What everybody sends; harm in it is found by its bytes. */
const PLAIN_FILE = /\.(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|heic|txt|xml|csv|zip)$/i;

/** Somebody who never wrote before asks at once, or leads elsewhere. */
export const stranger: Rule = (facts) => {
  const { topics, mail, fromDomain } = facts;
  if (!isStranger(facts) || isCitizen(facts)) {
    return [];
  }
  const leads = leadsAway(facts);
  const hasFile = mail.attachments.some(({ inline, name }) => !inline && !PLAIN_FILE.test(name));
  const seen: ReturnType<Rule> = hasAny(topics, ASKED) ? [{ sign: 'stranger_asks' }] : [];
  const isLed =
    leads ||
    hasFile ||
    (mail.replyTo.length > 0 && !isWithinAny(mail.replyTo[0]?.address.split('@')[1] ?? '', [fromDomain]));
  return isLed && hasAny(topics, LED) ? [...seen, { sign: 'stranger_leads' }] : seen;
};
