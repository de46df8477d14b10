import type { Facts } from '../facts.ts';
import { isListed } from '../hosts/host.ts';
import { FORM_BUILDERS, FREE_HOSTS, HOME_PAGES, SHORTENERS } from '../hosts/lists.ts';
import { isWarning } from '../read/own-words.ts';
import { isBrandHost } from '../words/brands.ts';
import { foldWords } from '../words/fold.ts';
import { actsOf } from './acts.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isKnown, isPublicDomain, isStranger, isUnknownHost } from './standing.ts';
import { BAIT_HOST } from './stranger-links.ts';

/*
 * A true account that was taken is known and proved: neither who sends nor how it came tells anything. What tells is that somebody
 * known asks for what he never needs, or leads to where he never led.
 */

/** Characters of a mail that is hardly more than its link. */
const THIN = 220;
const PAGE = /\.(?:s?html?|xhtml|svg|mht)$/i;
const LONGEST_HOOK = 400;
const FILE_SHOWN = /\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z)$/i;

/** Where the mail leads that is neither the sender's own nor everybody's. */
function oddTarget(facts: Facts): string | undefined {
  return facts.foreign.find(({ realHost }) => isUnknownHost(realHost, facts) || isListed(realHost, FORM_BUILDERS))
    ?.realHost;
}

/** Whoever writes wants it himself; of a code it is said by where it went. Who needs a new password of his own asks for help. */
const TO_HIM =
  / (?:can|xin) (?:gap )?(?:[^ ]+ ){0,2}(?:otp|ma xac (?:thuc|nhan|minh)) (?:[^ ]+ ){0,4}(?:may|so|dien thoai|dt) (?:cua )?(?:anh|chi|em|ban|chu|co|bac)(?= )| (?:cho (?:em|toi|anh|chi|minh) xin|(?:gui|doc|nhan|bao|dua)(?: lai)?(?: cho)? (?:em|toi|anh|chi|minh)(?: [^ ]+){0,3}) (?:[^ ]+ ){0,4}(?:mat khau|mk|pass|password|ma otp|otp|ma pin|ma xac thuc|tai khoan quan tri)(?= )/;

function asksForSecret(facts: Facts): Seen[] {
  const host = oddTarget(facts);
  const seen = actsOf(facts);
  const asked = seen.find(({ act: { sign } }) => sign === 'act_secret' || sign === 'act_office_account');
  const isToHim = asked !== undefined && TO_HIM.test(foldWords(asked.written).words);
  const isByReply =
    !isWarning(facts.written) && (isToHim || seen.some(({ act: { sign } }) => sign === 'act_reply_here'));
  if (asked === undefined || (host === undefined && !isByReply)) {
    return [];
  }
  const where = host === undefined ? 'bằng thư trả lời' : `ở ${quote(host)}`;
  const text = `Người quen nhưng đòi ${asked.act.name} ${where}: "${quote(asked.written)}". Tài khoản của người gửi có thể đã bị chiếm.`;
  const said: Seen = { sign: 'known_secret', finding: finding('LURE', 'strong', text, asked.written) };
  return isToHim ? [said, { sign: 'known_to_him' }] : [said];
}

/** What is called a file opens a page of a house that is neither the sender's nor one for files. */
function fileElsewhere(facts: Facts): Seen[] {
  const { foreign } = facts;
  const posing = foreign.find(
    ({ realHost, shown, url }) =>
      isUnknownHost(realHost, facts) && FILE_SHOWN.test(shown.trim().slice(-20)) && !FILE_SHOWN.test(url.pathname),
  );
  if (posing === undefined) {
    return [];
  }
  const text = `Người quen nhưng chữ hiển thị là tệp "${quote(posing.shown)}" lại mở một trang ở ${quote(posing.realHost)}.`;
  return [{ sign: 'known_file_page', finding: finding('ODD_LINK', 'strong', text, posing.shown) }];
}

function leadsOddly({ foreign, body }: Facts): Seen[] {
  const free = foreign.find(
    ({ realHost, shown }) =>
      (isListed(realHost, FREE_HOSTS) && !isListed(realHost, HOME_PAGES)) ||
      (isListed(realHost, SHORTENERS) && FILE_SHOWN.test(shown.trim().slice(-20))),
  );
  if (free === undefined || body.length > THIN) {
    return [];
  }
  const text = `Người quen nhưng thư chỉ có vài chữ và liên kết mở ${quote(free.realHost)}, nơi ai cũng lập được.`;
  return [{ sign: 'known_hosted', finding: finding('FREE_HOST', 'note', text, free.realHost) }];
}

