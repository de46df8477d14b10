import { isWithin, isWithinAny, registrableOf, unicodeHost } from '../hosts/host.ts';
import { lookAlike } from '../hosts/look-alike.ts';
import { finding, quote, type Rule } from './rule.ts';
import { isUnknownHost } from './standing.ts';

/** Addresses out of QR codes; one that leads to the sender or to an everyday service is only said. */
export const qrHosts: Rule = (facts) => {
  const { qrCodes, context, fromDomain } = facts;
  const hosts = qrCodes.flatMap(({ text, file }) => {
    const url = URL.parse(text.trim());
    return url === null || !/^https?:$/.test(url.protocol) ? [] : [{ host: unicodeHost(url.hostname), file }];
  });
  const [first] = hosts;
  if (first === undefined || isWithin(first.host, 'gov.vn') || isWithinAny(first.host, context.ownDomains)) {
    return [];
  }
  const copy = lookAlike(first.host, context.protectedNames);
  const said = finding('QR_HOST', 'note', `Mã QR trong ${quote(first.file)} mở ${quote(first.host)}.`, first.host);
  const isPlain = registrableOf(first.host) === registrableOf(fromDomain) || !isUnknownHost(first.host, facts);
  return copy === undefined
    ? [isPlain ? { finding: said } : { sign: 'qr_host', finding: said }]
    : [{ finding: finding('LOOKALIKE', 'block', copy.text, first.host) }, { sign: 'qr_host', finding: said }];
};
