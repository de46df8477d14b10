import { Parser } from 'htmlparser2';

export interface HtmlLink {
  shown: string;
  url: string;
}

export interface HtmlForm {
  action: string;
  /** Asks for a password, a one-time code, a PIN or a card number. */
  hasSecret: boolean;
}

/** What the reader of a mail sees, and what its HTML would do. */
export interface HtmlView {
  text: string;
  title: string;
  links: HtmlLink[];
  imageTexts: string[];
  forms: HtmlForm[];
  script: string;
  /** Addresses opened without a click: meta refresh, frames. */
  opened: string[];
}

/** Mail clients cut at 100 kB; what comes behind this much is not seen by anybody. */
const MAX_HTML = 400_000;
const PIECE = 16_384;
const MAX_DEPTH = 2_000;
const [MAX_LINKS, MAX_TEXT, MAX_SHOWN, MAX_SCRIPT, MAX_ATTRIBUTE] = [500, 200_000, 300, 60_000, 4_000];
const SILENT = new Set(['style', 'script', 'head', 'title', 'noscript', 'template', 'select']);
const BLOCK = /^(?:p|div|br|tr|table|h[1-6]|li|ul|ol|blockquote|section|article|header|footer|center|hr|pre)$/;
const HIDDEN =
  /display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden|opacity\s{0,5}:\s{0,5}0(?:\.0+)?\s{0,5}(?:;|$)/i;
const TINY = /font-size\s{0,5}:\s{0,5}[01](?:\.\d+)?(?:px|pt|em)?\s{0,5}(?:;|!|$)/i;
const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
]);
const SECRET =
  /passw|passwd|\bpwd|\bpass\b|mat ?khau|mật ?khẩu|\botp\b|\bpin\b|cvv|card ?number|seed|recovery ?phrase|mnemonic/i;

type Attributes = Record<string, string>;

function isHidden(tag: string, { style = '', hidden }: Attributes): boolean {
  if (hidden !== undefined || HIDDEN.test(style.slice(0, MAX_ATTRIBUTE))) {
    return true;
  }
  // A zero size on a cell is how templates close gaps: its children set their own.
  return (tag === 'span' || tag === 'font') && TINY.test(style.slice(0, MAX_ATTRIBUTE));
}

class Scanner {
  readonly view: HtmlView = { text: '', title: '', links: [], imageTexts: [], forms: [], script: '', opened: [] };
  readonly #stack: { tag: string; isHidden: boolean }[] = [];
  readonly #texts: string[] = [];
  #length = 0;
  #hidden = 0;
  #silent = 0;
  #link: HtmlLink | undefined;
  #form: HtmlForm | undefined;

  get depth(): number {
    return this.#stack.length;
  }

  open(tag: string, attributes: Attributes): void {
    if (!VOID.has(tag)) {
      const hidden = isHidden(tag, attributes);
      this.#stack.push({ tag, isHidden: hidden });
      this.#hidden += hidden ? 1 : 0;
      this.#silent += SILENT.has(tag) ? 1 : 0;
    }
    this.#separate(tag);
    this.#openKind(tag, attributes);
  }

  #openKind(tag: string, attributes: Attributes): void {
    switch (tag) {
      case 'a':
      case 'area':
        this.#openLink(attributes['href'] ?? '');
        break;
      case 'img':
        this.#picture(attributes);
        break;
      case 'form':
        this.#form = { action: (attributes['action'] ?? '').slice(0, MAX_ATTRIBUTE), hasSecret: false };
        this.view.forms.push(this.#form);
        break;
      case 'input':
      case 'textarea':
        this.#field(attributes);
        break;
      case 'meta':
        this.#refresh(attributes);
        break;
      case 'iframe':
      case 'frame':
        this.view.opened.push((attributes['src'] ?? '').slice(0, MAX_ATTRIBUTE));
        break;
      default:
    }
  }

  #openLink(href: string): void {
    this.#link = { shown: '', url: href.trim().slice(0, MAX_ATTRIBUTE) };
    if (this.view.links.length < MAX_LINKS && this.#link.url !== '') {
      this.view.links.push(this.#link);
    }
  }

  #picture({ alt = '', title = '' }: Attributes): void {
    const text = `${alt} ${title}`.trim().slice(0, MAX_SHOWN);
    if (text !== '' && this.view.imageTexts.length < MAX_LINKS) {
      this.view.imageTexts.push(text);
    }
  }

  #field({ type = '', name = '', id = '', placeholder = '', autocomplete = '' }: Attributes): void {
    const isSecret =
      /^password$/i.test(type.trim()) ||
      SECRET.test(`${name} ${id} ${placeholder} ${autocomplete}`.slice(0, MAX_SHOWN));
    if (isSecret && !/^hidden$/i.test(type.trim())) {
      this.#form ??= { action: '', hasSecret: false };
      this.#form.hasSecret = true;
      if (!this.view.forms.includes(this.#form)) {
        this.view.forms.push(this.#form);
      }
    }
  }

  #refresh({ 'http-equiv': kind = '', content = '' }: Attributes): void {
    const url = /url\s{0,5}=\s{0,5}['"]?([^'"\s>]{1,2000})/i.exec(content.slice(0, MAX_ATTRIBUTE))?.[1];
    if (/^refresh$/i.test(kind.trim()) && url !== undefined) {
      this.view.opened.push(url);
    }
  }

  text(text: string): void {
    const top = this.#stack.at(-1)?.tag;
    if (top === 'title') {
      this.view.title = (this.view.title + text).slice(0, MAX_SHOWN);
    } else if (top === 'script' && this.view.script.length < MAX_SCRIPT) {
      this.view.script += text.slice(0, MAX_SCRIPT);
    }
    if (this.#silent > 0 || this.#hidden > 0 || this.#length > MAX_TEXT) {
      return;
    }
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#link !== undefined && this.#link.shown.length < MAX_SHOWN) {
      this.#link.shown += text.slice(0, MAX_SHOWN);
    }
  }

  close(tag: string): void {
    this.#separate(tag);
    const top = this.#stack.at(-1);
    if (top?.tag === tag) {
      this.#stack.pop();
      this.#hidden -= top.isHidden ? 1 : 0;
      this.#silent -= SILENT.has(tag) ? 1 : 0;
    }
    if (tag === 'a') {
      this.#link = undefined;
    } else if (tag === 'form') {
      this.#form = undefined;
    }
  }

  #separate(tag: string): void {
    if (BLOCK.test(tag)) {
      this.#texts.push('\n');
    } else if (tag === 'td' || tag === 'th') {
      this.#texts.push(' ');
    }
  }

  finish(): HtmlView {
    this.view.text = this.#texts.join('');
    for (const link of this.view.links) {
      link.shown = link.shown.replace(/\s+/g, ' ').trim();
    }
    return this.view;
  }
}

/** One pass over the HTML of a mail; nothing is loaded or run. Cost grows with the length alone, which is capped. */
export function scanHtml(html: string): HtmlView {
  const scanner = new Scanner();
  const parser = new Parser(
    {
      onopentag: (tag, attributes) => scanner.open(tag, attributes),
      ontext: (text) => scanner.text(text),
      onclosetag: (tag) => scanner.close(tag),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  const whole = html.slice(0, MAX_HTML);
  for (let at = 0; at < whole.length && scanner.depth < MAX_DEPTH; at += PIECE) {
    parser.write(whole.slice(at, at + PIECE));
  }
  parser.end();
  return scanner.finish();
}
