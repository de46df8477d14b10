import { domainOf, isWithinAny, partsOf, registrableOf } from '../hosts/host.ts';
import { finding, quote, type Rule } from './rule.ts';
import { isRemembered, isStranger } from './standing.ts';

const [FEWEST_LETTERS, MOST_LETTERS] = [5, 40];

/** The first label of the name that was registered, joined: `in-an-binh-minh.vn` is `inanbinhminh`. */
function labelOf(domain: string): string {
  const { registrable, suffix } = partsOf(domain);
  return registrable
    .slice(0, -suffix.length - 1)
    .replaceAll('-', '')
    .slice(0, MOST_LETTERS);
}

/** One is the other with something added, before or behind. */
function isGrownFrom(sender: string, answered: string): boolean {
  const [longer, shorter] = [labelOf(sender), labelOf(answered)].toSorted((left, right) => right.length - left.length);
  return longer !== undefined && shorter !== undefined && shorter.length >= FEWEST_LETTERS && longer.includes(shorter);
}

/**
 * A stranger answers a letter that was written neither here nor where he writes from: who took a thread goes on with it from a free
 * mailbox, or from a name made out of that of the partner.
 */
export const threadElsewhere: Rule = (facts) => {
  const { mail, fromDomain, fromFree, context } = facts;
  const answered = domainOf(mail.inReplyTo);
  const isOurs = isWithinAny(answered, context.ownDomains);
  if (
    !isRemembered(facts) ||
    !isStranger(facts) ||
    answered === '' ||
    isOurs ||
    registrableOf(answered) === registrableOf(fromDomain)
  ) {
    return [];
  }
  const isGrown = isGrownFrom(fromDomain, answered);
  if (!fromFree && !isGrown) {
    return [];
  }
  const text = `Thư nối tiếp luồng thư của ${quote(answered)} nhưng lại gửi từ ${quote(facts.from.address)}, địa chỉ chưa từng trao đổi: gọi số đã biết để hỏi.`;
  return [{ sign: 'thread_elsewhere', finding: finding('BRAND_NAME', 'strong', text, facts.from.address) }];
};
