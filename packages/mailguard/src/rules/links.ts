import { type FactLink, type Facts, hasAny } from '../facts.ts';
import { isListed, isWithin, partsOf, registrableOf } from '../hosts/host.ts';
import { BAD_ENDINGS, FORM_BUILDERS, FREE_HOSTS, HOME_PAGES, MAIL_SERVICES, SHORTENERS } from '../hosts/lists.ts';
import { looksRandom } from '../hosts/random.ts';
import { isSharing } from '../hosts/sharing.ts';
import { isWarning } from '../read/own-words.ts';
import type { Sign } from '../score/weights.ts';
import type { Finding } from '../types.ts';
import { BRANDS, isBrandHost, isOfBrand } from '../words/brands.ts';
import type { Topic } from '../words/topics.ts';
import { isProtected } from './link-lies.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isAuthenticOffice } from './standing.ts';

const LURES: readonly Topic[] = [
  'credential',
  'mailbox',
  'threat',
  'signin',
  'delivery',
  'crypto',
  'prize',
  'tax',
  'document',
  'billing',
  'offer',
];
const CALL =
  /^(?:[^\p{L}]{0,4})(?:verify|confirm|update|validate|sign in|log ?in|login|click here|review|view (?:document|message|file|invoice|voicemail|shared)|open (?:document|file|message)|release|restore|unlock|secure|claim|get started|continue|keep (?:my|same|current)|upgrade|re-?activate|renew|pay (?:now|fee)|track|reschedule|connect|download|listen|play|manage|resolve|increase|fix|access|xac minh|xac nhan|xac thuc|dang nhap|cap nhat|bam vao day|nhan vao day|tai day|nang cap|xem (?:tai lieu|chi tiet|van ban)|tai ve|tai xuong|mo khoa|gia han|giu (?:mat khau|nguyen))/iu;
const BROKEN_INTO =
  /\/(?:wp-(?:includes|admin|content\/(?:plugins|themes|mu-plugins))|\.well-known\/(?!acme)|cgi-bin\/[^?]{0,80}\.php|includes\/js|components\/com_)/i;
/** A lure leads to one place or two, a newsletter to many. */
const MOST_TARGETS = 3;
const LONG_HOST = 45;
const DEEP_HOST = 5;

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

interface Kind {
  sign: Sign;
  of: (link: FactLink, facts: Facts) => boolean;
  say: (host: string, link: FactLink) => Finding;
}

const isCommonService = (host: string): boolean =>
  isListed(host, MAIL_SERVICES) && !isListed(host, FREE_HOSTS) && !isListed(host, FORM_BUILDERS);

