import { isFreeMail } from './hosts/free-mail.ts';
import { domainOf, isWithinAny, registrableOf } from './hosts/host.ts';
import { type OpenedHost, openedHost } from './hosts/unwrap.ts';
import { type HtmlView, scanHtml } from './html/scan-html.ts';
import type { GuardContext, Mailbox, QrCode, ReadMail } from './types.ts';
import { foldWords } from './words/fold.ts';
import { matchTopics, type TopicHits } from './words/match-topics.ts';
import type { Topic } from './words/topics.ts';
import { withoutEnd } from './words/trim.ts';

export interface FactLink extends OpenedHost {
  shown: string;
  address: string;
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

function linksOf(view: HtmlView, text: string): FactLink[] {
  const written = [...text.slice(0, 200_000).matchAll(PLAIN_URL)].map(([url]) => ({
    shown: '',
    url: withoutEnd(url, '.,;:!?'),
  }));
  const opened = view.opened.map((url) => ({ shown: '', url }));
  const seen = new Map<string, FactLink>();
  for (const { shown, url } of [...view.links, ...opened, ...written].slice(0, MAX_LINKS * 2)) {
    const key = `${url}\n${shown}`;
    if (seen.size >= MAX_LINKS || seen.has(key)) {
      continue;
    }
    const found = openedHost(url);
    if (found !== undefined) {
      seen.set(key, { ...found, shown, address: url });
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

export function gatherFacts(mail: ReadMail, context: GuardContext, qrCodes: readonly QrCode[]): Facts {
  const view = scanHtml(mail.html);
  const subject = foldWords(mail.subject);
  const author = mail.from[0] ?? mail.sender ?? { name: '', address: '' };
  const from = { ...author, name: author.name.slice(0, LONGEST_NAME) };
  const display = foldWords(from.name);
  const own = ownText(mail, view);
  const body = foldWords(own);
  const subjectTopics = matchTopics(subject.words);
  const fromDomain = domainOf(from.address);
  const links = linksOf(view, mail.text);
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
    written: `${mail.subject}\n${own}`,
    hiddenWord: display.hidden ?? subject.hidden ?? body.hidden,
    topics: merged(subjectTopics, matchTopics(body.words.slice(0, OPENING))),
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
