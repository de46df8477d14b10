import { type Entity, readEntity } from './entity.ts';
import { findProtection, type MailProtection } from './protection.ts';

/** Of a header these describe the body alone (RFC 2045 §3). */
function isAboutBody(name: string): boolean {
  return name.startsWith('content-');
}

function rawFields(entity: Entity | undefined, wanted: (name: string) => boolean): Buffer[] {
  return (entity?.fields ?? []).filter(({ name }) => wanted(name)).map(({ raw }) => raw);
}

/**
 * The mail to be read in the place of one whose content is wrapped in its signature (application/pkcs7-mime, RFC 8551 §3.5.2): the
 * same header with the content that was signed. Every other mail comes back as it is. Says nothing about the signature.
 * @example readMail(unwrapSigned(raw))
 */
export function unwrapSigned(raw: Uint8Array, found: MailProtection = findProtection(raw)): Uint8Array {
  if (found.kind !== 'signed' || found.form !== 'opaque' || found.covers !== 'all') {
    return raw;
  }
  const inner = readEntity(found.content);
  const outer = readEntity(raw);
  if (inner === undefined || outer === undefined) {
    return raw;
  }
  // Who wrote to whom stays what it was outside: fields of the content would speak for another mail.
  return Buffer.concat([
    ...rawFields(outer, (name) => !isAboutBody(name)),
    ...rawFields(inner, isAboutBody),
    Buffer.from('\r\n'),
    inner.body,
  ]);
}
