import type { CreateDraft, DraftContent, DraftIdAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { assertMayEditHere } from '#modules/accounts';
import { type DocumentRow, guardAgainstStateSecret } from '#modules/documents';
import { listUnits } from '#modules/org';
import type { Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { draftPolicies } from '../drafting.policy.ts';
import { getDocumentType } from '../letter/document-types.ts';
import { readRelated } from '../letter/read-related.ts';
import { secrecyOf } from '../letter/secrecy.ts';
import type { DraftingPorts } from '../ports.ts';
import { openDraft } from './open-draft.ts';

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
  const on = answered.issued_on === null ? '' : ` ngày ${printDay(answered.issued_on)}`;
  const text = `Thực hiện ${answered.type_name} số ${answered.number_symbol}${on} của ${answered.issuing_agency_name} về việc ${answered.abstract.replace(/^V\/v\s+/i, '')},`;
  return { id: newId(), kind: 'paragraph', runs: [{ text }] };
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
  await assertMayEditHere(context);
  const id = newId();
  const typed = { ...body, abstract: body.content?.abstract ?? body.abstract };
  await guardAgainstStateSecret(context, { agencyId, name: 'drafting.create', objectId: id }, secrecyOf(typed));
  getDocumentType(body.content?.documentType ?? body.documentType);
  return command(context, async (tx) => {
    const today = vietnamDate(context.clock.now());
    const unit = (await listUnits(tx, agencyId, today)).find((candidate) => candidate.id === subject.unitId);
    const answered = body.replyToId === undefined ? undefined : await readRelated(tx, context, ports, body.replyToId);
    const content = body.content ?? firstContent(body.documentType, body.abstract, unit?.symbol ?? '', answered);
    await openDraft(tx, context, {
      id,
      agencyId,
      owner: {
        personId: subject.personId,
        positionId: subject.positionId,
        unitId: subject.unitId,
        name: subject.displayName,
      },
      content,
      relate: answered === undefined ? [] : [{ documentId: answered.id, kind: 'reply' }],
    });
    return { id, version: 1 };
  });
}
