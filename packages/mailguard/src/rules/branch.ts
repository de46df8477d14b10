import type { Facts } from '../facts.ts';
import { isListed, partsOf, registrableOf } from '../hosts/host.ts';
import { FREE_HOSTS } from '../hosts/lists.ts';
import { hyphensBait, type LookAlike } from '../hosts/look-alike.ts';
import { COMPANY_NAME } from '../words/companies.ts';
import { isOfficialLabel } from './claims.ts';
import { OFFICE_NAME } from './office.ts';
import { isAuthentic, isKnownProved } from './standing.ts';

/**
 * The branch of a company is called by its place: `laichau.khachsan.vn`. Believed of a company that says so, from its own proved domain,
 * when the name of the place stands alone before a plain name of its own.
 */
export function isBranch(host: string, { of }: LookAlike, facts: Facts): boolean {
  const { registrable, isPrivateSuffix } = partsOf(host);
  const [place] = of.split('.');
  const label = registrable.split('.')[0] ?? '';
  const isPlain =
    !label.includes('-') && !isPrivateSuffix && !isListed(host, FREE_HOSTS) && !isOfficialLabel(registrable);
  const isOwn = registrable === registrableOf(facts.fromDomain);
  const isCompany = COMPANY_NAME.test(facts.display) && !OFFICE_NAME.test(facts.display);
  return host === `${place}.${registrable}` && isPlain && isOwn && isCompany && isAuthentic(facts);
}

/**
 * A shop, a cooperative, a family called by the place where it is, `macca-tamduong.vn`: believed of whom people here wrote with before, and who is
 * proved to be it, when what stands beside the place is a word of its own.
 */
export function isNeighbour(host: string, { kind, of }: LookAlike, facts: Facts): boolean {
  return kind === 'hyphen' && host === facts.fromDomain && isKnownProved(facts) && !hyphensBait(host, of);
}