/** A thing that is not named: whoever has something to show says what it is. */
const VAGUE =
  / (?:cai nay|cai kia|xem nay|xem di|xem voi|trong nay|co phai (?:anh|chi|em|ban|co|chu|bac|dong chi) (?:[^ ]+ ){0,2}(?:trong|day|do|o|khong)|(?:anh|video|clip|hinh|link) (?:nay|cua (?:anh|chi|ban|em) phai)|trong (?:video|clip|anh|hinh) (?:nay|do)|xem (?:giup|ho) (?:e|em|minh|toi)|is this you|look at this)(?= )/;
const FEWEST_WORDS = 16;

function isVague({ subject, body }: Facts): boolean {
  return body.split(' ').filter((word) => word !== '').length <= FEWEST_WORDS + 6 && VAGUE.test(`${subject}${body}`);
}

/** A handful of words that name nothing, and a link that hides where it leads. */
function leadsBlindly(facts: Facts): Seen[] {
  const link = facts.foreign.find(({ realHost }) => isListed(realHost, SHORTENERS) || isListed(realHost, FREE_HOSTS));
  if (link === undefined || !isVague(facts)) {
    return [];
  }
  const text = `Người quen nhưng thư không nói là việc gì, chỉ bảo mở ${quote(link.realHost)}, nơi giấu địa chỉ thật. Hỏi lại người gửi trước khi mở.`;
  return [{ sign: 'known_vague', finding: finding('FREE_HOST', 'note', text, link.realHost) }];
}

/** A page to be opened in the browser: what a mailbox that was taken sends around. */
function sendsPage(facts: Facts): Seen[] {
  const page = facts.mail.attachments.find(({ name, inline }) => !inline && PAGE.test(name));
  const isCompany = isBrandHost(facts.fromDomain) && !isPublicDomain(facts.fromDomain, facts);
  if (page === undefined || isCompany) {
    return [];
  }
  const text = `Người quen nhưng gửi tệp trang mạng "${quote(page.name)}", hay dùng làm trang đăng nhập giả.`;
  return [{ sign: 'known_page', finding: finding('BAD_FILE', 'strong', text, page.name) }];
}

/** An office sends its papers itself, and not from a host that is only named after them. */
function leadsToBait(facts: Facts): Seen[] {
  const isBait = ({ realHost }: { realHost: string }): boolean =>
    isUnknownHost(realHost, facts) && BAIT_HOST.test(realHost);
  const bait = isPublicDomain(facts.fromDomain, facts) ? facts.foreign.find(isBait) : undefined;
  if (bait === undefined || facts.body.length > LONGEST_HOOK || isWarning(facts.written)) {
    return [];
  }
  const text = `Thư của cơ quan quen nhưng liên kết mở ${quote(bait.realHost)}, tên miền ghép chữ công việc, không thuộc cơ quan nào.`;
  return [{ sign: 'known_bait', finding: finding('ODD_LINK', 'strong', text, bait.realHost) }];
}

/** Who changes his account honestly asks to be called at the number that is known. */
export const CHECKED =
  / goi (?:[^ ]+ ){0,5}(?:trong hop dong|tren hop dong|da biet|nhu cu|tong dai)(?: [^ ]+){0,3}| (?:phu luc hop dong|ban goc) (?:[^ ]+ ){0,4}(?:buu dien|ky|dong dau)/;

/** Says that somebody else told so, and that it is not true. */
const DENIED =
  / (?:khong (?:he )?(?:doi|thay doi) (?:so )?(?:tai khoan|tk|stk)|ke (?:xau|gian)|(?:hom thu|mail|email|tai khoan) (?:[^ ]+ ){0,4}bi (?:hack|chiem|xam nhap|mao danh)|did not change)(?= )/;

/** The account of a person for what is owed to a company. */
export const PERSONAL =
  / (?:tai khoan|tk|stk) (?:[^ ]+ ){0,2}(?:ca nhan|giam doc|chu tai khoan|dung ten)(?= )| (?:tai khoan|tk|stk) (?:[^ ]+ ){0,2}(?:con|vo|chong|chau|me|bo|ban) (?:gai |trai )?(?:em|toi|anh|chi|minh|chau)(?= )| (?:chu (?:tai khoan|tk) (?!cong ty|ctcp|cty)|[0-9]{3,} (?:[a-z]+ ){0,2}(?:nguyen|tran|le|pham|hoang|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|lo|vang|giang|dinh|trinh|dao|ma) (?:thi|van|ngoc|minh|duc|quoc|thu|hoang|thanh|xuan|huu|hong|kim|quang|cong|tuan|hai) [a-z])/;

/** Why the old account does not do just now, or why the paper that would prove it comes later. */
const PRETEXT =
  / (?:tai khoan|tk|stk)(?: [^ ]+){0,10} (?:bi phong toa|dang bi|tam khoa|bi khoa|ra soat|kiem toan|thanh tra|tranh chap|cho doi ten|bao tri|nang cap|tam thoi|tam ngung|under audit|frozen|blocked)(?= )| (?:dung|khong can|khoi|khong phai) (?:doi|cho) (?:[^ ]+ ){0,2}(?:ban (?:giay|goc|cung)|cong van|giay)(?= )| (?:ban goc|ban giay|cong van) (?:[^ ]+ ){0,4}(?:gui|bo sung|nop|dua) (?:[^ ]+ ){0,2}(?:lai|sau)(?= )| (?:thac mac|lien he|trao doi|phan hoi|can hoi)(?: [^ ]+){0,5} (?:qua|vao|bang) (?:thu|mail|email|dia chi) nay(?= )/;

