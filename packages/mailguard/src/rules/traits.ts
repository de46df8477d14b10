import type { Facts } from '../facts.ts';
import { domainOf, registrableOf } from '../hosts/host.ts';
import { TRAIT_WEIGHTS } from '../score/model-table.ts';
import type { TraitSign } from '../score/weights.ts';
import type { FindingCode } from '../types.ts';
import { CHECKED } from './known.ts';
import { finding, quote, type Rule } from './rule.ts';
import { isKnown, isUnknownHost } from './standing.ts';
import { isMadeUp } from './stranger-links.ts';

/*
 * Plain facts of a letter, none of them of one kind of lure: by whom, where to, what it is about. Each says little; their values are fitted
 * together with all else (`tools/fit-mailguard.ts`) on letters that no rule was written after. All of them speak against a letter: a date,
 * a clean file or a link home costs a forger nothing.
 */

interface Trait {
  sign: TraitSign;
  /** Of the sentence; a lure where nothing is said. */
  code?: FindingCode;
  /** How much of it there is; 0 for none. */
  of: (facts: Facts) => number;
  /** What the reader is told where little else is. */
  say?: (facts: Facts) => string | undefined;
}

const READ = 8_000;

const found = new WeakMap<Facts, Facts['links']>();

/** Links to hosts that are nobody's an office knows; several facts ask for them. */
function unknown(facts: Facts): Facts['links'] {
  const links = found.get(facts) ?? facts.links.filter(({ realHost }) => isUnknownHost(realHost, facts));
  found.set(facts, links);
  return links;
}

const isHome = (host: string, { fromDomain }: Facts): boolean => registrableOf(host) === registrableOf(fromDomain);

function madeUpLink(facts: Facts): string | undefined {
  return unknown(facts).find(({ realHost }) => isMadeUp(realHost))?.realHost;
}

/** A number to pay into, beside what says that it is one. */
const ACCOUNT =
  / (?:tai khoan|stk|tk|so tk|iban|a c|acc|account|beneficiary|swift|vietcombank|vcb|bidv|agribank|vietinbank|techcombank|mb|mbbank|acb|vpbank|tpbank|sacombank|bank|ngan hang)(?: [^ ]+){0,6} (?:[0-9]{6,20}|[0-9]{3,6}(?: [0-9x]{2,6}){1,4})(?= )/;
const CHANGED =
  / (?:tai khoan|stk|tk|so tk|account|bank|ngan hang)(?: [^ ]+){0,7} (?:moi|doi|thay doi|cap nhat|dinh chinh|tam|khac|cu|tat toan|ngung|bi (?:khoa|ra soat|thue|kiem tra|phong toa)|audit|changed|new|affiliate|instead)(?= )| (?:doi|thay|thay doi|dinh chinh|cap nhat|chuyen|new|changed?|updated?)(?: [^ ]+){0,4} (?:tai khoan|stk|tk|so tk|account|bank details|don vi thu ho)(?= )/;
export const WALLET =
  /(?<![\p{L}\d])(?:bc1[a-z0-9-]{10,80}|0x[0-9a-f]{30,}|[\d.,]{1,8}\s?(?:btc|usdt|eth)|bitcoin|usdt)(?![\p{L}\d])/iu;
const NO_CALL =
  / (?:dung|khong|khoi|ko|k|chua) (?:[^ ]+ ){0,3}(?:goi|nghe may|nghe dt|nghe duoc|nghe dien thoai|dien thoai)(?= )| (?:goi|dien|lien lac) (?:[^ ]+ ){0,2}(?:kho|khong duoc)(?= )| (?:mat|hong|hu|het pin) (?:dien thoai|dt|may)(?= )| (?:do not|don t|cannot|can t) (?:[^ ]+ ){0,2}(?:call|phone)(?= )| (?:only|chi) (?:[^ ]+ ){0,3}(?:by|via|qua) (?:e ?mail|mail|thu nay)(?= )/;
