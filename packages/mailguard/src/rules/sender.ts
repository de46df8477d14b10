import { type Facts, hasAny } from '../facts.ts';
import { isFreeMail } from '../hosts/free-mail.ts';
import { domainOf, isListed, isWithin, isWithinAny, partsOf, registrableOf } from '../hosts/host.ts';
import { BAD_ENDINGS, FREE_HOSTS, MAIL_SERVICES } from '../hosts/lists.ts';
import { lookAlike } from '../hosts/look-alike.ts';
import { looksRandom } from '../hosts/random.ts';
import { type Brand, brandsIn, brandsOfName, isBrandHost, isOfBrand } from '../words/brands.ts';
import { asWritten } from '../words/fold.ts';
import type { Topic } from '../words/topics.ts';
import { isBranch, isNeighbour } from './branch.ts';
import { isCitizen } from './claims.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isAligned, isForged } from './standing.ts';

const SERVICE_NAME =
  / (?:it (?:support|service|services|desk|help|team|department|dept|admin)|(?:mail|email|e mail|webmail|server|system|network|mailbox|account|accounts|security|domain|cloud|storage|web|zimbra|cpanel|postmaster|quarantine) (?:support|team|desk|admin|administrator|center|centre|service|services|notification|notifications|notice|alert|alerts|delivery|department|update|upgrade|helpdesk|manager|security|portal|quota|server)|help ?desk|service desk|administrator|webmaster|mail delivery|human resources?|hr (?:department|team|dept|desk)|payroll|accounts? payable|billing (?:team|department|support|center)|customer (?:service|support|care)|technical support|(?:ban |)quan tri(?: vien| he thong| mang| mail| email| thu)|bo phan ky thuat|ho tro ky thuat|phong cntt|trung tam (?:ho tro|du lieu|cntt|cong nghe thong tin|an toan|an ninh mang|giam sat)|to cong nghe|bo phan it) /;