/** Another account to pay into: said so even by a partner of many years, and always worth a call. */
function changesAccount(facts: Facts): Seen[] {
  if (
    isPublicDomain(facts.fromDomain, facts) ||
    CHECKED.test(facts.body) ||
    DENIED.test(` ${facts.subject}${facts.body}`)
  ) {
    return [];
  }
  const seen = actsOf(facts);
  const changed = seen.find(({ act: { sign } }) => sign === 'act_new_account');
  if (changed === undefined) {
    return [];
  }
  const text = `Đối tác báo đổi tài khoản nhận tiền: "${quote(changed.written)}". Gọi số điện thoại trong hợp đồng để kiểm tra trước khi chuyển.`;
  const said: Seen = { sign: 'known_new_account', finding: finding('LURE', 'strong', text, changed.written) };
  const isHushed =
    seen.some(({ act: { sign } }) => sign === 'act_secrecy') || PERSONAL.test(facts.body) || PRETEXT.test(facts.body);
  return isHushed ? [said, { sign: 'known_hushed' }] : [said];
}

/** Cards are bought for a forger when their codes are sent; whoever wants them for children fetches them. */
const CODES =
  / (?:cao|chup|gui (?:[^ ]+ ){0,3}(?:ma|seri|anh|qua|vao)|(?:doc|nhan|bao) (?:[^ ]+ ){0,2}(?:ma|seri)|ma (?:the|so|nap)|seri|nap (?:[^ ]+ ){0,2}(?:vao|cho|so)|send (?:[^ ]+ ){0,3}(?:code|codes|picture|photo))(?= )/;
const LOAN = / cho (?:anh|em|chi|toi|minh|chu|co) (?:vay|muon) /;
/** Somebody in need at this hour, whose own account fails him, and who pays back: into the account of another. */
const NEED =
  / (?:vien phi|cap cuu|nam vien|nhap vien|mo gap|tai nan|ket o (?:san bay|ben xe|benh vien)|bi (?:cong an |csgt )?giu xe)(?= )| (?:the|tai khoan|tk|app|vi) (?:[^ ]+ ){0,3}(?:bi khoa|bi loi|loi|bi treo|het han muc)(?= )/;
const BACK =
  / (?:em|anh|chi|toi|minh|chau|chu|co) (?:se |xin )?(?:tra|gui|hoan|chuyen) (?:lai |tra )?(?:anh|chi|em|ban|chu|co|bac|luon|sau|ngay)(?= )/;

/** Money for an agency, at once, into the account of a person. */
function isRushed(facts: Facts): boolean {
  return (
    isPublicDomain(facts.fromDomain, facts) &&
    / (?:tai khoan|tk|stk) (?:ca nhan|rieng) /.test(facts.body) &&
    / (?:gap|kip|ngay lap tuc|khan|truoc [0-9]{1,2} ?h) /.test(facts.body)
  );
}

/** Money or cards, and nobody may call: what is done with a mailbox that was taken. */
function asksForMoney(facts: Facts): Seen[] {
  const seen = actsOf(facts);
  const has = (wanted: string): boolean => seen.some(({ act: { sign } }) => sign === wanted);
  const asked = seen.find(({ act: { sign } }) => sign === 'act_cards' || sign === 'act_pay');
  const isOdd =
    (has('act_cards') && CODES.test(facts.body)) ||
    has('act_secrecy') ||
    LOAN.test(facts.body) ||
    (NEED.test(facts.body) && BACK.test(facts.body)) ||
    isRushed(facts);
  if (asked === undefined || !isOdd || facts.foreign.length > 0 || isWarning(facts.written)) {
    return [];
  }
  const text = `Người quen nhưng nhờ ${asked.act.name}: "${quote(asked.written)}". Gọi trực tiếp để hỏi trước khi làm.`;
  return [{ sign: 'known_money', finding: finding('LURE', 'strong', text, asked.written) }];
}

/** What somebody known, or an agency that is proved, would not ask if it were he. */
export const knownSender: Rule = (facts) => {
  if (isStranger(facts)) {
    return [];
  }
  const asked = [...asksForMoney(facts), ...asksForSecret(facts)];
  return isKnown(facts)
    ? [
        ...asked,
        ...leadsOddly(facts),
        ...leadsBlindly(facts),
        ...fileElsewhere(facts),
        ...leadsToBait(facts),
        ...sendsPage(facts),
        ...changesAccount(facts),
      ]
    : asked;
};
