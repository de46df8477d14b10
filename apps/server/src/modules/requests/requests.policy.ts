import type { RequestKind, RequestState } from '@congvu/contracts';
import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

/** What the rules look at. `guidesItself`: a committee that is its own guiding office; its heads of unit approve for their unit. */
export interface RequestFacts {
  agencyId: string;
  unitId: string;
  kind: RequestKind;
  state: RequestState;
  preparedBy: string;
  declarantPersonId: string | null;
  consolidatorAgencyId: string;
  /** Where its batch went, once it has left. */
  destinationAgencyId: string | null;
  headPersonId: string | null;
  guidesItself: boolean;
}

export type RequestAction =
  | 'requests.read'
  | 'requests.read_personal'
  | 'requests.edit'
  | 'requests.send'
  | 'requests.declare'
  | 'requests.approve'
  | 'requests.seal'
  | 'requests.scan'
  | 'requests.override'
  | 'requests.give_back'
  | 'requests.withdraw'
  | 'requests.accept'
  | 'requests.return'
  | 'requests.refuse'
  | 'requests.correct';

const WRITERS = ['clerk', 'specialist', 'unit_head', 'leader', 'focal'] as const;
/** The guiding office knows a request from the moment it is sent, never the drafts before. */
const WITH_THE_OFFICE: readonly RequestState[] = [
  'submitted',
  'accepted',
  'returned',
  'refused',
  'batched',
  'forwarded',
  'resulted',
  'closed',
];
const PAST_THE_OFFICE: readonly RequestState[] = ['forwarded', 'resulted', 'closed'];
const BEFORE_SENDING: readonly RequestState[] = ['draft', 'awaiting_declarant', 'awaiting_head'];

function isOwn(subject: Subject, request: RequestFacts): boolean {
  return subject.agencyId === request.agencyId;
}

/** Clerk, leader, focal, auditor see the agency's; the same rule as the list. */
export function seesAgency(subject: Subject): boolean {
  return hasRole(subject, 'clerk', 'leader', 'focal', 'auditor');
}

export function isParty(subject: Subject, request: RequestFacts): boolean {
  return (
    isOwn(subject, request) &&
    (subject.personId === request.preparedBy || subject.personId === request.declarantPersonId)
  );
}

function leadsUnit(subject: Subject, request: RequestFacts): boolean {
  return isOwn(subject, request) && hasRole(subject, 'unit_head') && subject.unitIds.includes(request.unitId);
}

/** Thủ trưởng: who leads the agency; in the guiding committee also who heads the unit, for what somebody else prepared. */
export function isHead(subject: Subject, request: RequestFacts): boolean {
  return (
    (isOwn(subject, request) && hasRole(subject, 'leader')) ||
    (request.guidesItself && leadsUnit(subject, request) && !isParty(subject, request))
  );
}

function isOffice(subject: Subject, request: RequestFacts): boolean {
  return subject.agencyId === request.consolidatorAgencyId && WITH_THE_OFFICE.includes(request.state);
}

function isDestination(subject: Subject, request: RequestFacts): boolean {
  return subject.agencyId === request.destinationAgencyId && PAST_THE_OFFICE.includes(request.state);
}

function isFocal(subject: Subject, request: RequestFacts): boolean {
  return (isOffice(subject, request) || isDestination(subject, request)) && hasRole(subject, 'focal');
}

function reads(subject: Subject, request: RequestFacts): boolean {
  return (
    isParty(subject, request) ||
    leadsUnit(subject, request) ||
    (isOwn(subject, request) && seesAgency(subject)) ||
    (isOffice(subject, request) && seesAgency(subject)) ||
    (isDestination(subject, request) && hasRole(subject, 'focal'))
  );
}

function inState(request: RequestFacts, states: readonly RequestState[], reason: string): Decision {
  return states.includes(request.state) ? YES : no(reason);
}

function mayEdit(subject: Subject, request: RequestFacts): boolean {
  return (
    isParty(subject, request) ||
    (isOwn(subject, request) && hasRole(subject, 'clerk', 'leader')) ||
    leadsUnit(subject, request)
  );
}

function asFocal(subject: Subject, request: RequestFacts, states: readonly RequestState[]): Decision {
  if (subject.agencyId !== request.consolidatorAgencyId || !hasRole(subject, 'focal')) {
    return no('Chỉ cán bộ đầu mối của đơn vị tổng hợp được làm việc này.');
  }
  return inState(request, states, 'Đề nghị không ở bước kiểm tra của đơn vị đầu mối.');
}

const ONLY_PREPARERS = 'Chỉ người lập, người khai, văn thư và lãnh đạo của cơ quan được làm việc này.';
const ONLY_HEAD =
  'Chỉ thủ trưởng cơ quan (tại UBND có đơn vị đầu mối: cả trưởng đơn vị, với đề nghị do người khác lập) được làm việc này.';

function mayGiveBack(subject: Subject, request: RequestFacts): Decision {
  const isDeclarant = isOwn(subject, request) && subject.personId === request.declarantPersonId;
  const isSealer = request.state === 'awaiting_seal' && isOwn(subject, request) && hasRole(subject, 'clerk');
  if (!isDeclarant && !isHead(subject, request) && !isSealer) {
    return no('Chỉ người khai, thủ trưởng và văn thư đóng dấu được trả về cho người lập.');
  }
  return inState(
    request,
    ['awaiting_declarant', 'awaiting_head', 'awaiting_seal'],
    'Chỉ trả về được khi đề nghị đang chờ ký trong cơ quan.',
  );
}

