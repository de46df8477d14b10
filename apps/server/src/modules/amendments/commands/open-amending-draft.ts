import type { DraftContent, OpenAmendingDraft } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { addMovement, getDocument, guardAgainstStateSecret } from '#modules/documents';
import { type DraftRow, getDraft, openDraft } from '#modules/drafting';
import { getAgency } from '#modules/org';
import type { IssuedFacts } from '#modules/outgoing';
import { type ActingContext, command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { relationOf } from '../amending-relations.ts';
import { publishOutgoing } from '../amendments.notices.ts';
import { amendedPolicies } from '../amendments.policy.ts';
import { insertAmendment } from '../amendments.store.ts';
import { bareAbstract, nameWithDay, verbOf } from '../amendments.words.ts';
import { lockAmended } from '../load-amended.ts';
import { amendmentRow } from './take-back.ts';

type Kind = z.output<typeof OpenAmendingDraft>['kind'];

const ASKED: Record<Kind, (name: string) => string> = {
  recall: (name) =>
    `Đề nghị các cơ quan đã nhận ${name} dừng xử lý, không sử dụng văn bản; hủy văn bản điện tử trên hệ thống và gửi trả bản giấy (nếu có) theo Điều 18 Nghị định số 30/2020/NĐ-CP.`,
  replace: (name) => `Văn bản này thay thế ${name}.`,
  correct: (name) => `Các nội dung khác của ${name} giữ nguyên.`,
  update: (name) => `Đề nghị các cơ quan đã nhận ${name} dùng bản cập nhật gửi kèm văn bản này.`,
};

/** A replacement is of the same kind as what it replaces (Decree 30/2020 Art. 18.1); everything else is said by công văn. */
function contentOf(
  kind: Kind,
  target: IssuedFacts,
  before: DraftRow,
  names: { agency: string; type: string },
  reason: string,
): DraftContent {
  const name = nameWithDay({ name: `${target.typeName} số ${target.numberSymbol}`, issuedOn: target.issuedOn });
  const { content } = before;
  const isReplacement = kind === 'replace';
  const told = [
    `${names.agency} đã ban hành ${name} về việc ${bareAbstract(target.abstract)}.`,
    `${reason.replace(/[.\s]+$/u, '')}.`,
    ASKED[kind](name),
  ];
  const paragraphs = told.map((text) => ({ id: newId(), kind: 'paragraph' as const, runs: [{ text }] }));
  return {
    documentType: isReplacement ? names.type : 'official_letter',
    abstract: isReplacement ? target.abstract : `V/v ${verbOf(kind)} ${name}`,
    urgency: content.urgency,
    signerPositionId: content.signerPositionId,
    addressees: content.addressees,
    recipients: content.recipients,
    blocks: isReplacement ? [...content.blocks, ...paragraphs.slice(2)] : paragraphs,
    typistMark: '',
  };
}

/**
 * Begins the letter that recalls, replaces, corrects or updates one that has left: receivers, signer and words are those of the old
 * one, the relation says what it does. It takes its way like any other; what it does happens when it is issued.
 */
export async function openAmendingDraft(
  context: ActingContext,
  documentId: string,
  { kind, reason }: z.output<typeof OpenAmendingDraft>,
): Promise<{ draftId: string; link: string }> {
  const { subject } = context;
  const { agencyId } = subject;
  const door = { agencyId, name: `amendments.${kind}`, objectId: documentId };
  await guardAgainstStateSecret(context, door, { texts: [{ place: 'Lý do', text: reason }] });
  return command(context, async (tx) => {
    const { document, facts } = await lockAmended(tx, context, documentId);
    amendedPolicies.authorize(`amendments.${kind}`, subject, facts);
    const [agency, before] = [await getAgency(tx, agencyId), await getDraft(tx, agencyId, documentId)];
    const { document_type: type } = await getDocument(tx, agencyId, documentId);
    const { id, link } = await openDraft(tx, context, {
      agencyId,
      owner: {
        personId: subject.personId,
        positionId: subject.positionId,
        unitId: subject.unitId,
        name: subject.displayName,
      },
      content: contentOf(kind, document, before, { agency: agency.name, type }, reason),
      relate: [{ documentId, kind: relationOf(kind) }],
      movement: `Mở dự thảo ${verbOf(kind)} ${document.name}`,
    });
    const row = { ...amendmentRow(context, documentId, reason, 'drafted'), kind, amending_id: id };
    await insertAmendment(tx, row);
    const text = `Soạn văn bản ${verbOf(kind)}: ${reason}`;
    await addMovement(tx, context, { agencyId, documentId, kind: 'amending_drafted', text });
    await record(tx, context, {
      action: 'amendments.drafted',
      agencyId,
      objectKind: 'document',
      objectId: documentId,
      detail: { kind, draft: id, amendment: row.id },
    });
    await publishOutgoing(tx, agencyId, [documentId]);
    return { draftId: id, link };
  });
}
