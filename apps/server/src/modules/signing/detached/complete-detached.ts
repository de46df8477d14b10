import type { PreparedSignature } from '@congvu/pades';
import { isSignedBy, normaliseSignature, parseCertificate, publicKeyOf } from '@congvu/pki';
import { AppError } from '../../../platform/errors.ts';
import type { SignedFile } from '../commands/close-signed.ts';
import { contentChanged } from '../failure.ts';
import type { DetachedPurpose } from '../purpose.ts';
import type { SessionRow } from '../signing.tables.ts';
import type { SigningAct } from '../signing-act.ts';

function provenSignature({ algorithm, ...prepared }: PreparedSignature, signature: Uint8Array): Uint8Array {
  const key = publicKeyOf(parseCertificate(Buffer.from(prepared.certificate, 'base64')));
  const normal = normaliseSignature(algorithm, key, signature);
  if (!isSignedBy(algorithm, key, Buffer.from(prepared.attrs, 'base64'), normal)) {
    throw new AppError('signing.signature_wrong', 422, 'Chữ ký nhận được không phải của chứng thư đã chọn. Ký lại.');
  }
  return normal;
}

/** Proved to be of the certificate, then built and durable; the row changes later. @throws AppError */
export async function completeDetached(
  { context }: SigningAct,
  { detached }: DetachedPurpose,
  session: SessionRow,
  { prepared, signature }: { prepared: PreparedSignature; signature: Uint8Array },
): Promise<SignedFile> {
  if (context.clock.now().getTime() > Date.parse(prepared.expiresAt)) {
    throw new AppError('signing.failed', 422, 'Lượt ký đã hết hạn. Ký lại.');
  }
  if (prepared.baseSha256 !== session.shown_sha256) {
    throw contentChanged();
  }
  const { file, facts } = await detached.build(
    context,
    session.object_id,
    await context.blobs.readBytes(prepared.baseSha256),
    {
      certificate: Buffer.from(prepared.certificate, 'base64'),
      chain: prepared.chain.map((der) => Buffer.from(der, 'base64')),
      attributes: Buffer.from(prepared.attrs, 'base64'),
      algorithm: prepared.algorithm,
      signature: provenSignature(prepared, signature),
    },
  );
  return { file, facts, claimedAt: new Date(prepared.signedAt), level: 'B', provenAt: null };
}
