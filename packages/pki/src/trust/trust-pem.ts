import { writePem } from '../pem.ts';
import { displayName, parseCertificate } from '../x509/certificate.ts';
import type { TrustAnchorEntry } from './trust-anchor.ts';

const LISTS: Record<string, string> = { crl: 'crlUrls', ocsp: 'ocspUrls', tsa: 'tsaUrls' };

/** What the comment lines above a block say; repeated addresses add up. */
function readRemarks(text: string): Record<string, unknown> {
  const entry: Record<string, unknown> = { programme: 'public', usages: ['signing', 'timestamping'] };
  const addresses: Record<string, string[]> = {};
  for (const [, key = '', rest = ''] of text.matchAll(/^#[ \t]*([A-Za-z]+):(.*)$/gm)) {
    const value = rest.trim();
    const list = LISTS[key];
    if (list !== undefined) {
      addresses[list] = [...(addresses[list] ?? []), value];
    } else if (key === 'usages') {
      entry['usages'] = value.split(/[\s,]+/);
    } else if (key === 'programme' || key === 'trustedFrom' || key === 'trustedTo') {
      entry[key] = value;
    }
  }
  return { ...entry, ...addresses };
}

/** Entries as a PEM file states them, not yet validated. */
export function readTrustPem(text: string): unknown[] {
  const entries: unknown[] = [];
  let from = 0;
  for (const match of text.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)) {
    entries.push({ ...readRemarks(text.slice(from, match.index)), certificate: match[1] });
    from = match.index + match[0].length;
  }
  return entries;
}

function remarksOf(entry: TrustAnchorEntry): string[] {
  const name = displayName(parseCertificate(entry.certificate).subject).replace(/[\r\n]/g, ' ');
  return [
    `# ${name.replaceAll(':', ' ')}`,
    `# programme: ${entry.programme}`,
    `# usages: ${entry.usages.join(', ')}`,
    ...(entry.trustedFrom === null ? [] : [`# trustedFrom: ${entry.trustedFrom.toISOString()}`]),
    ...(entry.trustedTo === null ? [] : [`# trustedTo: ${entry.trustedTo.toISOString()}`]),
    ...entry.crlUrls.map((url) => `# crl: ${url}`),
    ...entry.ocspUrls.map((url) => `# ocsp: ${url}`),
    ...entry.tsaUrls.map((url) => `# tsa: ${url}`),
  ];
}

export function writeTrustPem(entries: readonly TrustAnchorEntry[]): string {
  return entries.map((entry) => `${remarksOf(entry).join('\n')}\n${writePem(entry.certificate)}`).join('\n');
}
