import type { Facts } from '../facts.ts';
import { domainOf, isListed, registrableOf } from '../hosts/host.ts';
import { isCommonTool } from '../hosts/sharing.ts';
import { foldWords } from '../words/fold.ts';
import { actsOf } from './acts.ts';
import { FEW_WORDS, FEWER_WORDS, PRESENTED, wordsOf } from './bare.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isStranger } from './standing.ts';
import { ARCHIVE, LOCKED_WORDS } from './stranger-links.ts';

/** Where a meeting is held rather than a paper shown. */
const MEETS: ReadonlySet<string> = new Set(['meet.google.com', 'zoom.us', 'teams.microsoft.com', 'photos.app.goo.gl']);
/** A document made into a page of the web, as nobody does who wants it read by colleagues. */
const PUBLISHED = /^\/(?:document|presentation|spreadsheets|drawings)\/d\/e\/[^/]+\/(?:pub|preview)/;

/** Ends with the given name of whoever sends. */
function isSigned({ display, body }: Facts): boolean {
  const given = display.trim().split(' ').at(-1) ?? '';
  return given !== '' && ` ${body.trim()} `.slice(-40).includes(` ${given} `);
}

/** Hardly a word, nobody named, and a shared file of anybody. */
function bareShare(facts: Facts): Seen[] {
  const link = facts.links.find(({ realHost }) => isCommonTool(realHost) && !isListed(realHost, MEETS));
  if (link === undefined || wordsOf(facts.body) > FEW_WORDS || PRESENTED.test(facts.body) || isSigned(facts)) {
    return [];
  }
  const text = `Người lạ không xưng tên, đơn vị, chỉ có vài chữ và một tệp chia sẻ ở ${quote(link.realHost)}.`;
  return [{ sign: 'bare_share', finding: finding('FREE_HOST', 'note', text, link.realHost) }];
}

function publishedPage(facts: Facts): Seen[] {
  const link = facts.links.find(({ realHost, url }) => realHost === 'docs.google.com' && PUBLISHED.test(url.pathname));
  return link === undefined ? [] : [{ sign: 'published_page' }];
}

/** Hardly a word, nobody named, and an archive. */
function bareArchive(facts: Facts): Seen[] {
  const file = facts.mail.attachments.find(({ name }) => ARCHIVE.test(name));
  if (file === undefined || wordsOf(facts.body) > FEWER_WORDS || PRESENTED.test(facts.body)) {
    return [];
  }
  const text = `Người lạ không xưng tên, đơn vị, chỉ có vài chữ và tệp nén "${quote(file.name)}".`;
  return [{ sign: 'bare_archive', finding: finding('LOCKED_ZIP', 'note', text, file.name) }];
}

const PACKED = / (?:giai nen|nen|rar|zip|7z|mo tep|mo file|unzip|extract|archive)(?= )/;

/** The password of what a link leads to, told beside it. */
function linkedPassword({ links, mail, body }: Facts): Seen[] {
  const isAttached = mail.attachments.some(({ name }) => ARCHIVE.test(name));
  return links.length > 0 && !isAttached && LOCKED_WORDS.test(body) && PACKED.test(body)
    ? [{ sign: 'linked_password' }]
    : [];
}

/** Something that may not be written down, and a number to talk of it: bribes, threats and errands begin so. */
function secretChannel(facts: Facts): Seen[] {
  const asked = new Set(actsOf(facts).map(({ act: { sign } }) => sign));
  return asked.has('act_channel') && asked.has('act_secrecy') ? [{ sign: 'secret_channel' }] : [];
}

const ADDRESS = /<([^<>\s@]{1,64}@[^<>\s]{3,120})>/g;
/** How a quoted letter says whose it is. */
const QUOTED_LINE = /^[ \t]*>|viết\s*:|wrote\s*:|^[ \t]*(?:From|Từ|Người gửi)\s*:/iu;
const [MOST_QUOTED, LONGEST_QUOTED, SHORTEST_LOCAL] = [20, 20_000, 4];

interface Quoted {
  name: string;
  address: string;
}

function quotedSenders({ mail, view }: Facts): Quoted[] {
  const text = `${mail.text}\n${view.text}`.slice(0, LONGEST_QUOTED);
  return [...text.matchAll(ADDRESS)].slice(0, MOST_QUOTED).flatMap(({ 1: address = '', index }) => {
    const before = text.slice(Math.max(0, index - 160), index);
    const after = text.slice(index, index + 220).split('\n', 1)[0] ?? '';
    const start = before.slice(before.lastIndexOf('\n') + 1);
    const name = foldWords(start.split(/[,:>"]/).at(-1) ?? '').words.trim();
    return QUOTED_LINE.test(`${start}${after}`) ? [{ name, address }] : [];
  });
}

/** Goes on with a true thread in the name of one who wrote in it, from an address that he never used there. */
function quotedElsewhere(facts: Facts): Seen[] {
  const name = facts.display.trim();
  const [local = ''] = facts.from.address.toLowerCase().split('@');
  const found = quotedSenders(facts).find((quoted) => {
    const isSame =
      quoted.name.includes(' ') && name.includes(' ') && (quoted.name.endsWith(name) || name.endsWith(quoted.name));
    const isLocal = local.length >= SHORTEST_LOCAL && quoted.address.toLowerCase().startsWith(`${local}@`);
    return (isSame || isLocal) && registrableOf(domainOf(quoted.address)) !== registrableOf(facts.fromDomain);
  });
  if (found === undefined) {
    return [];
  }
  const text = `Trong thư được trích, "${quote(facts.from.name)}" viết từ ${quote(found.address)}; thư này lại đến từ ${quote(facts.from.address)}.`;
  return [{ sign: 'quoted_elsewhere', finding: finding('BRAND_NAME', 'strong', text, facts.from.address) }];
}

/** What a stranger shares or goes on with, without saying who he is. */
export const shares: Rule = (facts) =>
  isStranger(facts)
    ? [
        ...bareShare(facts),
        ...publishedPage(facts),
        ...bareArchive(facts),
        ...linkedPassword(facts),
        ...secretChannel(facts),
        ...quotedElsewhere(facts),
      ]
    : [];