const KINDS: readonly Kind[] = [
  {
    sign: 'user_link',
    of: ({ url }) => url.username !== '',
    say: (host, { address }) =>
      finding(
        'USER_LINK',
        'strong',
        `Liên kết "${quote(address)}" giấu tên thật sau dấu @: thực tế mở ${host}.`,
        address,
      ),
  },
  {
    sign: 'free_host',
    of: ({ realHost }) => isListed(realHost, FREE_HOSTS) && !isListed(realHost, FORM_BUILDERS),
    say: (host) => finding('FREE_HOST', 'note', `Liên kết mở ${host}, trang miễn phí mà ai cũng lập được.`, host),
  },
  {
    sign: 'form_builder',
    of: ({ realHost, url }) =>
      isListed(realHost, FORM_BUILDERS) &&
      (!isWithin(realHost, 'docs.google.com') || /^\/(?:forms|drawings|presentation)/.test(url.pathname)),
    say: (host) =>
      finding('FREE_HOST', 'note', `Liên kết mở biểu mẫu hay trang chia sẻ ở ${host}, ai cũng lập được.`, host),
  },
  {
    sign: 'shortener',
    of: ({ realHost }) => isListed(realHost, SHORTENERS) && !isSharing(realHost),
    say: (host) => finding('SHORTENER', 'note', `Liên kết rút gọn ${host} giấu nơi thật sự mở.`, host),
  },
  {
    sign: 'ip_link',
    of: ({ realHost }) => partsOf(realHost.replace(/^\[|\]$/g, '')).isIp,
    say: (host) => finding('IP_LINK', 'note', `Liên kết mở địa chỉ số ${host}, không có tên miền.`, host),
  },
  {
    sign: 'bad_ending',
    of: ({ realHost }) => BAD_ENDINGS.has(partsOf(realHost).suffix),
    say: (host) => finding('BAD_TLD', 'note', `Liên kết mở ${host}, đuôi tên miền hay bị lạm dụng.`, host),
  },
  {
    sign: 'odd_host',
    of: ({ realHost, url }) =>
      !isCommonService(realHost) &&
      (realHost.length > LONG_HOST ||
        realHost.split('.').length > DEEP_HOST ||
        url.hostname.includes('xn--') ||
        (url.port !== '' && !['80', '443', '8080'].includes(url.port))),
    say: (host) => finding('ODD_LINK', 'note', `Liên kết mở ${host}, tên miền dài hay viết lạ thường.`, host),
  },
  {
    sign: 'broken_into',
    of: ({ url }) => BROKEN_INTO.test(url.pathname) && !/\.(?:png|jpe?g|gif|svg|css|pdf)$/i.test(url.pathname),
    say: (host) =>
      finding('ODD_LINK', 'note', `Liên kết mở thư mục bên trong của ${host}, thường là trang bị chiếm.`, host),
  },
  {
    sign: 'redirected',
    of: ({ isRedirected, host, realHost }, { fromDomain }) =>
      isRedirected &&
      !/safelink|urldefense|mimecast/.test(host) &&
      registrableOf(realHost) !== registrableOf(fromDomain) &&
      registrableOf(realHost) !== registrableOf(host),
    say: (host, { host: via }) =>
      finding('ODD_LINK', 'note', `Liên kết đi vòng qua ${quote(via)} để mở ${host}.`, host),
  },
];

/** Kinds of hosts, once each. */
export const linkKinds: Rule = (facts) => {
  const own = registrableOf(facts.fromDomain);
  return KINDS.flatMap(({ sign, of, say }): Seen[] => {
    const link =
      facts.foreign.find((each) => of(each, facts)) ??
      facts.links.find((each) => of(each, facts) && (sign !== 'odd_host' || registrableOf(each.realHost) !== own));
    return link === undefined ? [] : [{ sign, finding: say(quote(link.realHost), link) }];
  });
};

