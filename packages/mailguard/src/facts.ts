import { isFreeMail } from './hosts/free-mail.ts';
import { domainOf, isWithinAny, registrableOf } from './hosts/host.ts';
import { type OpenedHost, openedHost } from './hosts/unwrap.ts';
import { type HtmlView, scanHtml } from './html/scan-html.ts';
import { withoutCourtesy } from './read/courtesy.ts';
import { type FileLink, fileLinks } from './read/file-links.ts';
import { isShownOnly, isWarning, ownPart } from './read/own-words.ts';
import type { GuardContext, Mailbox, QrCode, ReadMail } from './types.ts';
import { foldWords } from './words/fold.ts';
import { isForeign } from './words/language.ts';
import { matchTopics, type TopicHits } from './words/match-topics.ts';
import type { Topic } from './words/topics.ts';
import { withoutEnd } from './words/trim.ts';

export interface FactLink extends OpenedHost {
  shown: string;
  address: string;
  /** The attachment or picture that it opens out of. */
  file?: string;
}

/** What the rules look at, read once. */
export interface Facts {
  mail: ReadMail;
  context: GuardContext;
  qrCodes: readonly QrCode[];
  from: Mailbox;
  fromDomain: string;
  fromFree: boolean;
  isOwnSender: boolean;
  view: HtmlView;
  /** Folded words of the subject, of the display name, of what is read in the body. */
  subject: string;
  display: string;
  body: string;
  /** Subject and body as they are written. */
  written: string;
  /** In another language than Vietnamese. */
  isForeign: boolean;
  hiddenWord: string | undefined;
  topics: ReadonlyMap<Topic, TopicHits>;
  subjectTopics: ReadonlyMap<Topic, TopicHits>;
  links: FactLink[];
  /** Names of the registrable domains of the links that are not the sender's. */
  foreign: FactLink[];
  recipients: string[];
}

