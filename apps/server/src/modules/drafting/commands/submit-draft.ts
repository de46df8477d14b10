import type { DraftIdAnswer, FormatReport, SubmitDraft } from '@congvu/contracts';
import type { z } from 'zod';
import { assertMayEditHere } from '#modules/accounts';
import { guardAgainstStateSecret } from '#modules/documents';
import type { ActingContext } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { noticeApprovers, noticeClerks } from '../drafting.notices.ts';
import { answersForContent, draftPolicies } from '../drafting.policy.ts';
import { type DraftRow, draftFacts, getDraft, listComments } from '../drafting.store.ts';
import { checkDraftFormat } from '../letter/check-format.ts';
import { secrecyOf } from '../letter/secrecy.ts';
import { assertSignerAllowed } from '../letter/signing-block.ts';
import { actOnDraft, assertVersion } from './act-on-draft.ts';

/** Errors of format stop a draft; warnings need nothing (issue §6). */
export function assertNoFormatErrors(report: FormatReport): void {
  const errors = report.findings.filter((finding) => finding.severity === 'error');
  if (errors.length > 0) {
    throw invalid(
      'drafting.format_errors',
      `Còn ${errors.length} lỗi thể thức (Nghị định 30/2020, Phụ lục I). Sửa các mục được đánh dấu rồi trình lại.`,
      errors.map((finding) => ({ path: finding.place, message: finding.title })),
    );
  }
}

async function assertReady(context: ActingContext, draft: DraftRow): Promise<void> {
  await assertSignerAllowed(context, draft);
  assertNoFormatErrors(await checkDraftFormat(context, draft));
  const comments = await listComments(context.db, draft.agency_id, draft.id);
  const open = comments.filter((comment) => comment.parent_id === null && comment.resolved_at === null);
  if (open.length > 0) {
    throw invalid(
      'drafting.open_comments',
      `Còn ${open.length} góp ý chưa giải quyết. Trả lời hoặc đánh dấu đã xong rồi trình lại.`,
    );
  }
}

/**
 * Hands the draft to the head of the drafting unit. A head's own draft passes that step at once: by submitting the head
 * answers for the content (Decree 30/2020 Art. 11).
 */
export async function submitDraft(
  context: ActingContext,
  id: string,
  body: z.infer<typeof SubmitDraft>,
): Promise<z.infer<typeof DraftIdAnswer>> {
  const { subject } = context;
  await assertMayEditHere(context);
  const draft = await getDraft(context.db, subject.agencyId, id);
  const facts = await draftFacts(context.db, context, draft);
  // Who, before anything is said of the words: what is wrong with them, or how many comments wait, is nobody else's. When is asked
  // under the lock, so that a repeated request still gets its first answer.
  draftPolicies.authorize('drafting.submit', subject, { ...facts, state: 'draft' });
  assertVersion(draft, body.version);
  await guardAgainstStateSecret(
    context,
    { agencyId: subject.agencyId, name: 'drafting.submit', objectId: id },
    secrecyOf({ content: draft.content }),
  );
  await assertReady(context, draft);
  const isHead = answersForContent(subject, facts);
  const now = context.clock.now();
  const by = subject.displayName;
  const note = body.note === '' ? '' : `: ${body.note}`;
  return actOnDraft(context, {
    id,
    action: 'drafting.submit',
    act: 'submit',
    version: body.version,
    audited: 'drafting.submitted',
    movement: {
      kind: 'submitted',
      text: `${isHead ? 'Trình, đồng thời duyệt nội dung' : 'Trình trưởng đơn vị duyệt'}${note}`,
    },
    change: (row) => ({
      set: {
        submitted_at: now,
        submitted_by: by,
        returned_at: null,
        returned_reason: null,
        returned_by: null,
        returned_step: null,
        ...(isHead && { content_approved_at: now, content_approved_by: by, approved_hash: row.content_hash }),
      },
      to: isHead ? 'content_approved' : 'submitted',
    }),
    after: (tx, row) => (isHead ? noticeClerks(tx, context, row) : noticeApprovers(tx, context, row)),
  });
}