const PREPAID =
  / (?:(?:khai|nhap|dien|cung cap)(?: [^ ]+){0,3} the (?:bao dam|giu cho|tin dung|thanh toan)|card (?:details|number|guarantee)) | (?:phi|le phi|dat coc|tien coc|ky quy|deposit|fee|charge)(?: [^ ]+){0,10} (?:truoc|hoan lai|refundable|refunded|chuyen khoan|chuyen truoc|remit|transfer|settle)(?= )| (?:refundable|remit|settle|advance|chuyen truoc|nop truoc|dong truoc|ung truoc)(?: [^ ]+){0,8} (?:phi|le phi|coc|deposit|fee|usd|eur|aud|dong|trieu)(?= )/;
const PAPERS =
  / (?:anh|ban chup|ban scan|so|chup|scan|scans|copy|upload|kem) (?:[^ ]+ ){0,4}(?:can cuoc|cccd|cmnd|ho chieu|passport|passports|con dau|chu ky|the ngan hang|so tai khoan)(?= )| passport (?:scans?|cop(?:y|ies))(?= )/;

/** Away from the mailbox and the desks of the office, where others would see. */
const APART =
  / (?:(?:tra loi|gui|viet|phan hoi|trao doi|lien he) (?:[^ ]+ ){0,4}(?:(?:tu|bang|qua|vao) (?:[^ ]+ ){0,2}(?:dia chi|hop thu|email|mail|thu|gmail) (?:rieng|ca nhan|nha))|(?:khong|dung) (?:[^ ]+ ){0,3}(?:dung|gui|tra loi|qua) (?:[^ ]+ ){0,3}(?:thu|mail|email|hop thu|may chu) (?:cong vu|co quan|nha nuoc)|(?:reply|write|answer|respond) (?:[^ ]+ ){0,4}(?:private|personal) (?:address|email|e mail|mail|account)|(?:not|without) (?:to )?(?:open|opening|involve|involving|inform|informing|mention|copy|copying|notify|notifying) (?:[^ ]+ ){0,6}(?:department|ministry|correspondence|colleagues|anyone|office|authorities|superiors))(?= )/;

const said =
  (pattern: RegExp) =>
  ({ subject, body }: Facts): number =>
    Number(pattern.test(`${subject}${body}`));

/** Answers go to a domain that is neither the sender's nor that of an agency or a known company. */
function replyAway(facts: Facts): string | undefined {
  const home = registrableOf(facts.fromDomain);
  return facts.mail.replyTo
    .map(({ address }) => domainOf(address))
    .find((domain) => domain !== '' && registrableOf(domain) !== home && isUnknownHost(domain, facts));
}

/** A link home costs nothing, so beside others it does not make them known. */
function leadsToUnknownOnly(facts: Facts): boolean {
  const away = facts.links.filter(({ realHost }) => !isHome(realHost, facts));
  const told = away.length === 0 ? facts.links : away;
  return told.length > 0 && told.every(({ realHost }) => isUnknownHost(realHost, facts));
}

