import { domainToASCII } from 'node:url';
import { OID } from '../oids.ts';
import type { Certificate } from '../x509/certificate.ts';

/**
 * The mail addresses a certificate was issued for: rfc822Name of subjectAltName and emailAddress of the subject (RFC 8550 §3),
 * as written.
 */
export function certificateAddresses({ extensions, subject }: Certificate): string[] {
  const named = subject.attributes.filter(({ oid }) => oid === OID.emailAddress).map(({ value }) => value);
  return [...new Set([...extensions.mailAddresses, ...named])];
}

function normalise(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  // Control characters: a NUL ends the address for some readers and not for others.
  return at < 1 || domain === '' || /[\0-\x20\x7f]/.test(address)
    ? undefined
    : `${address.slice(0, at).toLowerCase()}@${domain}`;
}

/**
 * Whether two addresses are one. The domain goes without case, as ASCII (RFC 5280 §7.5); so does the local part, because
 * official addresses are written in both ways and no mail service keeps `An@` and `an@` apart.
 * @example isSameAddress('Khoasa.sonbinh@TamDuong.gov.vn', 'khoasa.sonbinh@tamduong.gov.vn') // true
 */
export function isSameAddress(one: string, other: string): boolean {
  const left = normalise(one);
  return left !== undefined && left === normalise(other);
}
