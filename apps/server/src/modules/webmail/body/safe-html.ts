import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html';
import type { BodyOptions, SafeBody } from './body.ts';
import { MAX_DEPTH, MAX_ELEMENTS, MAX_HTML, MAX_LINKS } from './limits.ts';
import { COMPOSE_PAGE, LinkBook, linkPage, readTarget } from './links.ts';
import { addMarks } from './marks.ts';
import { safeText, wordsOf } from './safe-text.ts';
import { harmlessStyle } from './styles.ts';

const TEXT_TAGS =
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr';
const ALLOWED_TAGS = TEXT_TAGS.split(' ');

/** Whatever stands inside these is no text of the mail. */
const DROPPED_WITH_CONTENT =
  'script style textarea option xmp noscript noembed noframes iframe object embed applet svg math template title plaintext audio video picture canvas frameset'.split(
    ' ',
  );

/** Looks of old HTML. Values are words, numbers and colours; nothing here is ever read as an address. */
const LOOKS = new Set(
  'align bgcolor border cellpadding cellspacing color colspan dir face height lang rowspan size start valign width'.split(
    ' ',
  ),
);
const LOOK = /^[\w\s#%.,"'-]{1,100}$/;
const IMAGE_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const DATA_IMAGE = /^data:image\/(?:png|jpeg|jpg|gif|webp);base64,[a-z0-9+/=\s]+$/i;
const CITED = /gmail_quote|moz-cite|yahoo_quoted|protonmail_quote|zmail_extra/;

/** Thrown out of the parser's callback, which is the only way to stop it early. */
class TooComplex extends Error {}

class Body {
  readonly book: LinkBook;
  readonly #options: BodyOptions;
  blockedImages = 0;
  #elements = 0;
  #depth = 0;

  constructor(options: BodyOptions) {
    this.#options = options;
    this.book = new LinkBook(options);
  }

  /** The parser's own stack costs the square of the depth, so depth is bounded while it grows. */
  opened(): void {
    this.#elements += 1;
    this.#depth += 1;
    if (this.#elements > MAX_ELEMENTS || this.#depth > MAX_DEPTH) {
      throw new TooComplex();
    }
  }

  closed(): void {
    this.#depth -= 1;
  }

  #looks(attributes: Attributes): Attributes {
    const kept: Attributes = {};
    for (const [name, value] of Object.entries(attributes)) {
      if (LOOKS.has(name) && LOOK.test(value)) {
        kept[name] = value;
      }
    }
    const style = harmlessStyle(attributes['style'] ?? '');
    if (style !== '') {
      kept['style'] = style;
    }
    return kept;
  }

  #countBackgrounds(attributes: Attributes): void {
    if ((attributes['background'] ?? '') !== '' || /url\s*\(/i.test(attributes['style'] ?? '')) {
      this.blockedImages += 1;
    }
  }

  element(tagName: string, attributes: Attributes): Tag {
    this.#countBackgrounds(attributes);
    const attribs = this.#looks(attributes);
    if (tagName === 'blockquote' && (attributes['type'] === 'cite' || CITED.test(attributes['class'] ?? ''))) {
      attribs['data-quote'] = '1';
    }
    return { tagName, attribs };
  }

  link(attributes: Attributes): Tag {
    this.#countBackgrounds(attributes);
    const attribs = this.#looks(attributes);
    const target = readTarget(attributes['href'] ?? '');
    if (target === undefined || this.book.links.length >= MAX_LINKS) {
      return { tagName: 'span', attribs };
    }
    const out = { target: '_blank', rel: 'noopener noreferrer nofollow' };
    if (target.kind === 'mail') {
      const href = `${COMPOSE_PAGE}?toi=${encodeURIComponent(target.address)}`;
      return { tagName: 'a', attribs: { ...attribs, ...out, href, title: target.address } };
    }
    const place = this.book.add(target);
    const number = { 'data-link': String(place) };
    if (this.book.links[place]?.suspicious === true) {
      return { tagName: 's', attribs: { class: 'cv-struck', ...number } };
    }
    const href = linkPage(target.url, this.#options);
    return { tagName: 'a', attribs: { ...attribs, ...number, ...out, href, title: `Mở tới ${target.host}` } };
  }

  image(attributes: Attributes): Tag {
    this.#countBackgrounds(attributes);
    const source = (attributes['src'] ?? '').trim();
    const alt = (attributes['alt'] ?? '').slice(0, 300);
    const looks = this.#looks(attributes);
    if (/^cid:/i.test(source)) {
      const part = this.#options.cids.get(decodeCid(source.slice(4)));
      if (part !== undefined && IMAGE_TYPES.has(part.type) && part.url.startsWith('/api/')) {
        return { tagName: 'img', attribs: { ...looks, alt, 'data-cid': part.url } };
      }
    } else if (DATA_IMAGE.test(source)) {
      return { tagName: 'img', attribs: { ...looks, alt, src: source } };
    } else if (source !== '' || (attributes['srcset'] ?? '') !== '') {
      this.blockedImages += 1;
    }
    return { tagName: 'span', attribs: { class: 'cv-held' }, text: alt };
  }
}

function decodeCid(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a Content-ID may hold a bare per cent sign
  }
}

function rulesFor(body: Body): IOptions {
  return {
    allowedTags: ALLOWED_TAGS,
    nonTextTags: DROPPED_WITH_CONTENT,
    allowedAttributes: {
      '*': [...LOOKS, 'style', 'class', 'title', 'data-link', 'data-quote'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'data-cid'],
    },
    // Every value above was written or tested by us; the library's own check of addresses stays on beside it.
    allowedSchemes: [],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    transformTags: {
      ...Object.fromEntries(
        ALLOWED_TAGS.map((tag) => [tag, (tagName, attributes) => body.element(tagName, attributes)]),
      ),
      a: (_tagName, attributes) => body.link(attributes),
      img: (_tagName, attributes) => body.image(attributes),
    },
    onOpenTag: () => body.opened(),
    onCloseTag: () => body.closed(),
  };
}

/**
 * Mail HTML that cannot run, fetch or pretend (spec/mail.md §8): a strict allow list; pictures only from the mail itself; every link
 * opens our own page first, suspicious ones are struck through and lead nowhere; quoted parts folded.
 */
export function safeHtml(html: string, options: BodyOptions): SafeBody {
  const body = new Body(options);
  if (html.length <= MAX_HTML) {
    try {
      const clean = sanitizeHtml(html, rulesFor(body));
      const { links } = body.book;
      return { html: addMarks(clean, links), blockedImages: body.blockedImages, links, simplified: false };
    } catch (error) {
      if (!(error instanceof TooComplex)) {
        throw error;
      }
    }
  }
  return { ...safeText(wordsOf(html), options), simplified: true };
}
