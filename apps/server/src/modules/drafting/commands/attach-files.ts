import type { UploadAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { assertMayEditHere } from '#modules/accounts';
import { record } from '#modules/audit';
import {
  attachFile,
  detachFile,
  guardAgainstStateSecret,
  guardUpload,
  listDocumentFiles,
  relateDocuments,
} from '#modules/documents';
import { insertFile, receiveUpload, type StoredBlob } from '#modules/files';
import { type ActingContext, command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { draftPolicies } from '../drafting.policy.ts';
import { draftFacts, getDraft, lockDraft } from '../drafting.store.ts';
import { readRelated } from '../letter/read-related.ts';
import type { DraftingPorts } from '../ports.ts';
import { MAX_ATTACHMENTS, tooManyAttachments } from './open-draft.ts';

const MAX_BYTES = 100 * 1024 * 1024;

/** Enclosures of a draft, streamed to durable bytes before the transaction; the same file twice is welcome. */
export async function attachFiles(
  context: ActingContext,
  id: string,
  files: AsyncIterable<UploadedFile>,
): Promise<z.infer<typeof UploadAnswer>> {
  const { agencyId, userId } = context.subject;
  await assertMayEditHere(context);
  const before = await getDraft(context.db, agencyId, id);
  draftPolicies.authorize('drafting.edit', context.subject, await draftFacts(context.db, context, before));
  const blobs: StoredBlob[] = [];
  for await (const file of files) {
    const door = { agencyId, name: 'drafting.attach', objectId: id };
    await guardAgainstStateSecret(context, door, { fileNames: [file.name] });
    const blob = await receiveUpload(context, file, { maxBytes: MAX_BYTES });
    await guardUpload(context, door, blob);
    blobs.push(blob);
  }
  return command(context, async (tx) => {
    const draft = await lockDraft(tx, agencyId, id);
    draftPolicies.authorize('drafting.edit', context.subject, await draftFacts(tx, context, draft));
    const present = (await listDocumentFiles(tx, agencyId, id)).filter((file) => file.role === 'attachment');
    if (present.length + blobs.length > MAX_ATTACHMENTS) {
      throw tooManyAttachments();
    }
    const added: z.infer<typeof UploadAnswer>['files'] = [];
    for (const [index, blob] of blobs.entries()) {
      const file = await insertFile(tx, context, agencyId, blob, userId);
      const sortOrder = present.length + index;
      await attachFile(tx, { agencyId, documentId: id, fileId: file.id, role: 'attachment', sortOrder });
      added.push({ fileId: file.id, role: 'attachment', name: file.name, mediaType: file.media_type, size: file.size });
    }
    await record(tx, context, {
      action: 'drafting.attached',
      agencyId,
      objectKind: 'draft',
      objectId: id,
      detail: { files: blobs.map((blob) => blob.sha256) },
    });
    await publish(tx, { topic: 'drafting', agencyId, ids: [id] });
    return { files: added };
  });
}

export async function removeAttachment(context: ActingContext, id: string, fileId: string): Promise<{ id: string }> {
  const { agencyId } = context.subject;
  await assertMayEditHere(context);
  return command(context, async (tx) => {
    const draft = await lockDraft(tx, agencyId, id);
    draftPolicies.authorize('drafting.edit', context.subject, await draftFacts(tx, context, draft));
    await detachFile(tx, agencyId, id, fileId, 'attachment');
    await record(tx, context, {
      action: 'drafting.detached',
      agencyId,
      objectKind: 'draft',
      objectId: id,
      detail: { fileId },
    });
    await publish(tx, { topic: 'drafting', agencyId, ids: [id] });
    return { id };
  });
}

/** Links a căn cứ or the document this one answers; both must be documents the person may read. */
export async function relateDraft(
  context: ActingContext,
  ports: DraftingPorts,
  id: string,
  body: { documentId: string; kind: 'reply' | 'basis' },
): Promise<{ id: string }> {
  const { agencyId } = context.subject;
  await assertMayEditHere(context);
  return command(context, async (tx) => {
    const draft = await lockDraft(tx, agencyId, id);
    draftPolicies.authorize('drafting.edit', context.subject, await draftFacts(tx, context, draft));
    const related = await readRelated(tx, context, ports, body.documentId);
    await relateDocuments(tx, agencyId, id, related.id, body.kind);
    await record(tx, context, {
      action: 'drafting.related',
      agencyId,
      objectKind: 'draft',
      objectId: id,
      detail: { relatedId: related.id, kind: body.kind },
    });
    await publish(tx, { topic: 'drafting', agencyId, ids: [id] });
    return { id };
  });
}
