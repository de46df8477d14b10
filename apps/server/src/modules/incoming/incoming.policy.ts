import type { IncomingSource, IncomingState } from '@congvu/contracts';
import {
  type Abilities,
  type Decision,
  definePolicies,
  hasRole,
  no,
  type Subject,
  YES,
} from '../../platform/authorise.ts';
import { INCOMING_STATE_LABELS, type IncomingAct, mayAct } from './incoming.states.ts';

/** What the rules look at. `isViewer`: the document was given to the person or to a unit of his. */
export interface IncomingFacts {
  agencyId: string;
  state: IncomingState;
  source: IncomingSource;
  presentedToPositionId: string | null;
  /** False when the leader it was presented to holds the post no longer: then any leader may go on. */
  presentedInOffice: boolean;
  isViewer: boolean;
  /** Holds the part in charge, and whether its directive lets him close without the leader. */
  isLead: boolean;
  needsApproval: boolean;
}

export type IncomingAction =
  | 'incoming.list'
  | 'incoming.read'
  | 'incoming.create'
  | 'incoming.register'
  | 'incoming.present'
  | 'incoming.return'
  | 'incoming.edit_facts'
  | 'incoming.direct'
  | 'incoming.approve_result'
  | 'incoming.return_result'
  | 'incoming.complete'
  | 'incoming.reply'
  | 'incoming.read_book'
  | 'incoming.print_book';

/** The facts for actions that are about no document yet. */
const NO_DOCUMENT: Omit<IncomingFacts, 'agencyId'> = {
  state: 'received',
  source: 'paper',
  presentedToPositionId: null,
  presentedInOffice: false,
  isViewer: false,
  isLead: false,
  needsApproval: true,
};

/** Clerks and leaders work with every document of their agency; nobody reads contents by being administrator (ux.md §1). */
export function seesAll(subject: Subject): boolean {
  return hasRole(subject, 'clerk', 'leader');
}

function sees(subject: Subject, document: IncomingFacts): boolean {
  return subject.agencyId === document.agencyId && (seesAll(subject) || document.isViewer);
}

function clerk(subject: Subject, document: IncomingFacts, then: () => Decision): Decision {
  return hasRole(subject, 'clerk') && subject.agencyId === document.agencyId
    ? then()
    : no('Việc của văn thư cơ quan (Nghị định 30/2020, Điều 21, 22).');
}

function inStep(act: IncomingAct, document: IncomingFacts): Decision {
  return mayAct(act, document.state)
    ? YES
    : no(`Văn bản đang ở bước "${INCOMING_STATE_LABELS[document.state]}" nên không làm việc này được.`);
}

/** The leader it was presented to; any leader while nobody is named or the one named has left the post. */
function isItsLeader(subject: Subject, document: IncomingFacts): boolean {
  if (!hasRole(subject, 'leader') || subject.agencyId !== document.agencyId) {
    return false;
  }
  return (
    document.presentedToPositionId === null ||
    document.presentedToPositionId === subject.positionId ||
    !document.presentedInOffice
  );
}

function leader(subject: Subject, document: IncomingFacts, then: () => Decision): Decision {
  return isItsLeader(subject, document) ? then() : no('Việc của lãnh đạo được trình văn bản này.');
}

export const incomingPolicies = definePolicies<IncomingFacts, IncomingAction>({
  'incoming.list': () => YES,
  'incoming.read': (subject, document) =>
    sees(subject, document)
      ? YES
      : no('Văn bản chỉ mở cho văn thư, lãnh đạo và những đơn vị, cá nhân được giao hoặc được nhận để biết.'),
  'incoming.create': (subject, document) => clerk(subject, document, () => YES),
  'incoming.register': (subject, document) => clerk(subject, document, () => inStep('register', document)),
  'incoming.present': (subject, document) => clerk(subject, document, () => inStep('present', document)),
  'incoming.return': (subject, document) => clerk(subject, document, () => inStep('return', document)),
  'incoming.edit_facts': (subject, document) =>
    clerk(subject, document, () => {
      if (document.state === 'recalled') {
        return no('Văn bản đã bị thu hồi, nội dung đã hủy nên không còn gì để sửa.');
      }
      return document.source === 'axis'
        ? no('Thông tin đến qua trục liên thông không sửa được; có sai sót thì trả lại nơi gửi.')
        : YES;
    }),
  'incoming.direct': (subject, document) => leader(subject, document, () => inStep('direct', document)),
  'incoming.approve_result': (subject, document) => leader(subject, document, () => inStep('approve_result', document)),
  'incoming.return_result': (subject, document) => leader(subject, document, () => inStep('return_result', document)),
  'incoming.complete': (subject, document) => {
    const closesAlone = document.isLead && !document.needsApproval && document.state === 'in_progress';
    return isItsLeader(subject, document) || closesAlone
      ? inStep('complete', document)
      : no('Lãnh đạo kết thúc văn bản; người chủ trì báo cáo kết quả để duyệt.');
  },
  'incoming.reply': (subject, document) => {
    if (!sees(subject, document) || ['returned', 'received', 'recalled'].includes(document.state)) {
      return no('Chỉ soạn trả lời văn bản đã vào sổ và được giao, chưa bị thu hồi.');
    }
    return hasRole(subject, 'specialist', 'clerk', 'unit_head', 'leader', 'focal')
      ? YES
      : no('Vai đang làm việc không soạn thảo văn bản.');
  },
  'incoming.read_book': (subject, document) =>
    subject.agencyId === document.agencyId && seesAll(subject) ? YES : no('Sổ đăng ký mở cho văn thư và lãnh đạo.'),
  'incoming.print_book': (subject, document) =>
    subject.agencyId === document.agencyId && seesAll(subject) ? YES : no('Sổ đăng ký mở cho văn thư và lãnh đạo.'),
});

/** For actions about no document yet. @throws AppError 403 */
export function authorizeInAgency(subject: Subject, action: IncomingAction): void {
  incomingPolicies.authorize(action, subject, { agencyId: subject.agencyId, ...NO_DOCUMENT });
}

export function agencyAbilities(subject: Subject): Abilities {
  return incomingPolicies.abilities(subject, { agencyId: subject.agencyId, ...NO_DOCUMENT });
}
