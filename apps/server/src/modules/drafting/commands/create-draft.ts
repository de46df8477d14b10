import type { CreateDraft, DraftContent, DraftIdAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import {
  addMovement,
  type DocumentRow,
  guardAgainstStateSecret,
  insertDocument,
  relateDocuments,
} from '#modules/documents';
import { getAgency, listUnits } from '#modules/org';
import { put } from '#modules/search';
import type { Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { draftPolicies } from '../drafting.policy.ts';
import { draftSearchEntry } from '../drafting.presenter.ts';
import { type DraftRow, hashContent, insertDraft, insertVersion } from '../drafting.store.ts';
import { type ContentFacts, contentFacts } from '../letter/content-facts.ts';
import { getDocumentType } from '../letter/document-types.ts';
import { readRelated } from '../letter/read-related.ts';
import { secrecyOf } from '../letter/secrecy.ts';
import type { DraftingPorts } from '../ports.ts';

/** "Như trên" and the filing note with the symbol of the drafting unit are on every letter (Decree 30/2020 Annex I, ô 9b). */
function firstContent(
  type: string,
  abstract: string,
  unitSymbol: string,
  answered: DocumentRow | undefined,
): DraftContent {
  const filed = unitSymbol === '' ? 'Lưu: VT' : `Lưu: VT, ${unitSymbol}`;
  const basis = answered === undefined ? [] : [basisOf(answered)];
  return {
    documentType: type,
    abstract,
    urgency: 'normal',
    signerPositionId: null,
    addressees: answered === undefined ? [] : [addresseeOf(answered)],
    recipients: [
      { kind: 'line', label: type === 'official_letter' ? 'Như trên' : 'Như Kính gửi' },
      { kind: 'line', label: filed },
    ],
    blocks: [...basis, { id: newId(), kind: 'paragraph', runs: [{ text: '' }] }],
    typistMark: '',
  };
}

function addresseeOf(answered: DocumentRow): DraftContent['addressees'][number] {
  const label = answered.issuing_agency_name;
  return answered.issuing_agency_id === null
    ? { kind: 'line', label }
    : { kind: 'agency', agencyId: answered.issuing_agency_id, label };
}

function basisOf(answered: DocumentRow): DraftContent['blocks'][number] {
  const on = answered.issued_on === null ? '' : ` ngày ${answered.issued_on.split('-').reverse().join('/')}`;
  const text = `Thực hiện ${answered.type_name} số ${answered.number_symbol}${on} của ${answered.issuing_agency_name} về việc ${answered.abstract.replace(/^V\/v\s+/i, '')},`;
  return { id: newId(), kind: 'paragraph', runs: [{ text }] };
}

function documentRow(
  context: ActingContext,
  id: string,
  content: DraftContent,
  names: { agency: string; unit: string },
): DocumentRow {
  const type = getDocumentType(content.documentType);
  return {
    agency_id: context.subject.agencyId,
    id,
    direction: 'outgoing',
    document_type: type.code,
    type_name: type.name,
    number: null,
    symbol: '',
    number_symbol: '',
    abstract: content.abstract,
    issued_on: null,
    issuing_agency_id: context.subject.agencyId,
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

function draftRow(context: ActingContext, id: string, content: DraftContent, facts: ContentFacts): DraftRow {
  const { subject } = context;
  const now = context.clock.now();
  return {
    agency_id: subject.agencyId,
    id,
    state: 'draft',
    version: 1,
    content,
    content_hash: hashContent(content),
    unit_id: subject.unitId,
    drafter_person_id: subject.personId,
    drafter_position_id: subject.positionId,
    drafter_name: subject.displayName,
    signer_position_id: content.signerPositionId,
    signer_name: facts.signerName,
    receiver_count: facts.receivers.length,
    saved_at: now,
    saved_by: subject.displayName,
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

function assertMayCreate(subject: Subject): void {
  draftPolicies.authorize('drafting.create', subject, {
    agencyId: subject.agencyId,
    state: 'draft',
    unitId: subject.unitId,
    unitHasHead: true,
    drafterPersonId: subject.personId,
    signerPositionId: null,
  });
}

/** Opens a draft of the unit the person acts for; a reply starts with its addressee, its reason and the link to what it answers. */
export async function createDraft(
  context: ActingContext,
  ports: DraftingPorts,
  body: CreateDraft,
): Promise<z.infer<typeof DraftIdAnswer>> {
  const { subject } = context;
  const { agencyId } = subject;
  assertMayCreate(subject);
  const id = newId();
  const typed = { ...body, abstract: body.content?.abstract ?? body.abstract };
  await guardAgainstStateSecret(context, { agencyId, name: 'drafting.create', objectId: id }, secrecyOf(typed));
  getDocumentType(body.content?.documentType ?? body.documentType);
  return command(context, async (tx) => {
    const agency = await getAgency(tx, agencyId);
    const today = vietnamDate(context.clock.now());
    const unit = (await listUnits(tx, agencyId, today)).find((candidate) => candidate.id === subject.unitId);
    const answered = body.replyToId === undefined ? undefined : await readRelated(tx, context, ports, body.replyToId);
    const content = body.content ?? firstContent(body.documentType, body.abstract, unit?.symbol ?? '', answered);
    const facts = await contentFacts(tx, context, agencyId, content);
    const names = { agency: agency.name, unit: unit?.name ?? '' };
    const now = context.clock.now();
    await insertDocument(tx, documentRow(context, id, content, names));
    await insertDraft(tx, draftRow(context, id, content, facts));
    await insertVersion(tx, {
      agency_id: agencyId,
      id: newId(now.getTime()),
      draft_id: id,
      version: 1,
      content,
      saved_at: now,
      saved_by: subject.displayName,
      note: 'Mở dự thảo',
      aside: false,
    });
    if (answered !== undefined) {
      await relateDocuments(tx, agencyId, id, answered.id, 'reply');
    }
    await addMovement(tx, context, { agencyId, documentId: id, kind: 'drafted', text: 'Mở dự thảo' });
    await record(tx, context, {
      action: 'drafting.created',
      agencyId,
      objectKind: 'draft',
      objectId: id,
      detail: { documentType: content.documentType, replyTo: answered?.id ?? null },
    });
    await put(
      tx,
      draftSearchEntry(agencyId, id, content, { unitId: subject.unitId, personId: subject.personId, at: now }),
    );
    await publish(tx, { topic: 'drafting', agencyId, ids: [id] });
    return { id, version: 1 };
  });
}
