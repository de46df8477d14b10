import { createTrusted, type Trusted } from '../../../shared/html/trusted.ts';
import { purify } from './purify.ts';

/** Scripts never run in the frame, whatever is in it; our own page may measure it, and its links open in a window of their own. */
export const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
export const FRAME_POLICY = "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'";

/** Tokens of the interface the frame needs: it is a document of its own and inherits none. */
const ON_DESK = {
  paper: '--paper',
  ink: '--ink',
  quiet: '--ink-quiet',
  line: '--line',
  control: '--line-control',
  link: '--primary',
};
/** The inks of the page do not follow the theme. */
const ON_PAGE: typeof ON_DESK = {
  paper: '--page',
  ink: '--page-ink',
  quiet: '--page-faint',
  line: '--page-line',
  control: '--page-faint',
  link: '--page-blue',
};

export interface Look {
  dark: boolean;
  /** On white paper in both themes. */
  page: boolean;
  /** Per cent. */
  textSize: number;
}

/** A mail that brings its own colours was written for white paper; dark ink on our dark desk could not be read. */
export function hasOwnColours(html: string): boolean {
  return /\s(?:bgcolor|color)="|[";]\s*(?:background(?:-color)?|color)\s*:/i.test(html);
}

function tokensOf(root: HTMLElement, look: Look): string {
  const style = getComputedStyle(root);
  return Object.entries(look.page ? ON_PAGE : ON_DESK)
    .map(([name, token]) => `--${name}:${style.getPropertyValue(token).trim()}`)
    .join(';');
}

function sheet({ tokens, onPaper }: { tokens: string; onPaper: string }, look: Look): string {
  const scale = look.textSize / 100;
  return `:root{${tokens};color-scheme:${look.dark && !look.page ? 'dark' : 'light'}}
html{height:auto;overflow:auto;background:var(--paper)}
body{margin:0;height:auto;padding:2px 0;color:var(--ink);font:14px/1.6 "Be Vietnam Pro",system-ui,sans-serif;zoom:${scale};overflow-wrap:anywhere}
p{margin:0 0 .75em}
img{max-width:100%;height:auto}
pre{white-space:pre-wrap}
a{color:var(--link)}
blockquote{margin:.5em 0;padding-left:12px;border-left:2px solid var(--line);color:var(--quiet)}
.cv-text{white-space:pre-wrap}
.cv-struck{color:var(--quiet)}
.cv-locked{display:inline-block;padding:1px 10px;border:1px dashed var(--control);border-radius:4px;background:var(--paper);color:var(--ink);font-size:13px}
.cv-host,.cv-held{color:var(--quiet)}
.cv-quote{margin:.75em 0}
.cv-quote>summary{display:inline-block;padding:2px 10px;border:1px solid var(--line);border-radius:4px;color:var(--quiet);font-size:13px;cursor:pointer}
@media print{:root{${onPaper};color-scheme:light}.cv-quote>summary{display:none}.cv-quote::details-content{content-visibility:visible;display:block}}`;
}

export interface FrameParts {
  html: string;
  look: Look;
  /** Of the page around: the frame inherits its policy, which lets style sheets in by nonce. */
  nonce: string;
  root: HTMLElement;
}

function compose({ html, look, nonce, root }: FrameParts): string {
  const clean = purify(html);
  // Paper is white whatever the theme.
  const inks = { tokens: tokensOf(root, look), onPaper: tokensOf(root, { ...look, page: true }) };
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${FRAME_POLICY}"><meta name="referrer" content="no-referrer"><style nonce="${nonce}">${sheet(inks, look)}</style></head><body>${clean}</body></html>`;
}

let policy: Trusted | undefined;

/**
 * The only HTML this page sets (`require-trusted-types-for`): the policy itself cleans what it is given, so that no caller can have
 * anything else trusted.
 */
export function frameDocument(parts: FrameParts): string {
  policy ??= createTrusted('congvu-mail', {
    createHTML: (html, rest: Omit<FrameParts, 'html'>) => compose({ ...rest, html }),
  });
  const { html, ...rest } = parts;
  return policy.createHTML(html, rest);
}
