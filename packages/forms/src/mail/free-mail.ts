import { FREE_MAIL_DOMAINS } from '@congvu/vntext';
import { cleanText } from '../normalize.ts';
import { brandOf } from './look-alike.ts';
import { isOfficialDomain } from './official.ts';
import { decodeLabel } from './punycode.ts';

const FREE = new Set(FREE_MAIL_DOMAINS);
/** RFC 1035 §2.3.4. */
const DOMAIN_MAX = 253;

/** Whether a domain or one it lies below is on the list. */
function isListed(labels: readonly string[]): boolean {
  return labels.some((_, index) => FREE.has(labels.slice(index).join('.')));
}

function isFreeDomain(domain: string, officialDomains?: readonly string[]): boolean {
  const labels = domain
    .split('.')
    .filter((label) => label !== '')
    .slice(-10)
    .map(decodeLabel);
  if (isListed(labels)) {
    return true;
  }
  return !isOfficialDomain(labels.join('.'), officialDomains) && labels.some((label) => brandOf(label) !== undefined);
}

/** "h at gmail.com", "h at gmail dot com": words that are an address only when an ending follows. */
const SPOKEN = /(?<=[\p{L}\p{N}._-]) at ([\p{L}\p{N}-]{1,63})(?: ?\. ?| dot | chấm )([a-z]{2,6})(?![\p{L}\p{N}])/gu;

/** Full-width and small forms, ideographic stops, "(at)" and blanks around the sign: all the ways to write one address. */
function plainAddress(text: string): string {
  return cleanText(text)
    .normalize('NFKC')
    .replace(/[。｡．]/g, '.')
    .toLowerCase()
    .replace(/[[({] ?(?:at|a còng) ?[\])}]| a còng /g, '@')
    .replace(/ ?[[({] ?(?:dot|chấm|\.) ?[\])}] ?/g, '.')
    .replace(SPOKEN, '@$1.$2')
    .replace(/ ?@ ?/g, '@')
    .replace(/@([\p{L}\p{N}-]{1,63})(?: ?\. ?| dot | chấm )(?=[\p{L}\p{N}])/gu, '@$1.');
}

const DOMAIN = /^[\p{L}\p{M}\p{N}.\-_|!]+/u;

/**
 * Whether a text holds an address of a free mail service, in whatever guise: capitals, sub-domain, plus sign, `gmail.com.vn`,
 * look-alikes (`gmai1.com`, Cyrillic letters, punycode), full-width letters, blanks. A word without `@` is no address.
 * @returns the domain as it is read, or undefined
 * @example isFreeMail('Huong+cv@Mail.GMAIL.com') // { domain: 'mail.gmail.com' }
 */
export function isFreeMail(text: string, officialDomains?: readonly string[]): { domain: string } | undefined {
  if (!/[@＠﹫]|\bat\b|a còng/i.test(text)) {
    return undefined;
  }
  for (const behind of plainAddress(text).split('@').slice(1)) {
    const domain = (DOMAIN.exec(behind.slice(0, DOMAIN_MAX))?.[0] ?? '').replace(/[.\-_]+$/, '');
    if (domain !== '' && isFreeDomain(domain, officialDomains)) {
      return { domain };
    }
  }
  return undefined;
}
