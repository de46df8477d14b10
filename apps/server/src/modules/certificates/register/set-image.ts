import type { CertificateImageQuery, CertificateView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { certificatePolicies } from '../certificates.policy.ts';
import { presentCertificate } from '../certificates.presenter.ts';
import { getCertificate, setCertificateImage } from '../certificates.store.ts';
import { lockEntryOfKey } from '../entries/entries.store.ts';
import { ensureSeal } from '../entries/seals.store.ts';
import { cleanPng } from '../images/clean-png.ts';
import { readUpload } from '../read-upload.ts';

const MAX_BYTES = 1024 * 1024;

/**
 * The picture the page shows for a signature with this key; what is signed already keeps its own.
 * @throws AppError `certificates.image` · `certificates.set_image.forbidden`
 */
export async function setImage(
  context: ActingContext,
  id: string,
  { widthMm }: CertificateImageQuery,
  files: AsyncIterable<UploadedFile>,
): Promise<CertificateView> {
  const { subject, clock } = context;
  const row = await getCertificate(context.db, subject.agencyId, id);
  certificatePolicies.authorize('certificates.set_image', subject, row);
  const image = cleanPng(await readUpload(files, { code: 'certificates.image', what: 'ảnh', maxBytes: MAX_BYTES }));
  if (typeof image === 'string') {
    throw invalid('certificates.image', `Ảnh không dùng được: ${image}.`, [{ path: 'file', message: image }]);
  }
  // Bytes are durable before rows (ARCHITECTURE.md, rule 4).
  const { sha256 } = await context.blobs.put(image.png);
  return command(context, async (tx) => {
    const changed = await setCertificateImage(
      tx,
      { agencyId: subject.agencyId, id },
      { sha256, widthMm, heightMm: Math.round((widthMm * image.height * 100) / image.width) / 100 },
    );
    const entry = await lockEntryOfKey(tx, { agencyId: subject.agencyId, id });
    if (entry !== undefined) {
      await ensureSeal(tx, context, changed, entry);
    }
    await record(tx, context, {
      action: 'certificates.image_set',
      agencyId: subject.agencyId,
      objectKind: 'certificate',
      objectId: id,
      detail: { sha256, widthMm },
    });
    return presentCertificate(changed, clock.now(), subject);
  });
}
