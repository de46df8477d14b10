import { domainToUnicode } from 'node:url';
import { parse } from 'tldts';
import { withoutEnd } from '../words/trim.ts';

const HOST_MAX = 253;

/** Lower case, Unicode, without a dot at its end. */
export function unicodeHost(host: string): string {
  const plain = withoutEnd(host.trim(), '.').slice(0, HOST_MAX).toLowerCase();
  if (!plain.includes('xn--')) {
    return plain.normalize('NFC');
  }
  const unicode = domainToUnicode(plain);
  return unicode === '' ? plain : unicode;
}

/** What a browser makes of an address, or undefined when it opens no host. */
export function parseUrl(url: string): URL | undefined {
  const text = url
    .trim()
    .replaceAll(/[\t\r\n]/g, '')
    .replaceAll('\\', '/');
  const whole = text.startsWith('//') ? `https:${text}` : text;
  if (!/^https?:\/{0,8}[^/]/i.test(whole)) {
    return undefined;
  }
  return URL.parse(whole) ?? undefined;
}

/**
 * The host that an address really opens, in Unicode: behind `user@`, in whatever spelling; undefined for `mailto:` and the like.
 * @example hostOf('https://mail.laichau.gov.vn@f8s.co/x') // 'f8s.co'
 */
export function hostOf(url: string): string | undefined {
  const host = parseUrl(url)?.hostname;
  return host === undefined || host === '' ? undefined : unicodeHost(host);
}

export interface HostParts {
  /** The name that somebody registered: `laichau.gov.vn`, `someone.pages.dev`; the host itself when there is none. */
  registrable: string;
  /** `gov.vn`, `pages.dev`. */
  suffix: string;
  /** Names below a suffix of a company, which anybody gets. */
  isPrivateSuffix: boolean;
  isIp: boolean;
}

const CACHE_MAX = 5_000;
const cache = new Map<string, HostParts>();

/** The parts of a host by the public suffix list, private part included. */
export function partsOf(host: string): HostParts {
  const known = cache.get(host);
  if (known !== undefined) {
    return known;
  }
  const { domain, publicSuffix, isPrivate, isIp } = parse(host, { allowPrivateDomains: true });
  const parts = {
    registrable: domain ?? host,
    suffix: publicSuffix ?? '',
    isPrivateSuffix: isPrivate === true,
    isIp: isIp === true,
  };
  if (cache.size >= CACHE_MAX) {
    cache.clear();
  }
  cache.set(host, parts);
  return parts;
}

/**
 * The name that somebody registered, to compare hosts by.
 * @example registrableOf('mail.tamduong.laichau.gov.vn') // 'laichau.gov.vn'
 */
export function registrableOf(host: string): string {
  return partsOf(host).registrable;
}

const DOT = 46;

/** The host is the domain or lies below it. */
export function isWithin(host: string, domain: string): boolean {
  // Asked hundreds of times of each mail: without a new text for every question.
  const before = host.length - domain.length - 1;
  return before < 0 ? host === domain : host.charCodeAt(before) === DOT && host.endsWith(domain);
}

export function isWithinAny(host: string, domains: Iterable<string>): boolean {
  for (const domain of domains) {
    if (isWithin(host, domain)) {
      return true;
    }
  }
  return false;
}

/** Whether the host or a name above it is in the set: as many look-ups as it has labels. */
export function isListed(host: string, names: ReadonlySet<string>): boolean {
  for (let rest = host; rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : '') {
    if (names.has(rest)) {
      return true;
    }
  }
  return false;
}

/** `An@Mail.X.vn` → `mail.x.vn`; empty without a sign. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at === -1 ? '' : unicodeHost(withoutEnd(address.slice(at + 1), '> \t\r\n'));
}
