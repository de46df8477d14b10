import type { ActingContext, Services } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { certificatePolicies } from '../certificates.policy.ts';
import { getCertificate } from '../certificates.store.ts';
import type { CertificateRow } from '../certificates.tables.ts';

interface CertificateImage {
  /** Transparent PNG: blue hand signature or red seal. */
  png: Buffer;
  /** Real size on paper. */
  widthMm: number;
  heightMm: number;
}

/** What the page shows for a signature with this key; undefined when its owner gave no picture. */
export async function readCertificateImage(
  services: Pick<Services, 'blobs'>,
  row: CertificateRow,
): Promise<CertificateImage | undefined> {
  if (row.image_sha256 === null) {
    return undefined;
  }
  return {
    png: await services.blobs.readBytes(row.image_sha256),
    widthMm: Number(row.image_width_mm),
    heightMm: Number(row.image_height_mm),
  };
}

export async function downloadCertificateImage(context: ActingContext, id: string): Promise<FileAnswer> {
  const row = await getCertificate(context.db, context.subject.agencyId, id);
  certificatePolicies.authorize('certificates.read', context.subject, row);
  const image = await readCertificateImage(context, row);
  if (image === undefined) {
    throw notFound('certificates.no_image', 'Chứng thư này chưa có ảnh chữ ký hoặc dấu.');
  }
  return {
    stream: image.png,
    headers: { 'content-type': 'image/png', 'cache-control': 'private, max-age=300' },
  };
}
