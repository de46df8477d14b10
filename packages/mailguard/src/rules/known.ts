import type { Facts } from '../facts.ts';
import { isListed } from '../hosts/host.ts';
import { FORM_BUILDERS, FREE_HOSTS, HOME_PAGES } from '../hosts/lists.ts';
import { actsOf } from './acts.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isPublicDomain, isStranger, isUnknownHost } from './standing.ts';

/*
 * A true account that was taken is known and proved: neither who sends nor how it came tells anything. What tells is that somebody
 * known asks for what he never needs, or leads to where he never led.
 */

/** Characters of a mail that is hardly more than its link. */
const THIN = 220;

/** Where the mail leads that is neither the sender's own nor everybody's. */
function oddTarget(facts: Facts): string | undefined {
  return facts.foreign.find(({ realHost }) => isUnknownHost(realHost, facts) || isListed(realHost, FORM_BUILDERS))
    ?.realHost;
}

function asksForSecret(facts: Facts): Seen[] {
  const host = oddTarget(facts);
  const asked = actsOf(facts).find(({ act: { sign } }) => sign === 'act_secret' || sign === 'act_office_account');
  if (host === undefined || asked === undefined) {
    return [];
  }
  const text = `Người quen nhưng đòi ${asked.act.name} ở ${quote(host)}: "${quote(asked.written)}". Tài khoản của người gửi có thể đã bị chiếm.`;
  return [{ sign: 'known_secret', finding: finding('LURE', 'strong', text, asked.written) }];
}

function leadsOddly({ foreign, body }: Facts): Seen[] {
  const free = foreign.find(({ realHost }) => isListed(realHost, FREE_HOSTS) && !isListed(realHost, HOME_PAGES));
  if (free === undefined || body.length > THIN) {
    return [];
  }
  const text = `Người quen nhưng thư chỉ có vài chữ và liên kết mở ${quote(free.realHost)}, trang miễn phí mà ai cũng lập được.`;
  return [{ sign: 'known_hosted', finding: finding('FREE_HOST', 'note', text, free.realHost) }];
}

/** Who changes his account honestly asks to be called at the number that is known. */
const CHECKED =
  / goi (?:[^ ]+ ){0,5}(?:trong hop dong|tren hop dong|da biet|nhu cu|tong dai)(?: [^ ]+){0,3}| (?:phu luc hop dong|ban goc) (?:[^ ]+ ){0,4}(?:buu dien|ky|dong dau)/;

/** Another account to pay into: said so even by a partner of many years, and always worth a call. */
function changesAccount(facts: Facts): Seen[] {
  if (isPublicDomain(facts.fromDomain, facts) || CHECKED.test(facts.body)) {
    return [];
  }
  const seen = actsOf(facts);
  const changed = seen.find(({ act: { sign } }) => sign === 'act_new_account');
  if (changed === undefined) {
    return [];
  }
  const text = `Đối tác báo đổi tài khoản nhận tiền: "${quote(changed.written)}". Gọi số điện thoại trong hợp đồng để kiểm tra trước khi chuyển.`;
  const said: Seen = { sign: 'known_new_account', finding: finding('LURE', 'strong', text, changed.written) };
  const isHushed = seen.some(({ act: { sign } }) => sign === 'act_secrecy');
  return isHushed ? [said, { sign: 'known_hushed' }] : [said];
}

/** What somebody known would not ask if it were he. */
export const knownSender: Rule = (facts) => {
  const isKnown = facts.context.knownSenders?.(facts.from.address.toLowerCase()) === true;
  return isKnown && !isStranger(facts) ? [...asksForSecret(facts), ...leadsOddly(facts), ...changesAccount(facts)] : [];
};
