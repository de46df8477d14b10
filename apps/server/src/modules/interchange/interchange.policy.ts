import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';
import type { DispatchState } from './interchange.states.ts';
import type { InboxState, PaperState } from './interchange.tables.ts';

export interface DispatchFacts {
  agencyId: string;
  state: DispatchState;
  onPaper: boolean;
  isSettled: boolean;
  /** Left out: no paper copy goes beside the message. */
  paper?: PaperState;
  /** The letter was recalled, taken back or replaced: nothing of it goes to this receiver any more. */
  isStopped?: boolean;
  /** May read the outgoing document itself; asked only where it decides. */
  readsDocument?: boolean;
}

type DispatchAction =
  | 'interchange.list'
  | 'interchange.board'
  | 'interchange.resend'
  | 'interchange.amend'
  | 'interchange.mark_on_paper'
  | 'interchange.send_by_mail'
  | 'interchange.settle';

function isClerk(subject: Subject, agencyId: string): boolean {
  return hasRole(subject, 'clerk') && subject.agencyId === agencyId;
}

function whenClerk(subject: Subject, agencyId: string, then: Decision): Decision {
  return isClerk(subject, agencyId)
    ? then
    : no('Văn thư cơ quan theo dõi gửi nhận và làm việc này (QĐ 28/2018/QĐ-TTg).');
}

const STOPPED = 'Văn bản đã lấy lại, thu hồi hoặc thay thế nên không gửi nữa (Nghị định 30/2020, Điều 18).';

/** As `whenClerk`, for acts that send something. */
function whenSending(subject: Subject, dispatch: DispatchFacts, then: Decision): Decision {
  return whenClerk(subject, dispatch.agencyId, dispatch.isStopped === true ? no(STOPPED) : then);
}

export const dispatchPolicies = definePolicies<DispatchFacts, DispatchAction>({
  // Who sees every outgoing document of the agency sees where all went; others see where each document went that they may read.
  'interchange.list': (subject) =>
    hasRole(subject, 'clerk', 'leader', 'auditor')
      ? YES
      : no('Theo dõi gửi nhận dành cho văn thư và lãnh đạo. Nơi nhận của văn bản mình soạn có ở trang văn bản đó.'),
  'interchange.board': (subject, dispatch) =>
    subject.agencyId === dispatch.agencyId &&
    (hasRole(subject, 'clerk', 'leader', 'auditor') || dispatch.readsDocument === true)
      ? YES
      : no('Bảng nơi nhận dành cho văn thư, lãnh đạo và những người được xem văn bản đó.'),
  'interchange.resend': (subject, dispatch) =>
    whenSending(
      subject,
      dispatch,
      dispatch.state === 'failed' || (dispatch.state === 'sent' && !dispatch.onPaper)
        ? YES
        : no('Chỉ gửi lại khi gửi không thành công hoặc nơi nhận chưa xác nhận đã đến.'),
    ),
  'interchange.amend': (subject, dispatch) =>
    whenSending(
      subject,
      dispatch,
      ['failed', 'manual', 'sent'].includes(dispatch.state) && !dispatch.onPaper
        ? YES
        : no('Chỉ sửa nơi nhận khi gửi không thành công, chưa liên thông hoặc nơi nhận chưa xác nhận đã đến.'),
    ),
  'interchange.mark_on_paper': (subject, dispatch) =>
    whenSending(
      subject,
      dispatch,
      dispatch.paper === 'due' || (['manual', 'failed', 'sent'].includes(dispatch.state) && !dispatch.onPaper)
        ? YES
        : no('Nơi nhận đã có văn bản, không cần đánh dấu gửi giấy.'),
    ),
  'interchange.send_by_mail': (subject, dispatch) =>
    whenSending(
      subject,
      dispatch,
      dispatch.state === 'manual' || dispatch.state === 'failed'
        ? YES
        : no('Chỉ gửi thư khi nơi nhận chưa liên thông hoặc gửi không thành công.'),
    ),
  'interchange.settle': (subject, dispatch) =>
    whenClerk(
      subject,
      dispatch.agencyId,
      ['refused', 'sent', 'arrived'].includes(dispatch.state) && !dispatch.isSettled
        ? YES
        : no('Không có việc gì cần xử lý với nơi nhận này.'),
    ),
});

export interface QuarantineFacts {
  agencyId: string;
  state: InboxState;
}

type QuarantineAction = 'interchange.quarantine' | 'interchange.read_raw' | 'interchange.retry' | 'interchange.discard';

function whenSetAside(subject: Subject, item: QuarantineFacts): Decision {
  return whenClerk(subject, item.agencyId, item.state === 'quarantined' ? YES : no('Gói tin này đã được xử lý.'));
}

export const quarantinePolicies = definePolicies<QuarantineFacts, QuarantineAction>({
  'interchange.quarantine': (subject, item) =>
    isClerk(subject, item.agencyId) || hasRole(subject, 'administrator')
      ? YES
      : no('Gói tin chờ xử lý dành cho văn thư và quản trị của cơ quan.'),
  // The bytes hold the letter: an administrator sees that something waits and why, never what it says (security §2.5).
  'interchange.read_raw': (subject, item) => whenClerk(subject, item.agencyId, YES),
  'interchange.retry': whenSetAside,
  'interchange.discard': whenSetAside,
});
