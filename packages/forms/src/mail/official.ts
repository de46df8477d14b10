/**
 * Domains whose mailboxes a state body issues. An office may give its own list as a fact. `gov.vn` is given to state bodies
 * only; the others are domains of central bodies outside it.
 */
export const OFFICIAL_DOMAINS: readonly string[] = [
  'gov.vn',
  'chinhphu.vn',
  'quochoi.vn',
  'cpv.org.vn',
  'dcs.vn',
  'bqp.vn',
];

/** Whether a domain is one of these or lies below one: `khunha.laichau.gov.vn`, not `laichau-gov.vn`. */
export function isOfficialDomain(domain: string, domains: readonly string[] = OFFICIAL_DOMAINS): boolean {
  const plain = domain.toLowerCase();
  return domains.some((official) => plain === official.toLowerCase() || plain.endsWith(`.${official.toLowerCase()}`));
}
