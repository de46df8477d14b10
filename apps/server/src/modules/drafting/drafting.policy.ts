import type { DraftState } from '@congvu/contracts';
import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

/** What the rules look at; `unitHasHead` is false in small offices where the leader approves content directly. */
export interface DraftFacts {
  agencyId: string;
  state: DraftState;
  unitId: string;
  unitHasHead: boolean;
  drafterPersonId: string;
  signerPositionId: string | null;
}

export type DraftAction =
  | 'drafting.list'
  | 'drafting.create'
  | 'drafting.read'
  | 'drafting.edit'
  | 'drafting.submit'
  | 'drafting.take_back'
  | 'drafting.withdraw'
  | 'drafting.approve_content'
  | 'drafting.check_format'
  | 'drafting.return'
  | 'drafting.comment';

const WRITERS = ['specialist', 'clerk', 'unit_head', 'leader', 'focal'] as const;

function isDrafter(subject: Subject, draft: DraftFacts): boolean {
  return subject.agencyId === draft.agencyId && subject.personId === draft.drafterPersonId;
}

/** True for whoever answers for the content of this unit's drafts (Decree 30/2020 Art. 10.2, 11). */
export function answersForContent(
  subject: Subject,
  draft: Pick<DraftFacts, 'agencyId' | 'unitId' | 'unitHasHead'>,
): boolean {
  if (subject.agencyId !== draft.agencyId) {
    return false;
  }
  return draft.unitHasHead
    ? hasRole(subject, 'unit_head') && subject.unitIds.includes(draft.unitId)
    : hasRole(subject, 'leader', 'unit_head');
}

function sees(subject: Subject, draft: DraftFacts): boolean {
  if (subject.agencyId !== draft.agencyId) {
    return false;
  }
  const past = draft.state === 'content_approved' || draft.state === 'handed_over';
  return (
    isDrafter(subject, draft) ||
    subject.unitIds.includes(draft.unitId) ||
    answersForContent(subject, draft) ||
    (past && (hasRole(subject, 'clerk') || subject.positionId === draft.signerPositionId))
  );
}

function inState(draft: DraftFacts, states: DraftState[], reason: string): Decision {
  return states.includes(draft.state) ? YES : no(reason);
}

function whenDrafter(subject: Subject, draft: DraftFacts, then: () => Decision): Decision {
  return isDrafter(subject, draft) ? then() : no('Chỉ người soạn thảo được làm việc này.');
}

export const draftPolicies = definePolicies<DraftFacts, DraftAction>({
  'drafting.list': () => YES,
  'drafting.create': (subject) =>
    hasRole(subject, ...WRITERS) ? YES : no('Vai đang làm việc không soạn thảo văn bản. Đổi vai rồi thử lại.'),
  'drafting.read': (subject, draft) =>
    sees(subject, draft) ? YES : no('Dự thảo chỉ mở cho đơn vị soạn thảo và những người đến lượt xử lý.'),
  'drafting.edit': (subject, draft) =>
    isDrafter(subject, draft) || answersForContent(subject, draft)
      ? inState(draft, ['draft'], 'Dự thảo đã trình; muốn sửa thì trả lại hoặc rút về trước.')
      : no('Chỉ người soạn thảo và trưởng đơn vị soạn thảo được sửa.'),
  'drafting.submit': (subject, draft) =>
    whenDrafter(subject, draft, () => inState(draft, ['draft'], 'Dự thảo này đã trình.')),
  'drafting.take_back': (subject, draft) =>
    whenDrafter(subject, draft, () => inState(draft, ['submitted'], 'Chỉ rút về được khi trưởng đơn vị chưa duyệt.')),
  'drafting.withdraw': (subject, draft) =>
    whenDrafter(subject, draft, () => inState(draft, ['draft'], 'Chỉ hủy được dự thảo chưa trình.')),
  'drafting.approve_content': (subject, draft) =>
    answersForContent(subject, draft)
      ? inState(draft, ['submitted'], 'Dự thảo không ở bước duyệt nội dung.')
      : no('Người đứng đầu đơn vị soạn thảo duyệt nội dung (Nghị định 30/2020, Điều 11).'),
  'drafting.check_format': (subject, draft) =>
    hasRole(subject, 'clerk') && subject.agencyId === draft.agencyId
      ? inState(draft, ['content_approved'], 'Dự thảo không ở bước kiểm tra thể thức.')
      : no('Văn thư được giao kiểm tra thể thức (Nghị định 30/2020, Điều 11).'),
  'drafting.return': (subject, draft) => {
    if (draft.state === 'submitted') {
      return answersForContent(subject, draft) ? YES : no('Chỉ người đang duyệt nội dung được trả lại.');
    }
    if (draft.state === 'content_approved') {
      return hasRole(subject, 'clerk') && subject.agencyId === draft.agencyId
        ? YES
        : no('Chỉ người kiểm tra thể thức được trả lại.');
    }
    return no('Dự thảo không ở bước trả lại được.');
  },
  'drafting.comment': (subject, draft) =>
    sees(subject, draft)
      ? inState(draft, ['draft', 'submitted', 'content_approved'], 'Dự thảo đã trình ký nên không nhận góp ý nữa.')
      : no('Không xem được dự thảo này.'),
});
