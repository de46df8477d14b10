import { type FactLink, hasAny } from '../facts.ts';
import { isListed, registrableOf } from '../hosts/host.ts';
import { FORM_BUILDERS, FREE_HOSTS, SHORTENERS } from '../hosts/lists.ts';
import { isCommonTool } from '../hosts/sharing.ts';
import { THEMES } from '../words/themes.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isStranger, isUnknownHost } from './standing.ts';

const OPEN_STORES: ReadonlySet<string> = new Set(['github.com', 'gitlab.com', 'bitbucket.org', 'sourceforge.net']);

const DRAWN: ReadonlySet<string> = new Set(['canva.com', 'figma.com', 'prezi.com', 'gamma.app']);

const PROGRAM = /\.(?:exe|apk|msi|scr|bat|cmd|vbs|js|jar|iso|img|ps1|lnk|hta)$/i;
const GATE =
  /(?:^|[/.?&=_-])(?:login|log-in|dang-?nhap|signin|sign-in|auth|sso|owa|xac-?(?:minh|thuc|nhan)|verify|validate|confirm|gia-?han|kich-?hoat|cap-?nhat|capnhat|dong-?bo|mo-?khoa|huy|release|restore|quota|ke-?khai|upgrade|keep|2fa|otp|cccd|khong-phai-toi|doi-mat-khau|hoan(?:-?thue|-?tien)?|own|cancel|unlock|secure|account)(?=[/.?&=_-]|$)/i;
const FILE_SHOWN = /\.(pdf|docx?|xlsx?|pptx?|zip|rar|7z|ics|csv)$/i;

/** A page that is drawn or asks, and holds no file. */
function isDrawn({ realHost, url }: FactLink): boolean {
  const isForm =
    isListed(realHost, FORM_BUILDERS) &&
    (realHost !== 'docs.google.com' || /^\/(?:forms|presentation|drawings)/.test(url.pathname));
  return isForm || isListed(realHost, DRAWN);
}

/** What the address of a link tells of the page behind it. */
export const linkFacts: Rule = (facts) => {
  if (!isStranger(facts)) {
    return [];
  }
  const seen: Seen[] = [];
  const unknown = facts.links.filter(({ realHost }) => isUnknownHost(realHost, facts));
  // Anybody may put a program on a service for files or sources.
  const open = facts.links.filter(({ realHost }) => isCommonTool(realHost) || isListed(realHost, OPEN_STORES));
  const program = [...unknown, ...open].find(
    ({ url, shown }) => PROGRAM.test(url.pathname) || PROGRAM.test(shown.trim().slice(-100)),
  );
  if (program !== undefined) {
    const text = `Liên kết tải chương trình về máy từ ${quote(program.realHost)}.`;
    seen.push({ sign: 'link_program', finding: finding('ODD_LINK', 'strong', text, program.realHost) });
  }
  const gate = unknown.find(({ url }) => GATE.test(`${url.pathname}${url.search.replace(/=[^&]*/g, '=')}`));
  if (gate !== undefined) {
    const text = `Liên kết mở trang đăng nhập hay xác nhận ở ${quote(gate.realHost)}.`;
    seen.push({ sign: 'link_gate', finding: finding('ODD_LINK', 'note', text, gate.realHost) });
  }
  const posing = [...unknown, ...facts.links.filter(isDrawn)].find(({ shown, url }) => {
    const ending = FILE_SHOWN.exec(shown.trimEnd().slice(-20))?.[1]?.toLowerCase();
    return ending !== undefined && !url.pathname.toLowerCase().endsWith(`.${ending}`);
  });
  if (posing !== undefined) {
    const text = `Chữ hiển thị là tệp "${quote(posing.shown)}" nhưng liên kết mở một trang ở ${quote(posing.realHost)}.`;
    seen.push({ sign: 'link_as_file', finding: finding('ODD_LINK', 'strong', text, posing.shown) });
  }
  if (unknown.some(({ address }) => facts.recipients.some((to) => decoded(address).includes(to)))) {
    seen.push({ sign: 'reader_in_link' });
  }
  if (unknown.some(({ realHost }) => registrableOf(realHost) !== registrableOf(facts.fromDomain))) {
    seen.push({ sign: 'stranger_link_away' });
  }
  if (
    unknown.length > 0 &&
    unknown.length === facts.links.length &&
    new Set(unknown.map(({ address }) => address)).size <= 2
  ) {
    seen.push({ sign: 'stranger_one_link' });
  }
  if (hasAny(facts.topics, ['opening']) && unknown.length > 0 && facts.body.length < SHORT) {
    seen.push({ sign: 'short_open' });
  }
  if (unknown.some(({ realHost }) => BAIT_HOST.test(realHost))) {
    seen.push({ sign: 'bait_in_host' });
  }
  const words = `${facts.subject}${facts.body.slice(0, 1_500)}`;
  return unknown.length === 0
    ? seen
    : [...seen, ...THEMES.filter(({ of }) => of.test(words)).map(({ sign }) => ({ sign }))];
};

