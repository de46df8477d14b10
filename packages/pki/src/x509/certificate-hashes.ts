import { hash as digestOf } from 'node:crypto';
import { child, readBits, readValue } from '../asn1/read.ts';
import type { HashName } from '../oids.ts';
import type { Certificate } from './certificate.ts';

/** What of a certificate others name it by: the whole, its subject, its key. */
export type HashedPart = 'raw' | 'subject' | 'key';

/** The same few certificates are asked about with every signature and every answer. */
const known = new WeakMap<Certificate, Map<string, Uint8Array>>();

/** The key as OCSP hashes it: the BIT STRING without tag, length and unused bits. */
export function keyBitsOf({ spki }: Pick<Certificate, 'spki'>): Uint8Array {
  return readBits(child(readValue(spki).node, 1));
}

function bytesOf(certificate: Certificate, part: HashedPart): Uint8Array {
  switch (part) {
    case 'raw':
      return certificate.raw;
    case 'subject':
      return certificate.subject.raw;
    case 'key':
      return keyBitsOf(certificate);
  }
}

/** Hash of a part, worked out once for each certificate at hand. */
export function certificateHash(certificate: Certificate, part: HashedPart, hash: HashName): Uint8Array {
  const own = known.get(certificate) ?? new Map<string, Uint8Array>();
  known.set(certificate, own);
  const key = `${part} ${hash}`;
  const found = own.get(key) ?? digestOf(hash, bytesOf(certificate, part), 'buffer');
  own.set(key, found);
  return found;
}
