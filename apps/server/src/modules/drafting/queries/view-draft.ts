import type { DraftVersionItem, DraftVersionView, DraftView, RelatedDocument } from '@congvu/contracts';
import type { z } from 'zod';
import { touchRefusal } from '#modules/accounts';
import { listDocumentFiles, listMovements, listRelated } from '#modules/documents';
import { getFile, serveFile } from '#modules/files';
import { getAgency, listUnits } from '#modules/org';
import type { Abilities } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { draftPolicies } from '../drafting.policy.ts';
import { draftSteps, presentComments, presentReturned, presentVersion } from '../drafting.presenter.ts';
import { DRAFT_STATE_LABELS } from '../drafting.states.ts';
import { type DraftRow, draftFacts, getDraft, listComments, listVersions } from '../drafting.store.ts';
import { resolveReceivers } from '../letter/content-facts.ts';
import { getDocumentType, symbolOf } from '../letter/document-types.ts';
import { findSigner } from '../letter/signing-block.ts';

/** The draft when the person may see it; 404 for another agency, 403 with the reason inside the own one. */
export async function getVisibleDraft(context: ActingContext, id: string): Promise<DraftRow> {
  const draft = await getDraft(context.db, context.subject.agencyId, id);
  draftPolicies.authorize('drafting.read', context.subject, await draftFacts(context.db, context, draft));
  return draft;
}

export async function viewRelated(context: ActingContext, agencyId: string, id: string): Promise<RelatedDocument[]> {
  const related = await listRelated(context.db, agencyId, id);
  return related.map((document) => ({
    documentId: document.id,
    kind: document.kind,
    direction: document.direction,
    numberSymbol: document.number_symbol,
    abstract: document.abstract,
    issuingAgencyName: document.issuing_agency_name,
    issuedOn: document.issued_on,
    link: `${document.direction === 'incoming' ? '/van-ban-den' : '/van-ban-di'}/${document.id}`,
  }));
}

/** What a phone or tablet without the right of Mẫu 08 may not do; approving, commenting and giving back stay as they are. */
const WRITING = ['drafting.create', 'drafting.edit', 'drafting.submit'];

function abilitiesHere(abilities: Abilities, refusal: string | undefined): Abilities {
  return refusal === undefined
    ? abilities
    : Object.fromEntries(
        Object.entries(abilities).map(([action, may]) => [
          action,
          may === true && WRITING.includes(action) ? refusal : may,
        ]),
      );
}

export async function viewDraft(context: ActingContext, id: string): Promise<DraftView> {
  const { subject, db } = context;
  const draft = await getVisibleDraft(context, id);
  const { agency_id: agencyId, content } = draft;
  const [facts, agency, units, signer, files, related, comments, movements, refusal] = await Promise.all([
    draftFacts(db, context, draft),
    getAgency(db, agencyId),
    listUnits(db, agencyId, vietnamDate(context.clock.now())),
    findSigner(context, draft),
    listDocumentFiles(db, agencyId, id),
    viewRelated(context, agencyId, id),
    listComments(db, agencyId, id),
    listMovements(db, agencyId, id),
    touchRefusal(context),
  ]);
  const unit = units.find((candidate) => candidate.id === draft.unit_id);
  // A recipient may have left the directory since; the editor must still open so that it can be chosen again.
  const receivers = await resolveReceivers(db, context, agencyId, [...content.addressees, ...content.recipients]).catch(
    () => [],
  );
  return {
    id,
    state: draft.state,
    stateLabel: DRAFT_STATE_LABELS[draft.state],
    version: draft.version,
    savedAt: draft.saved_at.toISOString(),
    savedBy: draft.saved_by,
    content,
    symbol: symbolOf(content.documentType, agency.symbol, unit?.symbol ?? ''),
    head: {
      governing: agency.governing_name === '' ? [] : agency.governing_name.split('\n'),
      agency: agency.heading_name.split('\n'),
      place: agency.place,
    },
    typeName: getDocumentType(content.documentType).name,
    draftingUnitName: unit?.name ?? '',
    drafterName: draft.drafter_name,
    signer: signer.option,
    signerProblem: signer.problem,
    receiverCount: receivers.length,
    receivers: receivers.map(({ agencyId: receiverId, name, instead }) => ({ agencyId: receiverId, name, instead })),
    attachments: files
      .filter((file) => file.role === 'attachment')
      .map((file) => ({
        fileId: file.fileId,
        role: file.role,
        name: file.name,
        mediaType: file.mediaType,
        size: file.size,
        malware: file.malware,
      })),
    related,
    comments: presentComments(comments, subject, facts),
    steps: draftSteps(draft, signer.option?.title ?? ''),
    returned: presentReturned(draft),
    movements,
    abilities: abilitiesHere(draftPolicies.abilities(subject, facts), refusal),
  };
}

export async function viewVersions(
  context: ActingContext,
  id: string,
): Promise<{ items: z.infer<typeof DraftVersionItem>[] }> {
  const draft = await getVisibleDraft(context, id);
  return { items: (await listVersions(context.db, draft.agency_id, id)).map(presentVersion) };
}

export async function viewVersion(
  context: ActingContext,
  id: string,
  version: number,
): Promise<{ items: z.infer<typeof DraftVersionView>[] }> {
  const draft = await getVisibleDraft(context, id);
  const rows = (await listVersions(context.db, draft.agency_id, id)).filter((row) => row.version === version);
  if (rows.length === 0) {
    throw notFound('drafting.not_found', 'Không tìm thấy bản lưu này.');
  }
  return { items: rows.map((row) => ({ ...presentVersion(row), content: row.content })) };
}

export async function readAttachment(context: ActingContext, id: string, fileId: string): Promise<FileAnswer> {
  const draft = await getVisibleDraft(context, id);
  const linked = await listDocumentFiles(context.db, draft.agency_id, id);
  if (!linked.some((file) => file.fileId === fileId && file.role === 'attachment')) {
    throw notFound('files.not_found', 'Không tìm thấy tệp này.');
  }
  const file = await getFile(context.db, draft.agency_id, fileId);
  return serveFile(context, file, { inline: true });
}
