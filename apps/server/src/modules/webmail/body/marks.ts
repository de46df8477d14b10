import type { BodyLink } from './body.ts';

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/g;
const LINK = / data-link="(\d{1,5})"/;
const QUOTE = ' data-quote="1"';
const HOST_LIKE = /^(?:https?:\/\/)?(?:www\.)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?:[/:?#].*)?$/iu;

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function plainText(html: string): string {
  return html
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}

/** Words that name another host than the one they lead to. */
function namesAnotherHost(link: BodyLink): boolean {
  const named = HOST_LIKE.exec(link.shown)?.[1]?.toLowerCase();
  return named !== undefined && named !== link.host.replace(/^www\./, '');
}

/** What stands after a link: a locked one says where it would have led, one that names another host where it leads. */
export function afterLink(link: BodyLink): string {
  if (link.suspicious) {
    return ` <span class="cv-locked">Đã khóa, mở tới <b>${escapeHtml(link.host)}</b></span>`;
  }
  return namesAnotherHost(link) ? ` <span class="cv-host">(mở tới ${escapeHtml(link.host)})</span>` : '';
}

interface Open {
  tag: string;
  link?: number;
  quote: boolean;
  from: number;
}

const FOLD = '<details class="cv-quote"><summary>Phần thư trích dẫn</summary>';

/**
 * Adds our marks to what the sanitiser wrote: balanced, every attribute quoted, `<` and `>` only as tags, so tokens are enough.
 * The sanitiser leaves `data-link` and `data-quote` only where we put them ourselves.
 */
export function addMarks(html: string, links: BodyLink[]): string {
  const out: string[] = [];
  const open: Open[] = [];
  let folded = 0;
  let last = 0;
  const start = (tag: string, attributes: string, at: number): void => {
    const number = LINK.exec(attributes)?.[1];
    const quote = attributes.includes(QUOTE);
    const kept = attributes.replace(LINK, '').replace(QUOTE, '');
    if (quote && folded === 0) {
      out.push(FOLD);
    }
    folded += quote ? 1 : 0;
    out.push(`<${tag}${kept}>`);
    open.push({ tag, quote, from: at, ...(number !== undefined && { link: Number(number) }) });
  };
  const end = (tag: string, at: number): void => {
    const closing = open.pop();
    out.push(`</${tag}>`);
    const link = closing?.link === undefined ? undefined : links[closing.link];
    if (closing !== undefined && link !== undefined) {
      link.shown = plainText(html.slice(closing.from, at));
      out.push(afterLink(link));
    }
    if (closing?.quote === true) {
      folded -= 1;
      out.push(folded === 0 ? '</details>' : '');
    }
  };
  for (const match of html.matchAll(TAG)) {
    const [whole, slash, tag = '', attributes = ''] = match;
    out.push(html.slice(last, match.index));
    last = match.index + whole.length;
    if (slash === '/') {
      end(tag, match.index);
    } else if (['br', 'hr', 'img', 'col', 'wbr'].includes(tag)) {
      out.push(whole);
    } else {
      start(tag, attributes, last);
    }
  }
  out.push(html.slice(last));
  return out.join('');
}
