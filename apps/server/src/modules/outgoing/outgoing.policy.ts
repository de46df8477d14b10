import type { OutgoingState } from '@congvu/contracts';
import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

export interface OutgoingFacts {
  agencyId: string;
  state: OutgoingState;
  unitId: string;
  drafterPersonId: string;
  signerPersonId: string;
  signerPositionId: string;
}

export type OutgoingAction =
  | 'outgoing.list'
  | 'outgoing.read'
  | 'outgoing.sign'
  | 'outgoing.seal'
  | 'outgoing.issue'
  | 'outgoing.return'
  | 'outgoing.cancel_number';

function isOwn(subject: Subject, document: OutgoingFacts): boolean {
  return subject.agencyId === document.agencyId;
}

/** Clerks keep the register, leaders answer for all that leaves, auditors look back: they see every document of the agency. */
export function seesAll(subject: Subject): boolean {
  return hasRole(subject, 'clerk', 'leader', 'auditor');
}

function isSigner(subject: Subject, document: OutgoingFacts): boolean {
  return (
    isOwn(subject, document) &&
    subject.personId === document.signerPersonId &&
    subject.positionId === document.signerPositionId
  );
}

function inState(document: OutgoingFacts, states: OutgoingState[], reason: string): Decision {
  return states.includes(document.state) ? YES : no(reason);
}

function whenClerk(subject: Subject, document: OutgoingFacts, rule: string, then: () => Decision): Decision {
  return hasRole(subject, 'clerk') && isOwn(subject, document) ? then() : no(rule);
}

function mayReturn(subject: Subject, document: OutgoingFacts): Decision {
  if (document.state === 'awaiting_signature') {
    return isSigner(subject, document) ? YES : no('Chỉ người ký được trả lại văn bản đang chờ ký.');
  }
  return whenClerk(subject, document, 'Văn bản đã ký do văn thư trả lại.', () =>
    inState(document, ['signed', 'numbered', 'sealed'], 'Văn bản không ở bước trả lại được.'),
  );
}

export const outgoingPolicies = definePolicies<OutgoingFacts, OutgoingAction>({
  'outgoing.list': () => YES,
  'outgoing.read': (subject, document) =>
    isOwn(subject, document) &&
    (seesAll(subject) ||
      subject.unitIds.includes(document.unitId) ||
      subject.personId === document.drafterPersonId ||
      subject.personId === document.signerPersonId)
      ? YES
      : no('Văn bản đi chỉ mở cho đơn vị soạn thảo, người ký, văn thư và lãnh đạo.'),
  'outgoing.sign': (subject, document) =>
    isSigner(subject, document)
      ? inState(document, ['awaiting_signature'], 'Văn bản không ở bước chờ ký.')
      : no('Chỉ người có tên ở khối ký được ký văn bản này, đúng vai ghi trên văn bản.'),
  'outgoing.seal': (subject, document) =>
    whenClerk(subject, document, 'Chỉ văn thư được cấp số và ký số của cơ quan (Nghị định 30/2020, Điều 32).', () =>
      subject.personId === document.signerPersonId
        ? no('Người ký văn bản không được tự đóng dấu cơ quan lên văn bản ấy. Văn thư khác làm bước này.')
        : inState(document, ['signed', 'numbered'], 'Văn bản không ở bước cấp số, đóng dấu.'),
    ),
  'outgoing.issue': (subject, document) =>
    whenClerk(subject, document, 'Chỉ văn thư được phát hành văn bản.', () =>
      inState(document, ['sealed'], 'Văn bản không ở bước phát hành.'),
    ),
  'outgoing.return': mayReturn,
  'outgoing.cancel_number': (subject, document) =>
    whenClerk(subject, document, 'Chỉ văn thư được hủy số trong sổ.', () =>
      inState(document, ['numbered', 'sealed'], 'Chỉ hủy được số của văn bản đã cấp số mà chưa phát hành.'),
    ),
});

/** Rights that hang on no document yet: taking a draft over, and the register as a book of one agency. */
export const outgoingAgencyPolicies = definePolicies<
  { agencyId: string },
  'outgoing.hand_over' | 'outgoing.register' | 'outgoing.print_register' | 'outgoing.change_settings'
>({
  'outgoing.hand_over': (subject, { agencyId }) =>
    subject.agencyId === agencyId && hasRole(subject, 'clerk')
      ? YES
      : no('Văn thư được giao kiểm tra thể thức và trình ký (Nghị định 30/2020, Điều 11).'),
  'outgoing.register': (subject, { agencyId }) =>
    subject.agencyId === agencyId ? YES : no('Sổ này thuộc cơ quan khác.'),
  'outgoing.print_register': (subject, { agencyId }) =>
    subject.agencyId === agencyId && seesAll(subject)
      ? YES
      : no('Văn thư, lãnh đạo và kiểm toán được in, xuất sổ đăng ký văn bản đi.'),
  'outgoing.change_settings': (subject, { agencyId }) =>
    subject.agencyId === agencyId && hasRole(subject, 'clerk', 'administrator')
      ? YES
      : no('Văn thư hoặc quản trị của cơ quan thay đổi cách in văn bản đi.'),
});
