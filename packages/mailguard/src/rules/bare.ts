import type { Facts } from '../facts.ts';
import { isListed, registrableOf } from '../hosts/host.ts';
import { FREE_HOSTS } from '../hosts/lists.ts';
import { COMPANY_NAME } from '../words/companies.ts';
import { foldWords } from '../words/fold.ts';
import { actsOf } from './acts.ts';
import { isCitizen } from './claims.ts';
import { isNamesake } from './favour.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isAuthenticOffice, isStranger, isUnknownHost } from './standing.ts';
import { isMadeUp } from './stranger-links.ts';

/** A desk without an office or a person. */
const DESK =
  /^ (?:(?:ban |bo phan |phong |to )?(?:lanh dao|ke toan|ke toan truong|nhan su|to chuc|van phong|van thu|thu ky|quan tri|ky thuat|it|hanh chinh|tai vu|thu quy|mua hang|hr|admin|support|help ?desk|he thong|thong bao|bi thu|pho bi thu|chu tich|pho chu tich|giam doc|truong phong|chanh van phong))(?: (?:co quan|don vi|vp|noi bo|nhan su|cong ty|helpdesk))? $/;

/** Who writes to an office for the first time says to whom, who he is, and how he is reached. */
export const PRESENTED =
  / (?:kinh gui|kinh chao|kinh thua|kinh moi|dear|tran trong|toi la|toi ten|em la|em ten|chung toi la|toi o|em o|minh (?:muon|la|o|ten)|xin (?:phep|hoi)|ben (?:em|toi|minh|anh)|cong ty|truong (?:dai hoc|cao dang|trung cap|thpt|thcs|tieu hoc|mam non|chinh tri|pt|ptdt|dtnt|em|toi)|trung tam|hoc vien|benh vien|vien (?:nghien cuu|dan toc|kiem|khoa|quy|kinh|han lam)|hoi (?:nong dan|phu nu|lam vuon|khuyen|doanh|chu thap|cuu|nha|dong huong|nghi)|clb|nha (?:xuat ban|thuoc|hang|may|in|nghi|xe|van|thau|toi|em)|sdt|dt|dien thoai|hotline|lien he|mst|dia chi|best|regards|sincerely|0[0-9]{2,4})(?= )/;
export const [FEW_WORDS, FEWER_WORDS] = [45, 32];
const NO_WORDS = 5;
/** Whether the reader is there, or would do something: the first line of an errand that is told in the second mail. */
const THERE =
  / (?:(?:dang|co dang|con|co) (?:o |tai )?(?:co quan|phong|van phong|don vi|ban|ranh|lam viec|do)|(?:co |dang )?(?:ban|ranh) (?:khong|ko|k|a)|(?:nho|can) (?:em|anh|chi|dong chi|ban|co|chau) (?:[^ ]+ )?(?:viec|chut|giup)|(?:co|dang co) viec (?:can|nho|gap|muon)|(?:tra loi|nhan|nhan lai|phan hoi|hoi am) (?:lai )?(?:toi|em|anh|chi|chu|minh|vao|qua|nhe|ngay)|are you (?:available|free|at|in)|(?:bao|noi) lai (?:anh|toi|chi|chu) ngay)(?= )/;

export function wordsOf(text: string): number {
  return text.split(' ').filter((word) => word !== '' && !word.includes('http')).length;
}

/** Hardly a word, nobody named, and something to open. */
function bareLink(facts: Facts): Seen[] {
  const link = facts.links.find(({ realHost }) => isUnknownHost(realHost, facts));
  const isHome = link !== undefined && registrableOf(link.realHost) === registrableOf(facts.fromDomain);
  const isSigned = isHome && (COMPANY_NAME.test(facts.display) || isNamesake(facts));
  // Whoever is proved to be an agency has said who it is, unless the host is made up for the day.
  const isTold = link !== undefined && isAuthenticOffice(facts) && !isMadeUp(link.realHost);
  if (link === undefined || isSigned || isTold || wordsOf(facts.body) > FEW_WORDS || PRESENTED.test(facts.body)) {
    return [];
  }
  const text = `Người lạ không xưng tên, đơn vị, chỉ có vài chữ và một liên kết mở ${quote(link.realHost)}.`;
  const said = finding('ODD_LINK', 'note', text, link.realHost);
  return wordsOf(facts.body) <= NO_WORDS
    ? [{ sign: 'bare_link', finding: said }, { sign: 'only_link' }]
    : [{ sign: 'bare_link', finding: said }];
}

/** Hardly a word, and the reader is to answer. */
function bareErrand(facts: Facts): Seen[] {
  const { links, body, subject, fromDomain } = facts;
  const words = `${subject}${body}`;
  // A link to his own house and a file cost a forger nothing.
  const leads = links.some(({ realHost }) => registrableOf(realHost) !== registrableOf(fromDomain));
  if (leads || wordsOf(body) > FEWER_WORDS || isCitizen(facts)) {
    return [];
  }
  if (PRESENTED.test(body) || !THERE.test(words)) {
    return [];
  }
  const text = `Người lạ không xưng tên, đơn vị, chỉ hỏi han và chờ trả lời vào ${quote(facts.from.address)}: cách mở đầu của thư mạo danh nhờ việc.`;
  return [{ sign: 'bare_errand', finding: finding('LURE', 'note', text) }];
}

