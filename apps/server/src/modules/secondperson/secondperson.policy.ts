import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

/** What the rules look at beside the post of who asks; gathered by `readFacts`. */
export interface ChangeFacts {
  isWaiting: boolean;
  proposedBy: string;
  /** The agency concerned lies within what this administrator looks after. */
  isManaged: boolean;
  /** The head decides for the own agency: the one concerned, or the one the proposal came from. */
  isOwn: boolean;
  /** The same human being under another entry of another agency. */
  isSamePerson: boolean;
  /** One of the two acts for the other by a delegation. */
  isDelegated: boolean;
}

const CLOSED = 'Đề nghị này đã kết thúc.';

/** Who is suitable: another administrator, the head of the agency, or an administrator of an agency above. */
function isSuitable(subject: Subject, facts: ChangeFacts): boolean {
  return (hasRole(subject, 'administrator') && facts.isManaged) || (hasRole(subject, 'leader') && facts.isOwn);
}

function decide(subject: Subject, facts: ChangeFacts): Decision {
  if (!facts.isWaiting) {
    return no(CLOSED);
  }
  if (facts.isSamePerson || facts.proposedBy === subject.personId) {
    return no('Anh/chị là người đề nghị nên không tự quyết định được, dù ở chức vụ nào. Nhờ người thứ hai.');
  }
  if (!isSuitable(subject, facts)) {
    return no('Người thứ hai là quản trị khác, thủ trưởng cơ quan hoặc quản trị của cơ quan cấp trên.');
  }
  return facts.isDelegated
    ? no('Anh/chị và người đề nghị đang có việc giao quyền cho nhau nên không phải hai người độc lập. Nhờ người khác.')
    : YES;
}

export const secondPersonPolicies = definePolicies<
  ChangeFacts,
  'secondperson.agree' | 'secondperson.refuse' | 'secondperson.withdraw'
>({
  'secondperson.agree': decide,
  'secondperson.refuse': decide,
  'secondperson.withdraw': (subject, facts) => {
    if (facts.proposedBy !== subject.personId) {
      return no('Chỉ người đề nghị rút được đề nghị của mình.');
    }
    return facts.isWaiting ? YES : no(CLOSED);
  },
});

const READERS = 'Quản trị, thủ trưởng, đầu mối và kiểm soát xem được các việc cần hai người.';

/** Which change one may propose says the kind itself (`GuardedKind.show`). */
export const guardedPolicies = definePolicies<null, 'secondperson.view' | 'secondperson.propose' | 'secondperson.set'>({
  'secondperson.view': (subject) =>
    hasRole(subject, 'administrator', 'leader', 'auditor', 'focal') ? YES : no(READERS),
  'secondperson.propose': (subject) =>
    hasRole(subject, 'administrator', 'leader', 'focal')
      ? YES
      : no('Việc cần hai người do quản trị, thủ trưởng hoặc đầu mối đề nghị.'),
  'secondperson.set': (subject) =>
    hasRole(subject, 'administrator') ? YES : no('Thời hạn chờ người thứ hai do quản trị đặt.'),
});
