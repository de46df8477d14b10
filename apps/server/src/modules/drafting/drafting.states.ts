import type { DraftState } from '@congvu/contracts';

export type DraftAct = 'save' | 'submit' | 'approve_content' | 'hand_over' | 'return' | 'withdraw' | 'take_back';

interface Transition {
  from: readonly DraftState[];
  to: DraftState;
}

/**
 * Decree 30/2020 Art. 10–12: the drafter writes, the head of the drafting unit answers for the content, the person assigned
 * answers for the format. Every change after that starts again at the drafter, so every way back leads to `draft`.
 */
export const DRAFT_TRANSITIONS: Record<DraftAct, Transition> = {
  save: { from: ['draft'], to: 'draft' },
  submit: { from: ['draft'], to: 'submitted' },
  approve_content: { from: ['submitted'], to: 'content_approved' },
  hand_over: { from: ['content_approved'], to: 'handed_over' },
  return: { from: ['submitted', 'content_approved', 'handed_over'], to: 'draft' },
  take_back: { from: ['submitted'], to: 'draft' },
  withdraw: { from: ['draft'], to: 'withdrawn' },
};

export const DRAFT_STATE_LABELS: Record<DraftState, string> = {
  draft: 'Dự thảo',
  submitted: 'Chờ trưởng đơn vị duyệt',
  content_approved: 'Chờ kiểm tra thể thức',
  handed_over: 'Đã trình ký',
  withdrawn: 'Đã hủy dự thảo',
};