const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,100}\.\p{L}{2,20}/u;
const DOMAIN_IN_NAME =
  /(?:^|[\s(<"'@])((?:[a-z0-9-]{1,40}\.){1,4}(?:com|net|org|vn|co|io|info|gov|edu|de|fr|uk|br|it|es))(?:$|[\s)>"',])/i;
const BUSINESS: readonly Topic[] = [
  'credential',
  'mailbox',
  'threat',
  'billing',
  'document',
  'callback',
  'delivery',
  'tax',
  'errand',
  'signin',
  'advance',
  'crypto',
];
/** Topics that a company writes about itself. */
const NAMED: readonly Topic[] = [
  'credential',
  'mailbox',
  'threat',
  'signin',
  'billing',
  'delivery',
  'document',
  'prize',
  'tax',
  'crypto',
];
/** Our own domain in From, and authentication says otherwise; a failing DNS is no verdict. */
export const forgedOwn: Rule = (facts) => {
  const { context, fromDomain } = facts;
  const own = context.ownDomains.find((domain) => isWithin(fromDomain, domain));
  const { dmarc } = context.auth ?? {};
  if (own === undefined || dmarc === undefined || dmarc === 'pass' || dmarc === 'temperror' || isAligned(facts)) {
    return [];
  }
  return [
    {
      finding: finding('FORGED_OWN', 'block', `Thư tự xưng @${fromDomain} nhưng không qua kiểm tra DMARC.`, fromDomain),
    },
  ];
};

export const lookAlikeSender: Rule = (facts) => {
  const { mail, fromDomain, context } = facts;
  const domains = [fromDomain, ...mail.replyTo.map(({ address }) => domainOf(address))];
  for (const domain of new Set(domains)) {
    const found = lookAlike(domain, context.protectedNames);
    if (found !== undefined && !isBranch(domain, found, facts) && !isNeighbour(domain, found, facts)) {
      return [{ finding: finding('LOOKALIKE', 'block', found.text, domain) }];
    }
  }
  return [];
};

function foreignBrand(brands: readonly Brand[], { fromDomain, isOwnSender }: Facts): Brand | undefined {
  return isOwnSender
    ? undefined
    : brands.find((brand) => !brands.some((other) => isOfBrand(fromDomain, other)) && !isOfBrand(fromDomain, brand));
}

/** The part of a body that names whoever it pretends to come from: title, alternative texts of pictures, the line of copyright. */
function letterhead({ view, body }: Facts): string {
  const copyright = /(?:©|\(c\)|copyright)[^\n]{0,80}/i.exec(view.text.slice(-8_000))?.[0] ?? '';
  const edges = `${body.slice(0, 160)} ${body.slice(-160)}`;
  return ` ${`${view.title} ${view.imageTexts.slice(0, 10).join(' ')} ${copyright}`.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} ${edges} `;
}

const ACCOUNT_NUMBER = / (?:tai khoan|stk|tk|so tk)(?: [^ ]+){0,6} (?:[0-9]{3,20}x{0,8}|tai|o|mo tai)(?= )/;
const BANK = /bank|bidv|agribank|vbsp|ngan hang/;

/** A bank beside the number of an account, a service that a link really opens, a chat: named, not claimed. */
function isMentioned(brand: Brand, { body, links }: Facts): boolean {
  const isOpened = links.some(({ realHost }) => isOfBrand(realHost, brand));
  return isOpened || /zalo|facebook/.test(brand.name) || (BANK.test(brand.name) && ACCOUNT_NUMBER.test(body));
}

/** A company in the name, subject or letterhead that is not the one that sends. */
export const brandName: Rule = (facts) => {
  const { display, subject, from, fromDomain, topics, mail } = facts;
  const named = foreignBrand(brandsOfName(display), facts);
  if (named !== undefined && !mail.headers.some(({ name }) => name === 'list-id')) {
    const text = `Tên "${quote(from.name)}" không khớp miền gửi ${quote(fromDomain === '' ? 'trống' : fromDomain)}.`;
    return [{ sign: 'brand_name', finding: finding('BRAND_NAME', 'strong', text, from.name) }];
  }
  if (!hasAny(topics, NAMED)) {
    return [];
  }
  const inSubject = foreignBrand(brandsIn(subject), facts);
  const inBody =
    inSubject ??
    foreignBrand(
      brandsIn(letterhead(facts)).filter((brand) => !isMentioned(brand, facts)),
      facts,
    );
  // A citizen names the bank or the service that he writes about.
  if (inBody === undefined || facts.isOwnSender || (inSubject === undefined && isCitizen(facts))) {
    return [];
  }
  const hit = inBody.pattern.exec(inSubject === undefined ? facts.body : subject)?.[0] ?? inBody.name;
  const text = `Thư mang tên "${quote(asWritten(facts.written, hit))}" nhưng gửi từ ${quote(fromDomain === '' ? 'địa chỉ trống' : fromDomain)}.`;
  return [
    {
      sign: inSubject === undefined ? 'brand_body' : 'brand_subject',
      finding: finding('BRAND_NAME', 'note', text, inBody.name),
    },
  ];
};

/** A service, another address or another domain in the display name. */
export const oddName: Rule = (facts) => {
  const { display, from, fromDomain, isOwnSender, topics, fromFree, recipients } = facts;
  const seen: Seen[] = [];
  if (isOwnSender) {
    return seen;
  }
  const isAccount = hasAny(topics, ['credential', 'mailbox', 'threat', 'document', 'billing']);
  const isOfItself = isBrandHost(fromDomain) && !fromFree && !isForged(facts);
  if (SERVICE_NAME.test(display) && !isWithin(fromDomain, 'gov.vn') && !isOfItself) {
    seen.push({ sign: 'service_name' });
    if (isAccount) {
      const text = `Tên "${quote(from.name)}" tự xưng bộ phận phục vụ, nhưng thư đến từ ${quote(from.address)} bên ngoài cơ quan.`;
      seen.push({ sign: 'service_name_account', finding: finding('BRAND_NAME', 'strong', text, from.name) });
    }
  }
  const other = EMAIL.exec(from.name)?.[0].toLowerCase();
  if (other !== undefined && registrableOf(domainOf(other)) !== registrableOf(fromDomain)) {
    const text = `Tên người gửi ghi ${quote(other)}, địa chỉ thật là ${quote(from.address)}.`;
    seen.push({ sign: 'name_other_address', finding: finding('BRAND_NAME', 'strong', text, other) });
  }
  const domain = DOMAIN_IN_NAME.exec(from.name)?.[1]?.toLowerCase();
  if (other === undefined && domain !== undefined && registrableOf(domain) !== registrableOf(fromDomain)) {
    seen.push({
      sign: 'name_other_domain',
      finding: finding(
        'BRAND_NAME',
        'note',
        `Tên người gửi ghi ${quote(domain)}, miền gửi thật là ${quote(fromDomain)}.`,
        domain,
      ),
    });
  }
  if (recipients.includes(from.address.toLowerCase()) && isAccount) {
    seen.push({ sign: 'recipient_as_sender' });
  }
  if (fromFree && hasAny(topics, BUSINESS) && !isCitizen(facts)) {
    seen.push({ sign: 'free_sender_business' });
  }
  return seen;
};

/** Answers go to a free mailbox that is not the sender's. */
export const replyTo: Rule = ({ mail, from, fromDomain, fromFree }) => {
  const reply = mail.replyTo[0]?.address.toLowerCase();
  if (reply === undefined || !reply.includes('@') || reply === from.address.toLowerCase()) {
    return [];
  }
  const isElsewhere = registrableOf(domainOf(reply)) !== registrableOf(fromDomain);
  if (isFreeMail(reply) && !fromFree) {
    const text = `Thư trả lời sẽ về ${quote(reply)} (thư miễn phí), không khớp miền gửi ${quote(fromDomain)}.`;
    return [{ sign: 'reply_free', finding: finding('REPLY_FREE', 'strong', text, reply) }];
  }
  return isElsewhere && !mail.headers.some(({ name }) => name === 'list-id' || name === 'list-post')
    ? [{ sign: 'reply_elsewhere' }]
    : [];
};

/** Where the sender's name is registered. */
export const senderHost: Rule = ({ fromDomain, fromFree, isOwnSender }) => {
  if (fromDomain === '' || fromFree || isOwnSender || isListed(fromDomain, MAIL_SERVICES)) {
    return [];
  }
  const { suffix, isPrivateSuffix, registrable } = partsOf(fromDomain);
  const seen: Seen[] = [];
  if (isListed(fromDomain, FREE_HOSTS) || (isPrivateSuffix && registrable !== suffix)) {
    const text = `Miền gửi ${quote(fromDomain)} là tên miễn phí dưới ${quote(suffix)}, ai cũng lập được.`;
    seen.push({ sign: 'sender_hosted', finding: finding('SENDER_HOST', 'note', text, fromDomain) });
  }
  if (isWithin(fromDomain, 'onmicrosoft.com')) {
    seen.push({ sign: 'sender_tenant' });
  }
  if (BAD_ENDINGS.has(suffix)) {
    const text = `Miền gửi ${quote(fromDomain)} dùng đuôi .${quote(suffix)}, hay bị lạm dụng.`;
    seen.push({ sign: 'sender_bad_ending', finding: finding('BAD_TLD', 'note', text, fromDomain) });
  } else if (fromDomain.split('.').slice(0, -1).some(looksRandom)) {
    seen.push({ sign: 'sender_random' });
  }
  return seen;
};

/** Failures told by the server that received it; a pass that the mail itself brings proves nothing. */
function toldFailure({ mail, context }: Facts): string | undefined {
  const { auth } = context;
  if (auth !== undefined) {
    const isProved = auth.dmarc === 'pass' || auth.dkim === 'pass';
    return auth.dmarc === 'fail' ? 'DMARC' : auth.spf === 'fail' && !isProved ? 'SPF' : undefined;
  }
  const told = mail.headers.find(({ name }) => name === 'authentication-results')?.value.slice(0, 2_000) ?? '';
  return /\bdmarc=fail\b/i.test(told) ? 'DMARC' : undefined;
}

/** A failure under the name of an agency or of a company that signs all its mail; a chain of forwarders that holds (ARC) excuses it. */
export const authFail: Rule = (facts) => {
  const { fromDomain, context } = facts;
  const failed = facts.isOwnSender ? undefined : toldFailure(facts);
  if (failed === undefined) {
    return [];
  }
  const agencies = context.protectedNames.map(({ domain }) => domain);
  const isNamed = isWithin(fromDomain, 'gov.vn') || isWithinAny(fromDomain, agencies) || isBrandHost(fromDomain);
  const isCertain = isNamed && context.auth?.dmarc === 'fail' && context.auth.arc !== 'pass';
  const text = `Thư không qua kiểm tra ${failed} của miền ${quote(fromDomain)}: người gửi có thể bị giả mạo.`;
  const said = finding('AUTH_FAIL', isCertain ? 'strong' : 'note', text, fromDomain);
  return isCertain
    ? [{ sign: 'auth_fail', finding: said }, { sign: 'forged_name' }]
    : [{ sign: 'auth_fail', finding: said }];
};

/** Who is outside, and whom nobody wrote with before. */
export const acquaintance: Rule = ({ context, from, fromDomain, isOwnSender }) => {
  if (isOwnSender || fromDomain === '') {
    return [];
  }
  const isAgency = isWithinAny(
    fromDomain,
    context.protectedNames.map(({ domain }) => domain),
  );
  const seen: Seen[] = [];
  if (context.knownSenders !== undefined && !context.knownSenders(from.address.toLowerCase())) {
    const text = `Lần đầu nhận thư từ địa chỉ ${quote(from.address)}.`;
    seen.push(
      isAgency
        ? { finding: finding('FIRST_TIME', 'note', text) }
        : { sign: 'first_time', finding: finding('FIRST_TIME', 'note', text) },
    );
  }
  if (!isAgency && context.ownDomains.length > 0) {
    seen.push({ finding: finding('EXTERNAL', 'note', `Thư từ bên ngoài cơ quan (${quote(fromDomain)}).`) });
  }
  return seen;
};
