import { isEnterprise } from '../hosts/enterprises.ts';
import { isListed, isWithinAny, partsOf } from '../hosts/host.ts';
import { BAD_ENDINGS } from '../hosts/lists.ts';
import { BRAND_ROWS } from './brands-table.ts';
import { WORLD_ROWS } from './brands-world.ts';

export interface Brand {
  name: string;
  /** Over folded words. */
  pattern: RegExp;
  domains: readonly string[];
  /** Those of them where nobody else writes or has pages. */
  own: readonly string[];
  /** Also a surname or an everyday word: counts in a display name only alone or beside a word of service. */
  isCommon: boolean;
}

function escapeWord(word: string): string {
  return word.trim().replace(/[+]/g, '\\+');
}

function readRow(row: string): Brand {
  const isCommon = row.startsWith('*');
  const [names = '', domains = ''] = row.replace(/^\*/, '').split(' = ');
  const list = names.split('|');
  const places = domains.trim().split(' ');
  return {
    name: list[0] ?? '',
    pattern: new RegExp(` (?:${list.map(escapeWord).join('|')})(?= )`),
    domains: places.map((domain) => domain.replace('~', '')),
    own: places.filter((domain) => !domain.startsWith('~')),
    isCommon,
  };
}

export const BRANDS: readonly Brand[] = `${BRAND_ROWS.trim()}\n${WORLD_ROWS.trim()}`.split(/\n| ; /).map(readRow);
const OWN_DOMAINS: ReadonlySet<string> = new Set(BRANDS.flatMap(({ own }) => own));
const ANY_BRAND = new RegExp(` (?:${BRANDS.flatMap(({ pattern }) => pattern.source.slice(4, -6)).join('|')})(?= )`);
const SERVICE_WORD =
  / (?:support|team|security|secure|account|accounts|service|services|notification|notifications|notice|alert|alerts|bank|id|inc|billing|customer|center|centre|rewards|reward|update|delivery|express|help|care|online|info|store|mail|no reply|noreply|department|admin|gift|survey|member|members|prime|pay|card|verification|verify|confirmation|order|shipping|package|invoice|payment|giveaway|winner|opportunity) /;

/** Brands named in folded words. */
export function brandsIn(words: string): Brand[] {
  return ANY_BRAND.test(words) ? BRANDS.filter(({ pattern }) => pattern.test(words)) : [];
}

/** A brand that a display name claims: an everyday word has to stand alone or beside a word of service. */
export function brandsOfName(words: string): Brand[] {
  return brandsIn(words).filter(({ isCommon, pattern }) => {
    const hit = pattern.exec(words)?.[0] ?? '';
    return !isCommon || words.trim() === hit.trim() || SERVICE_WORD.test(words);
  });
}

/** The host belongs to the brand: one of its domains, or its name under another ordinary ending. */
export function isOfBrand(host: string, { domains }: Brand): boolean {
  if (isWithinAny(host, domains)) {
    return true;
  }
  const { registrable, suffix, isPrivateSuffix } = partsOf(host);
  const label = registrable.split('.')[0] ?? '';
  const isOrdinary = !isPrivateSuffix && !BAD_ENDINGS.has(suffix) && label.length > 3;
  return isOrdinary && domains.some((domain) => partsOf(domain).registrable.split('.')[0] === label);
}

/** Whether a host belongs to any of the brands, and nobody else writes from there or has pages there. */
export function isBrandHost(host: string): boolean {
  return isListed(host, OWN_DOMAINS) || isEnterprise(host);
}

/** The brand whose domain is written in a text, as `paypal.com` in the words of a link. */
export function brandOfDomain(host: string): Brand | undefined {
  return BRANDS.find(({ domains }) => isWithinAny(host, domains));
}
