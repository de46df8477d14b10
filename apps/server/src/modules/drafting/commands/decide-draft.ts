import type { ApproveDraft, DraftIdAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { remove } from '#modules/search';
import type { ActingContext, Context } from '../../../platform/context.ts';
import { noticeClerks, noticeDrafter } from '../drafting.notices.ts';
import type { DraftRow } from '../drafting.store.ts';
import { actOnDraft } from './act-on-draft.ts';

type Answer = Promise<z.infer<typeof DraftIdAnswer>>;

/** The head of the drafting unit answers for exactly the text that was read; its hash goes along to the signer. */
export async function approveContent(context: ActingContext, id: string, body: z.infer<typeof ApproveDraft>): Answer {
  const now = context.clock.now();
  return actOnDraft(context, {
    id,
    action: 'drafting.approve_content',
    act: 'approve_content',
    version: body.version,
    audited: 'drafting.content_approved',
    movement: { kind: 'content_approved', text: body.note === '' ? 'Duyệt nội dung' : `Duyệt nội dung: ${body.note}` },
    change: (draft) => ({
      set: {
        content_approved_at: now,
        content_approved_by: context.subject.displayName,
        approved_hash: draft.content_hash,
      },
    }),
    after: (tx, draft) => noticeClerks(tx, context, draft),
  });
}

/** A way back to the drafter: all approvals of the text lapse with it. */
export function returnedColumns(context: Context, reason: string, step: string): Partial<DraftRow> {
  return {
    returned_reason: reason,
    returned_by: context.subject?.displayName ?? '',
    returned_at: context.clock.now(),
    returned_step: step,
    submitted_at: null,
    submitted_by: null,
    content_approved_at: null,
    content_approved_by: null,
    approved_hash: null,
    handed_over_at: null,
    handed_over_by: null,
  };
}

const STEP_NAMES: Partial<Record<DraftRow['state'], string>> = {
  submitted: 'Duyệt nội dung',
  content_approved: 'Kiểm tra thể thức',
  handed_over: 'Ký',
};

/** Back to the drafter with the reason; all approvals of the text lapse (Decree 30/2020 Art. 12.2). */
export async function returnDraft(context: ActingContext, id: string, reason: string): Answer {
  return actOnDraft(context, {
    id,
    action: 'drafting.return',
    act: 'return',
    audited: 'drafting.returned',
    movement: { kind: 'returned', text: `Trả lại: ${reason}` },
    change: (draft) => ({ set: returnedColumns(context, reason, STEP_NAMES[draft.state] ?? '') }),
    after: (tx, draft) => noticeDrafter(tx, context, draft, reason),
  });
}

export async function takeBackDraft(context: ActingContext, id: string): Answer {
  return actOnDraft(context, {
    id,
    action: 'drafting.take_back',
    act: 'take_back',
    audited: 'drafting.taken_back',
    movement: { kind: 'taken_back', text: 'Rút về để sửa' },
    change: () => ({ set: { submitted_at: null, submitted_by: null } }),
  });
}

export async function withdrawDraft(context: ActingContext, id: string, reason: string): Answer {
  return actOnDraft(context, {
    id,
    action: 'drafting.withdraw',
    act: 'withdraw',
    audited: 'drafting.withdrawn',
    movement: { kind: 'withdrawn', text: `Hủy dự thảo: ${reason}` },
    after: (tx, draft) => remove(tx, draft.agency_id, 'outgoing', draft.id),
  });
}
