import type { DraftContent, SaveDraft, SaveDraftAnswer } from '@congvu/contracts';
import { assertMayEditHere } from '#modules/accounts';
import { record } from '#modules/audit';
import { guardAgainstStateSecret, updateDocument } from '#modules/documents';
import { put } from '#modules/search';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { draftPolicies } from '../drafting.policy.ts';
import { draftSearchEntry } from '../drafting.presenter.ts';
import {
  type DraftRow,
  draftFacts,
  getDraft,
  hashContent,
  insertVersion,
  lockDraft,
  saveContent,
} from '../drafting.store.ts';
import { contentFacts } from '../letter/content-facts.ts';
import { getDocumentType } from '../letter/document-types.ts';
import { secrecyOf } from '../letter/secrecy.ts';

type Outcome = { saved: SaveDraftAnswer } | { lostTo: { version: number; savedBy: string } };

/** Writes the text as the next version and keeps the facts of the document and its search entry in step. */
export async function writeContent(
  tx: Tx,
  context: ActingContext,
  draft: DraftRow,
  content: DraftContent,
  note = '',
): Promise<SaveDraftAnswer> {
  const { agency_id: agencyId, id } = draft;
  const type = getDocumentType(content.documentType);
  const facts = await contentFacts(tx, context, agencyId, content);
  const saved = await saveContent(tx, context, draft, content, {
    savedBy: context.subject.displayName,
    signerName: facts.signerName,
    receiverCount: facts.receivers.length,
    note,
  });
  await updateDocument(tx, agencyId, id, {
    document_type: type.code,
    type_name: type.name,
    abstract: content.abstract,
    urgency: content.urgency,
  });
  await record(tx, context, {
    action: 'drafting.saved',
    agencyId,
    objectKind: 'draft',
    objectId: id,
    detail: { version: saved.version, before: draft.content_hash, after: saved.contentHash },
  });
  await put(
    tx,
    draftSearchEntry(agencyId, id, content, {
      unitId: draft.unit_id,
      personId: draft.drafter_person_id,
      at: saved.savedAt,
    }),
  );
  await publish(tx, { topic: 'drafting', agencyId, ids: [id] });
  return { id, version: saved.version, savedAt: saved.savedAt.toISOString() };
}

/** The text of whoever came second is kept beside the line of versions; nothing typed is lost. */
async function keepAside(tx: Tx, context: ActingContext, draft: DraftRow, body: SaveDraft): Promise<Outcome> {
  const now = context.clock.now();
  await insertVersion(tx, {
    agency_id: draft.agency_id,
    id: newId(now.getTime()),
    draft_id: draft.id,
    version: body.version,
    content: body.content,
    saved_at: now,
    saved_by: context.subject.displayName,
    note: `Soạn trên bản ${body.version}, trùng lúc với ${draft.saved_by}`,
    aside: true,
  });
  await record(tx, context, {
    action: 'drafting.kept_aside',
    agencyId: draft.agency_id,
    objectKind: 'draft',
    objectId: draft.id,
    detail: { basedOn: body.version, current: draft.version },
  });
  return { lostTo: { version: draft.version, savedBy: draft.saved_by } };
}

function savedAs(draft: DraftRow): SaveDraftAnswer {
  return { id: draft.id, version: draft.version, savedAt: draft.saved_at.toISOString() };
}

/**
 * Autosave. The same text again is no new version; an older base version keeps the text aside and answers 409.
 * @throws AppError 409 `drafting.version_conflict`
 */
export async function saveDraft(context: ActingContext, id: string, body: SaveDraft): Promise<SaveDraftAnswer> {
  const { agencyId } = context.subject;
  await assertMayEditHere(context);
  await guardAgainstStateSecret(context, { agencyId, name: 'drafting.save', objectId: id }, secrecyOf(body));
  const before = await getDraft(context.db, agencyId, id);
  if (hashContent(body.content) === before.content_hash) {
    draftPolicies.authorize('drafting.edit', context.subject, await draftFacts(context.db, context, before));
    return savedAs(before);
  }
  const outcome = await command(context, async (tx): Promise<Outcome> => {
    const draft = await lockDraft(tx, agencyId, id);
    draftPolicies.authorize('drafting.edit', context.subject, await draftFacts(tx, context, draft));
    if (draft.version !== body.version) {
      return keepAside(tx, context, draft, body);
    }
    return { saved: await writeContent(tx, context, draft, body.content) };
  });
  if ('saved' in outcome) {
    return outcome.saved;
  }
  throw new AppError(
    'drafting.version_conflict',
    409,
    `${outcome.lostTo.savedBy} vừa lưu bản ${outcome.lostTo.version}. Bản đang soạn được giữ riêng trong lịch sử; mở lịch sử để so và ghép hai bản.`,
    { fields: [{ path: 'version', message: String(outcome.lostTo.version) }] },
  );
}
