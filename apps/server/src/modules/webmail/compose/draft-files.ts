import type { AttachDocument } from '@congvu/contracts';
import { record } from '#modules/audit';
import { getFile, insertFiles, inspectAttachment, receiveUpload, type StoredBlob, serveFile } from '#modules/files';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid, notFound } from '../../../platform/errors.ts';
import type { FileAnswer, UploadedFile } from '../../../platform/http/route.ts';
import { openBox } from '../box/open-box.ts';
import { tellBoxes } from '../delivery/tell.ts';
import type { WebmailPorts } from '../ports.ts';
import { draftPolicies } from '../webmail.policy.ts';
import type { DraftFile } from '../webmail.tables.ts';
import { type DraftRow, getDraft, lockDraft, updateDraft } from './draft.store.ts';

interface DraftNamed {
  mailboxId: string;
  id: string;
}

const MAX_FILES = 50;
/** What is larger than a mail goes as a link; beyond this nobody should send a file by mail. */
const MAX_BYTES = 100 * 1024 * 1024;

async function changeFiles(
  context: ActingContext,
  { mailboxId, id }: DraftNamed,
  change: (files: DraftFile[]) => DraftFile[],
  blobs: readonly StoredBlob[] = [],
): Promise<{ id: string }> {
  return command(context, async (tx) => {
    const box = await openBox(tx, context, mailboxId, 'webmail.send');
    const draft = await lockDraft(tx, box, id);
    draftPolicies.authorize('webmail.edit_draft', context.subject, { ...box, state: draft.state });
    const made = await insertFiles(
      tx,
      context,
      blobs.map((blob) => ({ agencyId: box.agencyId, blob })),
    );
    const attachments = [
      ...change(draft.attachments),
      ...made.map((file) => ({ fileId: file.id, fromDocument: false })),
    ];
    if (attachments.length > MAX_FILES) {
      throw invalid(
        'webmail.too_many_files',
        `Mỗi thư có tối đa ${MAX_FILES} tệp. Nén các tệp thành một rồi đính kèm.`,
      );
    }
    await updateDraft(tx, context, draft, { attachments });
    await record(tx, context, {
      action: 'webmail.draft_files_changed',
      agencyId: box.agencyId,
      objectKind: 'mail_draft',
      objectId: id,
      detail: { files: attachments.map(({ fileId }) => fileId) },
    });
    await tellBoxes(tx, [box]);
    return { id };
  });
}

/** What runs is refused here already, also where there is no antivirus. */
async function assertHarmless(context: ActingContext, blob: StoredBlob): Promise<void> {
  const read = async function* (): AsyncIterable<Uint8Array> {
    yield await context.blobs.readBytes(blob.sha256);
  };
  const { verdict, findings } = await inspectAttachment(context, { name: blob.name, sha256: blob.sha256, read });
  if (verdict === 'refused') {
    throw invalid('webmail.attachment_refused', `${findings[0]?.text ?? blob.name}. Tệp không được đính kèm.`);
  }
}

export async function uploadFiles(
  context: ActingContext,
  ports: WebmailPorts,
  named: DraftNamed,
  files: AsyncIterable<UploadedFile>,
): Promise<{ id: string }> {
  const box = await openBox(context.db, context, named.mailboxId, 'webmail.send');
  await getDraft(context.db, box, named.id);
  const blobs: StoredBlob[] = [];
  for await (const file of files) {
    const door = { agencyId: box.agencyId, name: 'webmail.attach', objectId: named.id };
    await ports.guardTexts(context, door, { fileNames: [file.name] });
    const blob = await receiveUpload(context, file, { maxBytes: MAX_BYTES });
    await ports.guardFile(context, door, blob);
    await assertHarmless(context, blob);
    blobs.push(blob);
  }
  return changeFiles(context, named, (present) => present, blobs);
}

/** The files of a document of the office, without loading them down and up again. */
export async function attachDocument(
  context: ActingContext,
  ports: WebmailPorts,
  named: DraftNamed,
  body: AttachDocument,
): Promise<{ id: string }> {
  await openBox(context.db, context, named.mailboxId, 'webmail.send');
  const found = await ports.documentFiles(context, body.documentId);
  const wanted = found?.filter(({ fileId }) => body.fileIds?.includes(fileId) ?? true) ?? [];
  if (wanted.length === 0 || wanted.length < (body.fileIds?.length ?? 0)) {
    throw notFound('webmail.document_not_found', 'Không tìm thấy văn bản hoặc tệp này, hoặc đồng chí không được xem.');
  }
  return changeFiles(context, named, (present) => {
    const has = new Set(present.map(({ fileId }) => fileId));
    const fresh = wanted.filter(({ fileId }) => !has.has(fileId));
    return [...present, ...fresh.map(({ fileId }) => ({ fileId, fromDocument: true }))];
  });
}

function assertHas(draft: DraftRow, fileId: string): void {
  if (!draft.attachments.some((file) => file.fileId === fileId)) {
    throw notFound('webmail.attachment_not_found', 'Thư nháp không có tệp này. Tải lại thư nháp.');
  }
}

export async function removeFile(
  context: ActingContext,
  named: DraftNamed & { fileId: string },
): Promise<{ id: string }> {
  const box = await openBox(context.db, context, named.mailboxId, 'webmail.send');
  assertHas(await getDraft(context.db, box, named.id), named.fileId);
  return changeFiles(context, named, (present) => present.filter(({ fileId }) => fileId !== named.fileId));
}

export async function downloadDraftFile(
  context: ActingContext,
  named: DraftNamed & { fileId: string },
): Promise<FileAnswer> {
  const box = await openBox(context.db, context, named.mailboxId);
  assertHas(await getDraft(context.db, box, named.id), named.fileId);
  const file = await getFile(context.db, box.agencyId, named.fileId);
  return serveFile(context, file, { inline: false });
}
