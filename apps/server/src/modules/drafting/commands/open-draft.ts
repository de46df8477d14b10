import type { DraftContent } from '@congvu/contracts';
import { record } from '#modules/audit';
import {
  addMovement,
  assertNoStateSecret,
  attachFile,
  type DocumentRow,
  insertDocument,
  type RelationKind,
  relateDocuments,
} from '#modules/documents';
import { listFiles } from '#modules/files';
import { getAgency, listUnits } from '#modules/org';
import { put } from '#modules/search';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { draftLink } from '../drafting.notices.ts';
import { draftSearchEntry } from '../drafting.presenter.ts';
import { type DraftRow, hashContent, insertDraft, insertVersion } from '../drafting.store.ts';
import { type ContentFacts, contentFacts } from '../letter/content-facts.ts';
import { getDocumentType } from '../letter/document-types.ts';
import { secrecyOf } from '../letter/secrecy.ts';

/** A document carries no more enclosures than this; whoever has more packs them. */
export const MAX_ATTACHMENTS = 100;

export interface DraftToOpen {
  /** Chosen by the caller when something already points at it. */
  id?: string;
  agencyId: string;
  /** Whose draft it is: he edits it, submits it, answers for it. */
  owner: { personId: string; positionId: string; unitId: string; name: string };
  content: DraftContent;
  /** Enclosures in this order; files of the same agency. */
  fileIds?: readonly string[];
  relate?: readonly { documentId: string; kind: RelationKind }[];
  /** What the timeline says; "Mở dự thảo" unless told. */
  movement?: string;
}

function actorName(context: Context): string {
  return context.subject?.displayName ?? 'Hệ thống';
}

function documentRow(
  context: Context,
  { agencyId, content }: DraftToOpen,
  id: string,
  names: { agency: string; unit: string },
): DocumentRow {
  const type = getDocumentType(content.documentType);
  return {
    agency_id: agencyId,
    id,
    direction: 'outgoing',
    document_type: type.code,
    type_name: type.name,
    number: null,
    symbol: '',
    number_symbol: '',
    abstract: content.abstract,
    issued_on: null,
    issuing_agency_id: agencyId,
    issuing_agency_name: names.agency,
    signatory: '',
    signatory_position: '',
    urgency: content.urgency,
    drafting_unit: names.unit,
    page_count: null,
    document_code: '',
    created_at: context.clock.now(),
  };
}

function draftRow(
  context: Context,
  { agencyId, content, owner }: DraftToOpen,
  id: string,
  facts: ContentFacts,
): DraftRow {
  const now = context.clock.now();
  return {
    agency_id: agencyId,
    id,
    state: 'draft',
    version: 1,
    content,
    content_hash: hashContent(content),
    unit_id: owner.unitId,
    drafter_person_id: owner.personId,
    drafter_position_id: owner.positionId,
    drafter_name: owner.name,
    signer_position_id: content.signerPositionId,
    signer_name: facts.signerName,
    receiver_count: facts.receivers.length,
    saved_at: now,
    saved_by: actorName(context),
    submitted_at: null,
    submitted_by: null,
    content_approved_at: null,
    content_approved_by: null,
    approved_hash: null,
    handed_over_at: null,
    handed_over_by: null,
    returned_reason: null,
    returned_by: null,
    returned_at: null,
    returned_step: null,
    updated_at: now,
  };
}

async function enclose(tx: Tx, agencyId: string, documentId: string, fileIds: readonly string[]): Promise<void> {
  if (fileIds.length > MAX_ATTACHMENTS) {
    throw tooManyAttachments();
  }
  const files = await listFiles(tx, agencyId, [...fileIds]);
  assertNoStateSecret({ fileNames: files.map((file) => file.name) });
  for (const [sortOrder, fileId] of fileIds.entries()) {
    await attachFile(tx, { agencyId, documentId, fileId, role: 'attachment', sortOrder });
  }
}

export function tooManyAttachments() {
  return invalid(
    'drafting.attachment_limit',
    `Một văn bản kèm tối đa ${MAX_ATTACHMENTS} tệp. Gộp bớt tệp (ZIP) rồi gửi lại.`,
  );
}

/**
 * A draft for somebody, written by himself or by a module above (covering letter, report, loss notice), in the caller's
 * transaction. The caller has authorised; the owner goes on with it as with any other draft.
 * @throws AppError 422 `documents.state_secret`, `drafting.unknown_type`, `drafting.recipient_unknown`, `drafting.attachment_limit`
 */
export async function openDraft(tx: Tx, context: Context, wanted: DraftToOpen): Promise<{ id: string; link: string }> {
  const { agencyId, owner, content, fileIds = [], relate = [], movement = 'Mở dự thảo' } = wanted;
  const id = wanted.id ?? newId();
  assertNoStateSecret(secrecyOf({ content }));
  const now = context.clock.now();
  const agency = await getAgency(tx, agencyId);
  const unit = (await listUnits(tx, agencyId, vietnamDate(now))).find((candidate) => candidate.id === owner.unitId);
  const facts = await contentFacts(tx, context, agencyId, content);
  await insertDocument(tx, documentRow(context, wanted, id, { agency: agency.name, unit: unit?.name ?? '' }));
  await insertDraft(tx, draftRow(context, wanted, id, facts));
  await insertVersion(tx, {
    agency_id: agencyId,
    id: newId(now.getTime()),
    draft_id: id,
    version: 1,
    content,
    saved_at: now,
    saved_by: actorName(context),
    note: movement,
    aside: false,
  });
  await enclose(tx, agencyId, id, fileIds);
  for (const { documentId, kind } of relate) {
    await relateDocuments(tx, agencyId, id, documentId, kind);
  }
  await addMovement(tx, context, { agencyId, documentId: id, kind: 'drafted', text: movement });
  await record(tx, context, {
    action: 'drafting.created',
    agencyId,
    objectKind: 'draft',
    objectId: id,
    detail: {
      documentType: content.documentType,
      replyTo: relate.find(({ kind }) => kind === 'reply')?.documentId ?? null,
      ...(owner.personId !== context.subject?.personId && { owner: owner.personId }),
      ...(fileIds.length > 0 && { files: fileIds.length }),
    },
  });
  await put(tx, draftSearchEntry(agencyId, id, content, { unitId: owner.unitId, personId: owner.personId, at: now }));
  await publish(tx, { topic: 'drafting', agencyId, ids: [id] });
  return { id, link: draftLink(id) };
}
