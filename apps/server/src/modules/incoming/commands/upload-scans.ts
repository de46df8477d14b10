import type { IncomingUpload, VerdictView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { guardAgainstStateSecret, guardUpload } from '#modules/documents';
import { readBytes, receiveUpload, type StoredBlob } from '#modules/files';
import { judgePdf } from '#modules/signing';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { newId } from '../../../platform/ids.ts';
import { authorizeInAgency } from '../incoming.policy.ts';
import { incomingTables } from '../incoming.tables.ts';
import { findSamePage } from '../queries/find-duplicates.ts';

const MAX_BYTES = 100 * 1024 * 1024;

const NO_SIGNATURE: VerdictView = {
  verdict: 'unsigned',
  sentence: 'Tệp không phải PDF nên không mang chữ ký số để kiểm tra.',
  signers: [],
};

async function judge(context: ActingContext, blob: StoredBlob): Promise<VerdictView> {
  if (blob.mediaType !== 'application/pdf') {
    return NO_SIGNATURE;
  }
  return judgePdf(context, { agencyId: context.subject.agencyId, bytes: await readBytes(context, blob) });
}

/**
 * Scans and PDFs put up by the clerk before vào sổ: durable, judged, compared with what is there. What nobody can open is refused
 * here already. They belong to no document yet and are forgotten after a day.
 * @throws AppError `files.encrypted_pdf` · `files.broken_pdf` · `files.too_large` · `files.type_refused` · `files.empty`
 */
export async function uploadScans(
  context: ActingContext,
  files: AsyncIterable<UploadedFile>,
): Promise<{ items: IncomingUpload[] }> {
  const { agencyId, userId } = context.subject;
  authorizeInAgency(context.subject, 'incoming.create');
  const received: { id: string; blob: StoredBlob; verdict: VerdictView }[] = [];
  for await (const file of files) {
    const id = newId();
    const door = { agencyId, name: 'incoming.upload', objectId: id };
    await guardAgainstStateSecret(context, door, { fileNames: [file.name] });
    const blob = await receiveUpload(context, file, { maxBytes: MAX_BYTES });
    await guardUpload(context, door, blob);
    received.push({ id, blob, verdict: await judge(context, blob) });
  }
  return command(context, async (tx) => {
    const items: IncomingUpload[] = [];
    for (const { id, blob, verdict } of received) {
      await incomingTables(tx)
        .insertInto('incoming_upload')
        .values({
          agency_id: agencyId,
          id,
          sha256: blob.sha256,
          name: blob.name,
          media_type: blob.mediaType,
          size: blob.size,
          verdict: JSON.stringify(verdict),
          uploaded_by: userId,
          uploaded_at: context.clock.now(),
          used_by: null,
        })
        .execute();
      items.push({ uploadId: id, ...blob, verdict, duplicates: await findSamePage(tx, agencyId, blob.sha256) });
    }
    await record(tx, context, {
      action: 'incoming.uploaded',
      agencyId,
      objectKind: 'incoming_upload',
      objectId: received[0]?.id ?? '',
      detail: { files: received.map(({ blob }) => blob.sha256) },
    });
    return { items };
  });
}
