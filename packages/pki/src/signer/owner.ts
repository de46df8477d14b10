import { OID } from '../oids.ts';
import { displayName, parseCertificate } from '../x509/certificate.ts';
import { nameValue } from '../x509/name.ts';
import type { SigningOwner } from './hash-signer.ts';

/** Person or organisation, as the subject of the certificate says. */
export function ownerOf(certificate: Uint8Array): SigningOwner {
  const { subject } = parseCertificate(certificate);
  const name = displayName(subject);
  const isPerson = [OID.surname, OID.title, OID.userId].some(
    (attribute) => nameValue(subject, attribute) !== undefined,
  );
  const organisation = nameValue(subject, OID.organization);
  // A seal names the organisation itself: no person's attribute, and CN = O or CN alone.
  return !isPerson && (organisation === undefined || organisation === name) ? { organisation: name } : { person: name };
}
