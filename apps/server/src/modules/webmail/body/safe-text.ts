import type { BodyOptions, SafeBody } from './body.ts';
import { MAX_LINKS, MAX_TEXT } from './limits.ts';
import { COMPOSE_PAGE, LinkBook, linkPage, readTarget } from './links.ts';
import { afterLink, escapeHtml } from './marks.ts';

/** Bounded repetitions: a megabyte of one letter costs one pass. */
const FOUND =
  /\bhttps?:\/\/[^\s<>"]{1,2000}|\bwww\.[^\s<>"]{1,2000}|[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,20}\b/gi;
const AFTER_SENTENCE = /[.,;:!?)\]}'»”]+$/;
const QUOTED = /^\s{0,3}>/;

/** Without what scripts and style sheets say; one walk forward, however many are left open. */
function withoutRawText(html: string): string {
  const lower = html.toLowerCase();
  const out: string[] = [];
  let from = 0;
  for (const match of lower.matchAll(/<(script|style)\b/g)) {
    if (match.index >= from) {
      out.push(html.slice(from, match.index));
      const end = lower.indexOf(`</${match[1]}`, match.index);
      from = end === -1 ? html.length : end;
    }
  }
  out.push(html.slice(from));
  return out.join(' ');
}

/** The words of HTML that is not shown as HTML: tags off in one pass, no tree. */
export function wordsOf(html: string): string {
  return withoutRawText(html.slice(0, MAX_TEXT * 4))
    .replaceAll(/<\/?(?:p|div|tr|br|li|h[1-6]|table)\b[^<>]*>/gi, '\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/&nbsp;/gi, ' ')
    .replaceAll(/&lt;/gi, '<')
    .replaceAll(/&gt;/gi, '>')
    .replaceAll(/&quot;/gi, '"')
    .replaceAll(/&amp;/gi, '&')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\n[ \n]*\n/g, '\n\n')
    .trim();
}

function shownLink(found: string, book: LinkBook, options: BodyOptions): string | undefined {
  const address = found.includes('@') && !/^(?:https?:|www\.)/i.test(found);
  if (address) {
    return `<a href="${COMPOSE_PAGE}?toi=${encodeURIComponent(found)}" target="_blank" rel="noopener noreferrer nofollow">${escapeHtml(found)}</a>`;
  }
  const target = readTarget(/^www\./i.test(found) ? `http://${found}` : found);
  if (target?.kind !== 'web' || book.links.length >= MAX_LINKS) {
    return undefined;
  }
  const link = book.links[book.add(target)];
  if (link === undefined) {
    return undefined;
  }
  link.shown = found;
  const shown = link.suspicious
    ? `<s class="cv-struck">${escapeHtml(found)}</s>`
    : `<a href="${escapeHtml(linkPage(target.url, options))}" target="_blank" rel="noopener noreferrer nofollow" title="Mở tới ${escapeHtml(target.host)}">${escapeHtml(found)}</a>`;
  return shown + afterLink(link);
}

function withLinks(text: string, book: LinkBook, options: BodyOptions): string {
  const out: string[] = [];
  let last = 0;
  for (const match of text.matchAll(FOUND)) {
    const found = match[0].replace(AFTER_SENTENCE, '');
    const shown = shownLink(found, book, options);
    if (shown !== undefined) {
      out.push(escapeHtml(text.slice(last, match.index)), shown);
      last = match.index + found.length;
    }
  }
  out.push(escapeHtml(text.slice(last)));
  return out.join('');
}

/** Runs of lines that are quoted, or are not. */
function runs(text: string): { quoted: boolean; lines: string[] }[] {
  const found: { quoted: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quoted = QUOTED.test(line);
    const current = found.at(-1);
    if (current?.quoted === quoted) {
      current.lines.push(line);
    } else {
      found.push({ quoted, lines: [line] });
    }
  }
  return found;
}

/** A mail of words only: lines kept, links found, quoted lines folded. */
export function safeText(text: string, options: BodyOptions): SafeBody {
  const simplified = text.length > MAX_TEXT;
  const book = new LinkBook(options);
  const parts = runs(text.slice(0, MAX_TEXT).replaceAll('\r\n', '\n')).map(({ quoted, lines }) => {
    const shown = `<div class="cv-text">${withLinks(lines.join('\n'), book, options)}</div>`;
    return quoted ? `<details class="cv-quote"><summary>Phần thư trích dẫn</summary>${shown}</details>` : shown;
  });
  return { html: parts.join(''), blockedImages: 0, links: book.links, simplified };
}
