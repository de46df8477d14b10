import { isListed, parseUrl, unicodeHost } from './host.ts';

/* Where an address leads in the end, as far as it tells itself: redirectors and the wrappers of mail scanners carry it along. */

const CARRIERS: ReadonlySet<string> = new Set([
  'safelinks.protection.outlook.com',
  'urldefense.com',
  'urldefense.proofpoint.com',
  'google.com',
  'google.com.vn',
  'www.google.com',
  'adservice.google.com',
  'googleadservices.com',
  'doubleclick.net',
  'bing.com',
  'l.facebook.com',
  'lm.facebook.com',
  'l.instagram.com',
  'linkedin.com',
  'youtube.com',
  'slack-redir.net',
  'steamcommunity.com',
  'vk.com',
  'baidu.com',
  'yandex.ru',
  'nam.safelink.emails.azure.net',
  'click.e.mozilla.org',
  'translate.google.com',
  'out.reddit.com',
  'href.li',
  'anonym.to',
]);

const PARAMETERS = [
  'url',
  'q',
  'u',
  'adurl',
  'target',
  'to',
  'dest',
  'destination',
  'redirect',
  'redirect_uri',
  'goto',
  'link',
  'r',
];
const MOST_STEPS = 4;
/** https://urldefense.com/v3/__https://x.com__;… */
const URLDEFENSE_V3 = /\/v3\/__(https?:[^_]{3,2000}?)__/i;
/** `-http%3A` is written `-3A` there, and `_` is `/`. */
const URLDEFENSE_V2 = /\/v2\/url$/i;

function carried(url: URL): string | undefined {
  const v3 = URLDEFENSE_V3.exec(url.href)?.[1];
  if (v3 !== undefined) {
    return v3.replace(/^(https?:)\/?([^/])/i, '$1//$2');
  }
  if (URLDEFENSE_V2.test(url.pathname)) {
    return (url.searchParams.get('u') ?? '')
      .replaceAll('_', '/')
      .replace(/-([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  }
  const inPath = /\/(?:amp\/s|amp|url)\/(?:s\/)?((?:https?:\/\/)?[a-z0-9.-]{1,200}\.[a-z]{2,20}\/[^\s]{0,1000})/i.exec(
    url.pathname,
  )?.[1];
  for (const name of PARAMETERS) {
    const value = url.searchParams.get(name);
    if (value !== null && /^(?:https?:)?\/\//i.test(value)) {
      return value;
    }
  }
  return inPath === undefined || inPath.startsWith('http') ? inPath : `https://${inPath}`;
}

export interface OpenedHost {
  /** Written in the address. */
  host: string;
  /** Opened in the end. */
  realHost: string;
  url: URL;
  isRedirected: boolean;
}

/** Follows addresses inside addresses for a few steps; undefined when no host is opened. */
export function openedHost(address: string): OpenedHost | undefined {
  const first = parseUrl(address);
  if (first === undefined || first.hostname === '') {
    return undefined;
  }
  let url = first;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const inner = isListed(unicodeHost(url.hostname), CARRIERS) ? carried(url) : undefined;
    const next = inner === undefined ? undefined : parseUrl(inner);
    if (next === undefined || next.hostname === '') {
      break;
    }
    url = next;
  }
  const host = unicodeHost(first.hostname);
  const realHost = unicodeHost(url.hostname);
  return { host, realHost, url, isRedirected: realHost !== host };
}