/** Before the name of whoever is written to. */
const ADDRESSED =
  / (?:kinh gui|kinh chao|xin chao|chao|gui|dear|hello|hi|quy khach|khach hang|thay|co|ong|ba|anh|chi) (?:(?:quy khach|khach hang|ong|ba|anh|chi|thay|co|dong chi|mr|ms|mrs) )?$/;

/** Somebody of the directory in the subject or the first words, as a service tells of what a colleague did there. */
function colleagueNamed(facts: Facts): Seen[] {
  const words = `${facts.subject}${facts.body.slice(0, 200)}`;
  const link = facts.links.find(({ realHost }) => isUnknownHost(realHost, facts));
  const named = facts.context.people.find(({ name }) => {
    const folded = foldWords(name).words.trim();
    // Whom a letter greets is its reader.
    return words.includes(` ${folded} `) && !ADDRESSED.test(words.slice(0, words.indexOf(` ${folded} `) + 1));
  });
  if (link === undefined || named === undefined || wordsOf(facts.body) > FEW_WORDS) {
    return [];
  }
  const text = `Thư của người lạ nêu tên "${named.name}" trong cơ quan rồi dẫn tới ${quote(link.realHost)}.`;
  return [{ sign: 'colleague_named', finding: finding('LURE', 'note', text, named.name) }];
}

/** The letter says to go on by what is inside the file. */
const POINTED =
  / (?:(?:lien ket|link|nut|duong dan|ma qr|ma) (?:[^ ]+ ){0,2}(?:trong|o|tren|cua) (?:tep|file|van ban|pdf|bien ban|tai lieu)|mo (?:tep|file|pdf) (?:[^ ]+ ){0,2}(?:de|roi) (?:tai|xem|mo|nhan)|link (?:inside|in) the)(?= )/;

/** A link that is kept in an attachment, where filters of words do not look. */
function linkInFile(facts: Facts): Seen[] {
  const home = registrableOf(facts.fromDomain);
  const coded = new Set(facts.qrCodes.map(({ text }) => text.trim()));
  const link = facts.links.find(
    ({ file, realHost, address }) => file !== undefined && !coded.has(address) && isUnknownHost(realHost, facts),
  );
  if (link === undefined) {
    return [];
  }
  const isAway = registrableOf(link.realHost) !== home || isListed(link.realHost, FREE_HOSTS);
  const text = `Tệp "${quote(link.file ?? '')}" của người lạ dẫn tới ${quote(link.realHost)}.`;
  const said = finding('ODD_LINK', 'note', text, link.realHost);
  const seen: Seen[] = [{ sign: isAway ? 'file_leads_away' : 'file_leads', finding: said }];
  return POINTED.test(facts.body) ? [...seen, { sign: 'file_points' }] : seen;
}

const SENT_AS_ASKED =
  / (?:nhu (?:chi|anh|em|co|dong chi|ban|da) (?:yeu cau|hen|trao doi|noi|dan)|hom (?:truoc|qua|no)|theo (?:yeu cau|trao doi|loi hen)|da hen|lan truoc)(?= )/;

/** Says to go on with something that never was. */
function falseContinuation(facts: Facts): Seen[] {
  const { mail, body } = facts;
  const isNew = mail.references.length === 0 && mail.inReplyTo === '';
  const leads = facts.links.some(({ realHost }) => isUnknownHost(realHost, facts));
  return isNew && leads && SENT_AS_ASKED.test(body) && !PRESENTED.test(body) ? [{ sign: 'false_continuation' }] : [];
}

/** `thing-thing.com`: how names are made that are wanted for a week; some honest companies have one too, so it counts little. */
function hyphenHost(facts: Facts): Seen[] {
  const hosts = [facts.fromFree ? '' : facts.fromDomain, ...facts.links.map(({ realHost }) => realHost)];
  const isJoined = hosts.some(
    (host) => host !== '' && isUnknownHost(host, facts) && registrableOf(host).split('.')[0]?.includes('-') === true,
  );
  return isJoined ? [{ sign: 'hyphen_host' }] : [];
}

/** How little a stranger says before he wants something opened or answered. */
export const bare: Rule = (facts) => {
  if (!isStranger(facts)) {
    return [];
  }
  const desk: Seen[] = DESK.test(facts.display) ? [{ sign: 'bare_desk' }] : [];
  return [
    ...desk,
    ...hyphenHost(facts),
    ...colleagueNamed(facts),
    ...bareLink(facts),
    ...bareErrand(facts),
    ...linkInFile(facts),
    ...falseContinuation(facts),
    ...officePlain(facts),
  ];
};

const NEVER_ASKED: readonly string[] = [
  'act_secret',
  'act_office_account',
  'act_install',
  'act_bypass',
  'act_program',
  'act_pay',
  'act_new_account',
  'act_cards',
];

/** An agency that is proved and leads to a plain page of another house: exhibitions, contests and registers have one. */
function officePlain(facts: Facts): Seen[] {
  const isPlain = isAuthenticOffice(facts) && !facts.links.some(({ realHost }) => isMadeUp(realHost));
  const isHarmless = !actsOf(facts).some(({ act: { sign } }) => NEVER_ASKED.includes(sign));
  return isPlain && isHarmless ? [{ sign: 'office_plain' }] : [];
}
