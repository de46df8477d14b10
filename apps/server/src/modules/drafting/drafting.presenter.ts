import type { DraftComment, DraftContent, DraftListItem, DraftStep, DraftView } from '@congvu/contracts';
import type { z } from 'zod';
import type { SearchEntry } from '#modules/search';
import type { Abilities, Subject } from '../../platform/authorise.ts';
import { draftLink } from './drafting.notices.ts';
import { type DraftFacts, draftPolicies } from './drafting.policy.ts';
import { DRAFT_STATE_LABELS } from './drafting.states.ts';
import type { CommentRow, DraftRow, VersionRow } from './drafting.store.ts';

/** The plain text of a letter's body, for search and for the guard. */
export function plainText(content: DraftContent): string {
  return content.blocks.map((block) => block.runs.map((run) => run.text).join('')).join('\n');
}

export function draftSearchEntry(
  agencyId: string,
  id: string,
  content: DraftContent,
  owner: { unitId: string; personId: string; at: Date },
): SearchEntry {
  return {
    agencyId,
    kind: 'outgoing',
    objectId: id,
    title: content.abstract === '' ? 'Dự thảo chưa có trích yếu' : content.abstract,
    subtitle: 'Dự thảo',
    link: draftLink(id),
    sortedAt: owner.at,
    audience: [owner.unitId, owner.personId],
    text: plainText(content).slice(0, 200_000),
  };
}

const ORDER = ['draft', 'submitted', 'content_approved', 'handed_over'] as const;

function stepState(own: number, reached: number, draft: DraftRow): z.infer<typeof DraftStep>['state'] {
  if (own < reached) {
    return 'done';
  }
  if (own > reached) {
    return 'waiting';
  }
  return draft.returned_at !== null && draft.state === 'draft' ? 'returned' : 'now';
}

/** The way of a letter from the draft to the issue, as the head of the editor shows it. */
export function draftSteps(draft: DraftRow, signerTitle: string): z.infer<typeof DraftStep>[] {
  const reached = draft.state === 'withdrawn' ? 0 : ORDER.indexOf(draft.state);
  const own = [
    { key: 'draft', label: 'Dự thảo', at: draft.submitted_at, by: draft.drafter_name },
    { key: 'content', label: 'Duyệt nội dung', at: draft.content_approved_at, by: draft.content_approved_by },
    { key: 'format', label: 'Kiểm tra thể thức', at: draft.handed_over_at, by: draft.handed_over_by },
    { key: 'sign', label: signerTitle === '' ? 'Ký' : `${signerTitle} ký`, at: null, by: null },
    { key: 'seal', label: 'Cấp số, đóng dấu', at: null, by: null },
    { key: 'issue', label: 'Phát hành', at: null, by: null },
  ];
  return own.map((step, index) => ({
    key: step.key,
    label: step.label,
    state: stepState(index, reached, draft),
    at: index < reached ? (step.at?.toISOString() ?? null) : null,
    by: index < reached ? step.by : null,
  }));
}

export function presentReturned(draft: DraftRow): DraftView['returned'] {
  if (draft.returned_at === null || draft.state !== 'draft') {
    return null;
  }
  return {
    reason: draft.returned_reason ?? '',
    by: draft.returned_by ?? '',
    at: draft.returned_at.toISOString(),
    step: draft.returned_step ?? '',
  };
}

/** Comments as threads; who wrote one or may edit the draft may close it. */
export function presentComments(comments: readonly CommentRow[], subject: Subject, facts: DraftFacts): DraftComment[] {
  const mayComment = draftPolicies.decide('drafting.comment', subject, facts);
  const ability: Abilities = { 'drafting.comment': mayComment.allowed ? true : mayComment.reason };
  return comments
    .filter((comment) => comment.parent_id === null)
    .map((comment) => ({
      id: comment.id,
      blockId: comment.block_id,
      quote: comment.quote,
      text: comment.text,
      authorName: comment.author_name,
      authorTitle: comment.author_title,
      at: comment.at.toISOString(),
      resolvedAt: comment.resolved_at?.toISOString() ?? null,
      resolvedBy: comment.resolved_by,
      replies: comments
        .filter((reply) => reply.parent_id === comment.id)
        .map((reply) => ({
          id: reply.id,
          authorName: reply.author_name,
          text: reply.text,
          at: reply.at.toISOString(),
        })),
      abilities: ability,
    }));
}

export interface DraftListRow extends DraftRow {
  type_name: string;
  abstract: string;
  urgency: DraftListItem['urgency'];
  drafting_unit: string;
  attachment_count: number;
  open_comments: number;
}

export function presentDraftItem(row: DraftListRow, subject: Subject, unitHasHead: boolean): DraftListItem {
  const facts: DraftFacts = {
    agencyId: row.agency_id,
    state: row.state,
    unitId: row.unit_id,
    unitHasHead,
    drafterPersonId: row.drafter_person_id,
    signerPositionId: row.signer_position_id,
  };
  return {
    id: row.id,
    state: row.state,
    stateLabel:
      row.state === 'draft' && row.returned_at !== null ? 'Bị trả lại, cần sửa' : DRAFT_STATE_LABELS[row.state],
    typeName: row.type_name,
    abstract: row.abstract,
    urgency: row.urgency,
    draftingUnitName: row.drafting_unit,
    drafterName: row.drafter_name,
    signerName: row.signer_name,
    receiverCount: row.receiver_count,
    attachmentCount: row.attachment_count,
    openComments: row.open_comments,
    returnedReason: row.state === 'draft' ? row.returned_reason : null,
    updatedAt: row.updated_at.toISOString(),
    abilities: draftPolicies.abilities(subject, facts),
  };
}

export function presentVersion(row: VersionRow) {
  return {
    version: row.version,
    savedAt: row.saved_at.toISOString(),
    savedBy: row.saved_by,
    note: row.note,
    aside: row.aside,
  };
}
