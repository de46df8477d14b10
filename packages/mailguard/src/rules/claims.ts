import type { Facts } from '../facts.ts';
import { isListed } from '../hosts/host.ts';
import { MAIL_SERVICES } from '../hosts/lists.ts';
import { isBrandHost } from '../words/brands.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isPublicDomain, isRemembered, isStranger } from './standing.ts';

/** Words of agencies and of the services around a mailbox, as they are put into the name of a host to be believed. */
const OFFICIAL_LABEL =
  /(?:^|[.-])(?:s?tttt|sotttt|ubnd|hdnd|bhxh|baohiemxahoi|baohiem-xahoi|vssid|thue|thuedientu|etax|hoanthue|cucthue|tongcucthue|khobac|kbnn|vneid|dinhdanh|congan|csgt|cucgplx|dichvucong|dvc|motcua|hcc|chinhphu|congvu|qlvb|qlvbdh|hopthu|thudientu|webmail|zimbra|mailbox|mailsec|mailserver|toaan|vks|thanhtra|kiemtoan|haiquan|ncsc|vncert|soc|attt|antoanthongtin|hddt|hoadondientu|canhbao|baomat|xacthuc|xacminh|sinhtrac|vnpost|buudien|evn|dienluc|agribank|bidv|vietcombank|vcb|vietinbank|vbsp|csxh|bkav|kaspersky|teams|zoom|microsoft|outlook|sharepoint|onedrive|gdrive|google|zalo|facebook)(?=[.-]|$)/;
const OFFICIAL_PART =
  /(?:thuedientu|hoanthue|vneid|dinhdanh|congan|dichvucong|chinhphu|congvu|baohiemxahoi|khobac|csgt|zimbra|webmail|vanphongubnd|sotttt|vnpost|agribank|vietcombank|vietinbank|sinhtrac|xacthuc|xacminh|govvn|quocgia|-gov(?:[.-]|$)|(?:^|\.)gov-)/;
/** Ranks and desks that a letter of the office comes from. */
const RANK =
  / (?:sep|lanh dao|chu tich|pho chu tich|pct|bi thu|pho bi thu|giam doc|pho giam doc|truong phong|chanh van phong|chanh vp|chanhvp|truong ban|thuong truc|thu quy|ke toan truong|to truong|hieu truong)(?= )/;
/** Guards and machines that a mailbox would listen to. */
const GUARD =
  / (?:canh bao|bao mat|an ninh mang|an toan thong tin|attt|ung cuu|giam sat|chong lua dao|phong chong|quan tri|ho tro (?:web)?mail|ho tro email|he thong thu|hop thu|thu cong vu|luu tru thu|webmail|zimbra|mail server|mailserver|mail delivery|postmaster|webmaster|(?:e ?)?mail admin|cong thong tin|he thong|thong bao|help ?desk|it|security|no ?reply|scan|scanner|bo loc)(?= )/;
/** The name of a host that an office would take for its own. */
export function isOfficialLabel(host: string): boolean {
  return OFFICIAL_LABEL.test(host) || OFFICIAL_PART.test(host);
}

/** The same in the first part of an address. */
const RANK_ADDRESS =
  /(?:^|[._-])(?:lanhdao|chu-?tich|ct|pct|bithu|giamdoc|gd|truongphong|tp|chanhvp|sep|thuquy)(?=[._\d-]|$)|(?:chutich|lanhdao|bithu|giamdoc|chanhvp)/;
/** "Anh Dũng bên Mặt trận đây": a colleague who says so himself, as nobody has to who writes from the office. */
const COLLEAGUE =
  /(?:^|[.,!?\n]|ơi|oi|chào em|chao em|chào chị|chào anh)\s{0,3}(?:[Aa]nh|[Cc]hị|[Cc]hi|[Cc]hú|[Cc]ô|[Bb]ác|[Tt]hầy) \p{Lu}[\p{Ll}\p{M}]{1,8}(?: [\p{L}\p{M}]{1,10}){0,4} (?:đây|day|nhé|nè)(?=[\s,.!]|$)/u;
const ANSWER = /^\s*(?:re|fw|fwd|tl|tr|aw)\s*:/i;

