import { isWithin, isWithinAny, unicodeHost } from '../hosts/host.ts';
import { lookAlike } from '../hosts/look-alike.ts';
import { finding, quote, type Rule } from './rule.ts';

/** Addresses out of QR codes. */
export const qrHosts: Rule = ({ qrCodes, context }) => {
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
  return copy === undefined
    ? [{ sign: 'qr_host', finding: said }]
    : [{ finding: finding('LOOKALIKE', 'block', copy.text, first.host) }, { sign: 'qr_host', finding: said }];
};