/** The reader's own address inside the link: a page that greets him by it. */
function recipientInLink({ links, recipients }: Facts): boolean {
  return links.some(({ url }) => {
    const fragment = url.hash.replaceAll(/%40/gi, '@').slice(0, 300).toLowerCase();
    const encoded = /[#=/]([A-Za-z0-9+_-]{16,200}={0,2})$/.exec(url.href)?.[1];
    const decoded = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('latin1').toLowerCase();
    return (
      /^#.{0,20}?[\w.+-]{1,64}@[\w.-]{2,100}\.[a-z]{2,}/.test(fragment) ||
      recipients.some((address) => decoded === address)
    );
  });
}

function brandInHost({ foreign }: Facts): string | undefined {
  const label = foreign
    .map(({ realHost }) => realHost)
    .find(
      (host) =>
        !isBrandHost(host) &&
        !isCommonService(host) &&
        BRANDS.some((brand) => {
          const word = brand.name.replaceAll(' ', '');
          return (
            word.length > 5 && !brand.isCommon && host.replaceAll('-', '').includes(word) && !isOfBrand(host, brand)
          );
        }),
    );
  return label;
}

function isService(host: string): boolean {
  return isListed(host, MAIL_SERVICES) || isBrandHost(host) || isSharing(host);
}

/** Where a lure leads: a host that has nothing to do with its sender. */
export const lureLinks: Rule = (facts) => {
  const { topics, links, foreign } = facts;
  const seen: Seen[] = [];
  if (!hasAny(topics, LURES) || links.length === 0) {
    return seen;
  }
  const unknown = foreign.filter(({ realHost }) => !isService(realHost) && !isProtected(realHost, facts));
  const target = unknown[0]?.realHost;
  const distinct = new Set(unknown.map(({ realHost }) => registrableOf(realHost))).size;
  // Links to well-known services are copied along with the letterhead: they say nothing.
  const home = links.filter(({ realHost }) => registrableOf(realHost) === registrableOf(facts.fromDomain)).length;
  if (target !== undefined && distinct <= MOST_TARGETS && unknown.length >= home) {
    seen.push({
      sign: 'lure_elsewhere',
      finding: finding(
        'ODD_LINK',
        'note',
        `Thư gửi từ ${quote(facts.fromDomain)} nhưng liên kết mở ${quote(target)}.`,
        target,
      ),
    });
    if (new Set(links.map(({ realHost }) => registrableOf(realHost))).size === 1) {
      seen.push({ sign: 'single_target' });
    }
  }
  if (
    links.some(
      ({ shown, realHost }) => CALL.test(fold(shown)) && !isBrandHost(realHost) && !isProtected(realHost, facts),
    )
  ) {
    seen.push({ sign: 'call_to_action' });
  }
  if (recipientInLink(facts)) {
    seen.push({ sign: 'recipient_in_link' });
  }
  const branded = brandInHost(facts);
  if (branded !== undefined) {
    seen.push({
      sign: 'brand_in_host',
      finding: finding('ODD_LINK', 'note', `Liên kết mở ${quote(branded)}, tên miền mượn tên một hãng khác.`, branded),
    });
  } else if (
    distinct <= MOST_TARGETS &&
    unknown.some(({ realHost }) => looksRandom(registrableOf(realHost).split('.')[0] ?? ''))
  ) {
    seen.push({ sign: 'odd_host' });
  }
  return seen;
};

const HOSTED: readonly Sign[] = ['free_host', 'form_builder', 'shortener', 'bad_ending', 'ip_link', 'user_link'];
const ALL_LURES: readonly Topic[] = [...LURES, 'extortion', 'errand'];
/** Characters of a mail that is little more than its link. */
const THIN = 500;

/** A lure, or hardly a word at all, in front of a page that anybody may have put up. */
export const hostedLure: Rule = (facts) => {
  const isHosted = ({ realHost }: FactLink): boolean =>
    KINDS.some(
      ({ sign, of }) =>
        HOSTED.includes(sign) && facts.foreign.some((link) => link.realHost === realHost && of(link, facts)),
    );
  const hosted = facts.foreign.filter(isHosted);
  const isForm = hosted.every(({ realHost }) => isListed(realHost, FORM_BUILDERS));
  if (hosted.length === 0) {
    return [];
  }
  // A school or an agency asks its questions in a form; asking for a secret is another matter.
  const isPoll =
    isForm &&
    isAuthenticOffice(facts) &&
    (isWarning(facts.written) || !hasAny(facts.topics, ['credential', 'mailbox']));
  const seen: Seen[] = !isPoll && hasAny(facts.topics, ALL_LURES) ? [{ sign: 'lure_hosted' }] : [];
  const own = registrableOf(facts.fromDomain);
  const isAlone = facts.links.every(
    (link) => isHosted(link) || (registrableOf(link.realHost) !== own && isService(link.realHost)),
  );
  const isBlog = hosted.every(({ realHost }) => isListed(realHost, HOME_PAGES));
  return isAlone && !isForm && !isBlog && facts.body.length < THIN && facts.mail.html !== ''
    ? [...seen, { sign: 'thin_hosted' }]
    : seen;
};
