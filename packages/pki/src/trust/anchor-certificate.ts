import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import type { TrustAnchorEntry } from './trust-anchor.ts';

const parsed = new WeakMap<TrustAnchorEntry, Certificate>();

/** The certificate of an entry; a trust list is read once, not once a path. @throws PkiError `pki.certificate` */
export function anchorCertificate(entry: TrustAnchorEntry): Certificate {
  const known = parsed.get(entry);
  if (known !== undefined && Buffer.compare(known.raw, entry.certificate) === 0) {
    return known;
  }
  const certificate = parseCertificate(Uint8Array.from(entry.certificate));
  parsed.set(entry, certificate);
  return certificate;
}
