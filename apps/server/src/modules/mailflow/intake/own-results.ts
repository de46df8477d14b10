import { headerEnd, headerFields } from '../outbound/wire-message.ts';

/**
 * RFC 8601 §5: a field of Authentication-Results in our name that came from outside is a lie and goes. The same mail gives the same
 * bytes, so that it is still recognised when it comes again.
 */
export function withoutForeignResults(raw: Buffer, ownName: string): Buffer {
  const fields = headerFields(raw);
  const isOurs = (text: string): boolean => {
    const said = /^[^:]*:\s*(?:\(.*?\)\s*)*"?([^\s;"]+)/s.exec(text)?.[1] ?? '';
    return said.toLowerCase() === ownName;
  };
  const kept = fields.filter(({ name, text }) => name !== 'authentication-results' || !isOurs(text));
  return kept.length === fields.length
    ? raw
    : Buffer.concat([Buffer.from(kept.map(({ text }) => text).join(''), 'latin1'), raw.subarray(headerEnd(raw))]);
}
