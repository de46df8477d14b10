import { type CertificateRow, readCertificateImage } from '#modules/certificates';
import type { Services } from '../../../platform/context.ts';

const MAX_KEPT = 20;

/** By SHA-256: the bytes never change, and whoever draws the same array again need not decode the picture again. */
const kept = new Map<string, Uint8Array>();

/** Hand signature or seal for a document of a batch of a thousand; undefined when its owner gave no picture. */
export async function signatureImage(
  services: Pick<Services, 'blobs'>,
  certificate: CertificateRow,
): Promise<Uint8Array | undefined> {
  const known = kept.get(certificate.image_sha256 ?? '');
  if (known !== undefined || certificate.image_sha256 === null) {
    return known;
  }
  const image = await readCertificateImage(services, certificate);
  // Another document of the same batch may have read it meanwhile.
  const png = kept.get(certificate.image_sha256) ?? image?.png;
  if (png !== undefined) {
    kept.set(certificate.image_sha256, png);
  }
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MAX_KEPT))) {
    kept.delete(oldest);
  }
  return png;
}