/** A name that an office would believe, at a host that is no office's. */
export const claims: Rule = (facts) => {
  const { display, from, fromDomain, fromFree, foreign, mail } = facts;
  if (!isStranger(facts)) {
    return [];
  }
  const seen: Seen[] = [];
  const isOutside = (host: string): boolean =>
    !isPublicDomain(host, facts) && !isBrandHost(host) && !isListed(host, MAIL_SERVICES);
  const hosts = [fromFree ? '' : fromDomain, ...foreign.map(({ realHost }) => realHost)];
  const named = hosts.find((host) => host !== '' && isOutside(host) && isOfficialLabel(host));
  if (named !== undefined) {
    const text = `Tên miền ${quote(named)} mượn tên một cơ quan hay dịch vụ nhưng không thuộc cơ quan, dịch vụ ấy.`;
    seen.push({ sign: 'claim_in_host', finding: finding('ODD_LINK', 'note', text, named) });
  }
  if (fromFree && (RANK.test(display) || RANK_ADDRESS.test(from.address.split('@')[0]?.toLowerCase() ?? ''))) {
    const text = `Tên "${quote(from.name)}" xưng chức vụ nhưng dùng thư miễn phí ${quote(from.address)}.`;
    seen.push({ sign: 'rank_free', finding: finding('FREE_OFFICE', 'strong', text, from.name) });
  }
  const colleague = fromFree ? COLLEAGUE.exec(facts.written.slice(0, 3_000))?.[0].replace(/^[.,!?\s]+/, '') : undefined;
  if (colleague !== undefined) {
    const text = `Thư xưng là người trong cơ quan ("${quote(colleague)}") nhưng dùng thư miễn phí ${quote(from.address)}.`;
    seen.push({ sign: 'claims_colleague', finding: finding('FREE_OFFICE', 'strong', text, colleague) });
  }
  if (isOutside(fromDomain) && GUARD.test(display)) {
    seen.push({ sign: 'guard_name' });
  }
  if (isRemembered(facts) && ANSWER.test(mail.subject) && mail.references.length === 0 && mail.inReplyTo === '') {
    const text = `Tiêu đề ghi là thư trả lời hay chuyển tiếp, nhưng ${quote(from.address)} chưa từng trao đổi với hộp thư này.`;
    seen.push({ sign: 'false_answer', finding: finding('FIRST_TIME', 'note', text) });
  }
  return seen;
};

const CITIZEN =
  / (?:(?:gia dinh|nha|me|bo|con|chau|ban|lang|thon|to dan pho|chong|vo) (?:toi|em|chau|chung toi)|(?:toi|em|chau) la (?:[^ ]+ ){1,4}o (?:ban|xa|thon|to|khu|thi tran)|xin hoi (?:[^ ]+ ){0,8}(?:thu tuc|ho so|giay|nop|can gi|can nhung)|(?:toi|em|chau|chung toi|ba con) (?:muon|xin|can|de nghi|phan anh|kien nghi|to cao|khieu nai|la sinh vien|la hoc sinh|la luat su|la nguoi dan|duoc|chua nhan|bi|gui (?:kem|don|phan anh|gop y|anh|ho so)|o (?:ban|xa|thon|to|doan))|cho (?:toi|em|chau) (?:hoi|xin)|(?:nho|de nghi|mong|kinh mong|xin) (?:ubnd |uy ban |cac )?(?:huyen|xa|thi tran|can bo|ubnd|uy ban|co quan|phong|chinh quyen|cap tren|lanh dao) (?:[^ ]+ ){0,3}(?:xem|giup|huong dan|tra loi|giai quyet|kiem tra|sua|xac nhan|lam|cho|ho tro|cong khai|cap|xu ly))(?= )/;
const DEMANDS: readonly string[] = ['act_secret', 'act_cards', 'act_install', 'act_office_account', 'act_channel'];

/** A citizen who asks something of the office: free mail is how citizens write (spec: accepted and marked, not suspected). */
export function isCitizen(facts: Facts, signs: readonly (string | undefined)[] = []): boolean {
  const { fromFree, display, body, foreign, mail } = facts;
  const isPlain = fromFree && !RANK.test(display) && !GUARD.test(display) && CITIZEN.test(` ${facts.subject}${body}`);
  const leads = foreign.some(({ realHost }) => !isListed(realHost, MAIL_SERVICES) && !isPublicDomain(realHost, facts));
  return isPlain && !leads && mail.replyTo.length === 0 && !signs.some((sign) => DEMANDS.includes(sign ?? ''));
}