const MAX_LINKS = 300;
const PLAIN_URL = /\bhttps?:\/\/[^\s<>"')\]]{3,2000}/gi;
/** A lure says what it wants at once; a newsletter of ten pages speaks of everything somewhere. */
const OPENING = 3_000;
/** A name longer than a line of a screen is no name; rules read every word of it. */
const LONGEST_NAME = 500;
/** An answer that somebody else wrote. */
const QUOTED = /^[ \t]{0,3}[>|].*$/gm;

interface Address {
  shown: string;
  url: string;
  file?: string;
}

function writtenIn(text: string): Address[] {
  return [...text.slice(0, 200_000).matchAll(PLAIN_URL)].map(([url]) => ({
    shown: '',
    url: withoutEnd(url, '.,;:!?'),
  }));
}

function outOfFiles(qrCodes: readonly QrCode[], mail: ReadMail): Address[] {
  const codes: FileLink[] = qrCodes.map(({ text, file }) => ({ file, url: text.trim() }));
  return [...fileLinks(mail), ...codes].map(({ url, file }) => ({ shown: '', url, file }));
}

function linksOf(addresses: readonly Address[]): FactLink[] {
  const seen = new Map<string, FactLink>();
  for (const { shown, url, file } of addresses.slice(0, MAX_LINKS * 2)) {
    const key = `${url}\n${shown}`;
    if (seen.size >= MAX_LINKS || seen.has(key)) {
      continue;
    }
    const found = openedHost(url);
    if (found !== undefined) {
      seen.set(key, { ...found, shown, address: url, ...(file !== undefined && { file }) });
    }
  }
  return [...seen.values()];
}

/** The words of a quoted answer are somebody else's. */
function ownText(mail: ReadMail, view: HtmlView): string {
  const html = view.text.trim();
  const pictures = view.imageTexts.slice(0, 40).join('\n');
  if (html.length > 40 || mail.text.trim() === '') {
    return `${view.title}\n${html}\n${pictures}`;
  }
  return `${mail.text.replace(QUOTED, '')}\n${html}\n${pictures}`;
}

function merged(first: ReadonlyMap<Topic, TopicHits>, second: ReadonlyMap<Topic, TopicHits>): Map<Topic, TopicHits> {
  const all = new Map(first);
  for (const [topic, hits] of second) {
    const known = all.get(topic);
    all.set(topic, known === undefined ? hits : { count: known.count + hits.count, span: known.span });
  }
  return all;
}

/** Whoever is believed when he shows a lure: one of ours, an agency, somebody known, and proved. */
function isBelieved({ auth, ownDomains, knownSenders }: GuardContext, { address }: Mailbox): boolean {
  const domain = domainOf(address);
  const isKnown = knownSenders?.(address.toLowerCase()) === true;
  const isProved = auth?.dmarc === 'pass' || (isKnown && (auth?.spf === 'pass' || auth?.dkim === 'pass'));
  return isProved && (isKnown || isWithinAny(domain, [...ownDomains, 'gov.vn']));
}

/** Advice of somebody who is believed: what not to do is no lure. */
const ADVICE =
  /(?:không|đừng|tuyệt đối không|chưa|tránh)(?: ai| nên| được| tự ý| bao giờ| vội)? (?:cung cấp|cài|bấm|nhấp|nhấn|mở|truy cập|làm theo|nhập|chia sẻ|chuyển|trả lời|đăng nhập|tải|quét|click)/iu;

function withoutAdvice(text: string): string {
  return text
    .split(/(?<=[.!?;])\s|\n/u)
    .filter((sentence) => !ADVICE.test(sentence))
    .join('\n');
}

interface OwnWords {
  text: string;
  addresses: Address[];
}

/** A lure that is sent on with a doubt, or an address that a warning shows, is not what the sender asks for. */
function withoutShown(subject: string, whole: string, addresses: readonly Address[]): OwnWords {
  const own = ownPart(whole);
  if (own !== undefined) {
    return {
      text: own,
      addresses: addresses.filter(({ shown, url }) => own.includes(shown.trim() === '' ? url : shown.trim())),
    };
  }
  const isShown = ({ shown, url }: Address): boolean =>
    url.includes(shown.trim()) && isShownOnly(whole, shown.trim() === '' ? url : shown.trim());
  return {
    text: whole,
    addresses: isWarning(`${subject}\n${whole}`) ? addresses.filter((each) => !isShown(each)) : [...addresses],
  };
}

export function gatherFacts(mail: ReadMail, context: GuardContext, qrCodes: readonly QrCode[]): Facts {
  const view = scanHtml(mail.html);
  const subject = foldWords(mail.subject);
  const author = mail.from[0] ?? mail.sender ?? { name: '', address: '' };
  const from = { ...author, name: author.name.slice(0, LONGEST_NAME) };
  const display = foldWords(from.name);
  const opened = view.opened.map((url) => ({ shown: '', url }));
  const inWords = [...view.links, ...opened, ...writtenIn(mail.text)];
  const whole = ownText(mail, view);
  const isTrusted = isBelieved(context, from);
  const said = isTrusted ? withoutShown(mail.subject, whole, inWords) : { text: whole, addresses: inWords };
  const own = withoutCourtesy(said.text);
  const written = `${mail.subject}\n${own}`;
  const body = foldWords(own);
  const asked = isTrusted && isWarning(written) ? foldWords(withoutAdvice(own)) : body;
  const subjectTopics = matchTopics(subject.words);
  const fromDomain = domainOf(from.address);
  const links = linksOf([...said.addresses, ...outOfFiles(qrCodes, mail)]);
  const home = registrableOf(fromDomain);
  return {
    mail,
    context,
    qrCodes,
    from,
    fromDomain,
    fromFree: isFreeMail(from.address),
    isOwnSender: fromDomain !== '' && isWithinAny(fromDomain, context.ownDomains),
    view,
    subject: subject.words,
    display: display.words,
    body: body.words,
    written,
    isForeign: isForeign(written),
    hiddenWord: display.hidden ?? subject.hidden ?? body.hidden,
    topics: merged(subjectTopics, matchTopics(asked.words.slice(0, OPENING))),
    subjectTopics,
    links,
    foreign: links.filter(
      ({ realHost }) => registrableOf(realHost) !== home && !isWithinAny(realHost, context.ownDomains),
    ),
    recipients: [...mail.to, ...mail.cc]
      .map(({ address }) => address.toLowerCase())
      .filter((address) => address.includes('@')),
  };
}

export function hasAny(topics: ReadonlyMap<Topic, TopicHits>, wanted: readonly Topic[]): boolean {
  return wanted.some((topic) => topics.has(topic));
}
