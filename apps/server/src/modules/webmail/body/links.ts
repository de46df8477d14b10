import type { BodyLink, BodyOptions, JudgedLink } from './body.ts';

/** Links of mails lead here first: the page names the real host and asks (spec/mail.md §8). */
export const LINK_PAGE = '/thu/lien-ket';
/** Addresses of people lead to our own composing. */
export const COMPOSE_PAGE = '/thu/soan';
const MAX_URL = 4_000;

/** Browsers drop tabs and line ends anywhere in an address and spaces and controls before it. */
const DROPPED = /[\t\n\r]/g;

export type Target = { kind: 'web'; url: string; host: string } | { kind: 'mail'; address: string };

function readMailto(url: URL): Target | undefined {
  try {
    const address = decodeURIComponent(url.pathname);
    return /^[^\s@<>"']{1,64}@[\w.-]{1,190}$/.test(address) ? { kind: 'mail', address } : undefined;
  } catch {
    return undefined; // a broken escape is no address
  }
}

/** Where an address really leads; undefined for anything but the web and mail, and for what leads nowhere. */
export function readTarget(href: string): Target | undefined {
  const raw = href.replaceAll(DROPPED, '').trim();
  if (raw === '' || raw.length > MAX_URL) {
    return undefined;
  }
  const absolute = raw.startsWith('//') ? `https:${raw}` : raw;
  if (!URL.canParse(absolute)) {
    return undefined;
  }
  const url = new URL(absolute);
  if (url.protocol === 'mailto:') {
    return readMailto(url);
  }
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return isWeb && url.hostname !== '' ? { kind: 'web', url: url.href, host: url.hostname } : undefined;
}

function sameAddress(url: string): string {
  const target = readTarget(url);
  return target?.kind === 'web' ? target.url : url;
}

/** Verdicts by the address as a browser would open it, however the mail wrote it. */
export function judgements(links: readonly JudgedLink[]): Map<string, JudgedLink> {
  const found = new Map<string, JudgedLink>();
  for (const link of links) {
    const key = sameAddress(link.url);
    if (found.get(key)?.suspicious !== true) {
      found.set(key, link);
    }
  }
  return found;
}

/** `thu` = the mail, `den` = the address. The page shows the host of `den` as it reads it itself. */
export function linkPage(url: string, options: BodyOptions): string {
  const query = new URLSearchParams(options.mailId === undefined ? { den: url } : { thu: options.mailId, den: url });
  return `${LINK_PAGE}?${query.toString()}`;
}

/** Links of one mail, in the order in which they stand in it. */
export class LinkBook {
  readonly #judged: Map<string, JudgedLink>;
  readonly links: BodyLink[] = [];

  constructor(options: BodyOptions) {
    this.#judged = judgements(options.links);
  }

  /** @returns its place in the list */
  add(target: Extract<Target, { kind: 'web' }>): number {
    const judged = this.#judged.get(target.url);
    this.links.push({
      shown: '',
      url: target.url,
      host: target.host,
      realHost: target.host,
      suspicious: judged?.suspicious === true,
      ...(judged?.why !== undefined && { why: judged.why }),
    });
    return this.links.length - 1;
  }
}