const SHORT = 320;
/** What a host is called to be clicked on in an office: a word of its papers, joined to another one. */
export const BAIT_HOST =
  /(?:^|[.-])(?:qua-?tang|tang-?qua|binh-?chon|phan-?anh|don-?thu|phap-?ly|tra-?soat|tuyen-?dung|hoa-?don|hop-?dong|chung-?tu|cong-?no|lien-?he|lich|doi-?tac|du-?lieu|tai-?lieu|chia-?se|van-?ban|luu-?tru|ho-?so|noi-?bo|can-?bo|lanh-?dao|thong-?bao|gia-?han|cap-?nhat|ho-?tro|nang-?cap|tra-?cuu|nhan-?qua|hoan-?tien|uu-?dai|giay-?moi|lich-?hop|hop-?truc-?tuyen|bao-?cao|tiep-?nhan|danh-?gia|kho|doi-?soat|nhan-?su|to-?chuc|mail|docs?|share|files?|secure|verify|login|notice|account|portal)-|-(?:tai-?lieu|chia-?se|van-?ban|luu-?tru|ho-?so|noi-?bo|can-?bo|lanh-?dao|thong-?bao|gia-?han|cap-?nhat|ho-?tro|nang-?cap|tra-?cuu|qua|hoan-?tien|hop|tiep-?nhan|danh-?gia|tong-?hop|nhan-?su|mail|docs?|share|files?|online|support|verify|login)(?=[.]|$)/;

/** A host that is named for the day: joined words, words of the office, or a page of anybody. */
export function isMadeUp(host: string): boolean {
  const isJoined = registrableOf(host).split('.')[0]?.includes('-') === true;
  return isJoined || BAIT_HOST.test(host) || isListed(host, FREE_HOSTS) || isListed(host, SHORTENERS);
}

function decoded(address: string): string {
  return address.replaceAll(/%40/gi, '@').toLowerCase();
}

export const LOCKED_WORDS =
  / (?:mat khau|mk|pass|password)(?: [^ ]+){0,4} (?:[0-9]{3,8}|[a-z]{2,8}[0-9]{2,6})(?= )| mat khau (?:giai nen|mo tep|mo file|cua tep|de mo)(?= )/;
export const ARCHIVE = /\.(?:zip|rar|7z|gz|tar|ace|arj)$/i;

/** Archives of a stranger, above all with the password beside them. */
export const strangerFiles: Rule = (facts) => {
  const archive = isStranger(facts) ? facts.mail.attachments.find(({ name }) => ARCHIVE.test(name)) : undefined;
  if (archive === undefined) {
    return [];
  }
  if (!LOCKED_WORDS.test(facts.body)) {
    return [{ sign: 'stranger_archive' }];
  }
  const text = `Tệp nén "${quote(archive.name)}" của người lạ kèm sẵn mật khẩu trong thư: cách giấu tệp khỏi bộ quét.`;
  return [{ sign: 'archive_with_password', finding: finding('LOCKED_ZIP', 'strong', text, archive.name) }];
};