function mayWithdraw(subject: Subject, request: RequestFacts): Decision {
  if (request.state === 'draft' && isParty(subject, request)) {
    return YES;
  }
  if (!isHead(subject, request)) {
    return no('Đề nghị đã trình do thủ trưởng cơ quan rút.');
  }
  return inState(
    request,
    ['draft', 'awaiting_declarant', 'awaiting_head', 'awaiting_seal', 'submitted', 'accepted', 'returned'],
    'Chỉ rút được đề nghị khi đơn vị đầu mối chưa tổng hợp.',
  );
}

/** Ink: the paper of the declarant is scanned by whoever prepares; the head's by the head, so that nothing goes past him. */
function mayScan(subject: Subject, request: RequestFacts): Decision {
  if (request.state === 'awaiting_declarant') {
    return mayEdit(subject, request) ? YES : no(ONLY_PREPARERS);
  }
  if (request.state === 'awaiting_head') {
    return isHead(subject, request) ? YES : no(ONLY_HEAD);
  }
  return no('Chỉ nộp bản ký giấy khi đề nghị đang chờ người khai hoặc thủ trưởng ký.');
}

export const requestPolicies = definePolicies<RequestFacts, RequestAction>({
  'requests.read': (subject, request) =>
    reads(subject, request)
      ? YES
      : no('Đề nghị chỉ mở cho người khai, người lập, lãnh đạo, văn thư và đơn vị đầu mối.'),
  'requests.read_personal': (subject, request) =>
    isParty(subject, request) ||
    isHead(subject, request) ||
    (isOwn(subject, request) && hasRole(subject, 'clerk')) ||
    isFocal(subject, request)
      ? YES
      : no('Dữ liệu cá nhân chỉ hiện với người khai, người lập, thủ trưởng, văn thư và cán bộ đầu mối.'),
  'requests.edit': (subject, request) =>
    mayEdit(subject, request)
      ? inState(request, ['draft'], 'Đề nghị đã trình; muốn sửa thì trả về nháp trước.')
      : no(ONLY_PREPARERS),
  'requests.send': (subject, request) =>
    mayEdit(subject, request) ? inState(request, ['draft'], 'Đề nghị này đã trình.') : no(ONLY_PREPARERS),
  'requests.declare': (subject, request) =>
    isOwn(subject, request) && subject.personId === request.declarantPersonId
      ? inState(request, ['awaiting_declarant'], 'Đề nghị không ở bước người khai ký.')
      : no('Chỉ người khai ký vào mẫu của mình.'),
  'requests.approve': (subject, request) =>
    isHead(subject, request)
      ? inState(request, ['awaiting_head'], 'Đề nghị không ở bước thủ trưởng duyệt.')
      : no(ONLY_HEAD),
  'requests.seal': (subject, request) => {
    if (!isOwn(subject, request) || !hasRole(subject, 'clerk')) {
      return no('Văn thư của cơ quan đóng dấu.');
    }
    return subject.personId === request.headPersonId
      ? no('Người đã ký duyệt không tự đóng dấu (Nghị định 30/2020, Điều 32, 33).')
      : inState(request, ['awaiting_seal'], 'Đề nghị không ở bước đóng dấu.');
  },
  'requests.scan': mayScan,
  'requests.override': (subject, request) =>
    isHead(subject, request) || (isOwn(subject, request) && hasRole(subject, 'focal'))
      ? inState(request, BEFORE_SENDING, 'Chỉ chấp nhận cảnh báo khi đề nghị chưa gửi đi.')
      : no('Chỉ thủ trưởng hoặc cán bộ đầu mối của cơ quan được chấp nhận cảnh báo.'),
  'requests.give_back': mayGiveBack,
  'requests.withdraw': mayWithdraw,
  'requests.accept': (subject, request) => asFocal(subject, request, ['submitted']),
  'requests.return': (subject, request) => asFocal(subject, request, ['submitted', 'accepted']),
  'requests.refuse': (subject, request) => asFocal(subject, request, ['submitted', 'accepted']),
  'requests.correct': (subject, request) =>
    mayEdit(subject, request)
      ? inState(request, ['returned'], 'Chỉ sửa lại được đề nghị bị trả lại.')
      : no(ONLY_PREPARERS),
});

/** Before there is a request: a sheet about oneself is everybody's right, the rest is work of the office. */
export const requestDeskPolicies = definePolicies<
  { own: boolean },
  'requests.list' | 'requests.create' | 'requests.suggest' | 'requests.check'
>({
  'requests.list': () => YES,
  // The rules ask the registers of all agencies: only who prepares requests may ask without writing one.
  'requests.check': (subject) =>
    hasRole(subject, ...WRITERS) ? YES : no('Chỉ người lập đề nghị của cơ quan được kiểm tra trước khi lập.'),
  'requests.create': (subject, { own }) =>
    own || hasRole(subject, ...WRITERS)
      ? YES
      : no('Vai đang làm việc chỉ lập được đề nghị cho chính mình. Đổi vai rồi thử lại.'),
  // Names and posts of colleagues with what the registers know of them.
  'requests.suggest': (subject) =>
    hasRole(subject, ...WRITERS) ? YES : no('Chỉ người lập danh sách của cơ quan xem được gợi ý này.'),
});