const TRAITS: readonly Trait[] = [
  {
    sign: 'sender_made_up',
    code: 'SENDER_HOST',
    of: (facts) => Number(!facts.fromFree && isUnknownHost(facts.fromDomain, facts) && isMadeUp(facts.fromDomain)),
    say: ({ fromDomain }) => `Miền gửi ${quote(fromDomain)} là tên ghép, không thuộc cơ quan hay hãng đã biết.`,
  },
  {
    sign: 'leads_away',
    code: 'ODD_LINK',
    of: (facts) => Number(unknown(facts).some(({ realHost }) => !isHome(realHost, facts))),
    say: (facts) => {
      const away = unknown(facts).find(({ realHost }) => !isHome(realHost, facts))?.realHost;
      return away === undefined
        ? undefined
        : `Liên kết mở ${quote(away)}: không phải trang của người gửi, của cơ quan hay dịch vụ quen biết.`;
    },
  },
  {
    sign: 'leads_made_up',
    code: 'ODD_LINK',
    of: (facts) => Number(madeUpLink(facts) !== undefined),
    say: (facts) => {
      const host = madeUpLink(facts);
      return host === undefined ? undefined : `Liên kết mở ${quote(host)}: tên miền ghép chữ, ai cũng lập được.`;
    },
  },
  {
    sign: 'leads_only_unknown',
    code: 'ODD_LINK',
    of: (facts) => Number(leadsToUnknownOnly(facts)),
    say: () => 'Mọi liên kết trong thư đều mở trang không thuộc cơ quan hay hãng đã biết.',
  },
  {
    sign: 'leads_in_file',
    code: 'ODD_LINK',
    of: ({ links }) => Number(links.some((link) => link.file !== undefined)),
    say: ({ links }) => {
      const link = links.find((each) => each.file !== undefined);
      return link === undefined
        ? undefined
        : `Liên kết nằm trong tệp "${quote(link.file ?? '')}", mở ${quote(link.realHost)}.`;
    },
  },
  {
    sign: 'names_account',
    of: said(ACCOUNT),
    say: () => 'Thư nêu một số tài khoản để chuyển tiền vào: gọi số điện thoại đã biết để hỏi trước khi chuyển.',
  },
  {
    sign: 'changes_account',
    of: (facts) => Number(said(CHANGED)(facts) === 1 && !CHECKED.test(facts.body)),
    say: () =>
      'Thư nói tài khoản nhận tiền đổi sang nơi khác: gọi số điện thoại trong hợp đồng để hỏi trước khi chuyển.',
  },
  {
    sign: 'asks_crypto',
    of: ({ written }) => Number(WALLET.test(written.slice(0, READ))),
    say: () => 'Thư nói tới tiền mã hóa (Bitcoin, ví điện tử ẩn danh).',
  },
  {
    sign: 'shuns_calls',
    of: said(NO_CALL),
    say: () => 'Người viết tránh để gọi điện hỏi lại.',
  },
  {
    sign: 'wants_prepaid',
    of: said(PREPAID),
    say: () => 'Thư đòi trả trước một khoản phí hay tiền cọc.',
  },
  {
    sign: 'away_from_office',
    of: said(APART),
    say: () => 'Người viết muốn tránh hộp thư hay bộ phận của cơ quan.',
  },
  {
    sign: 'reply_away',
    code: 'REPLY_FREE',
    of: (facts) => Number(replyAway(facts) !== undefined),
    say: (facts) => `Thư trả lời sẽ đi về ${quote(replyAway(facts) ?? '')}, không phải miền của người gửi.`,
  },
  {
    sign: 'wants_papers',
    of: said(PAPERS),
    say: () => 'Thư xin ảnh hay số giấy tờ, con dấu, chữ ký, thẻ.',
  },
  {
    sign: 'known_leads_made_up',
    code: 'ODD_LINK',
    of: (facts) => Number(isKnown(facts) && madeUpLink(facts) !== undefined),
    say: (facts) => {
      const host = madeUpLink(facts);
      return host === undefined
        ? undefined
        : `Người quen nhưng liên kết mở ${quote(host)}, không phải trang của người ấy.`;
    },
  },
];

/** What is plain to see. */
export const traits: Rule = (facts) =>
  TRAITS.flatMap(({ sign, code = 'LURE', of, say }) => {
    const amount = of(facts);
    if (amount === 0) {
      return [];
    }
    const weight = Number((amount * TRAIT_WEIGHTS[sign]).toFixed(3));
    const text = weight > 0 ? say?.(facts) : undefined;
    return [{ sign, weight, ...(text !== undefined && { aside: finding(code, 'note', text) }) }];
  });

/** How much of each there is, for whoever fits their values. */
export function traitsOf(facts: Facts): [TraitSign, number][] {
  return TRAITS.map(({ sign, of }): [TraitSign, number] => [sign, of(facts)]);
}
