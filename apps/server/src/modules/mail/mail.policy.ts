import { definePolicies, hasRole, no, type Role, type Subject, YES } from '../../platform/authorise.ts';

/** Who sees the mailboxes of the agency; the others see their own. */
const KEEPERS: Role[] = ['clerk', 'leader', 'unit_head', 'focal', 'administrator', 'auditor'];

export function seesAgency(subject: Subject): boolean {
  return hasRole(subject, ...KEEPERS);
}

/** The guiding office looks after the agencies below, too. */
export function seesBelow(subject: Subject): boolean {
  return hasRole(subject, 'leader', 'focal', 'administrator', 'auditor');
}

export interface MailboxFactsForPolicy {
  hasStep: boolean;
  own: boolean;
}

export const mailboxPolicies = definePolicies<MailboxFactsForPolicy, 'mail.read' | 'mail.do_step'>({
  'mail.read': (subject, mailbox) => (mailbox.own || seesAgency(subject) ? YES : no('Chỉ xem được hộp thư của mình.')),
  'mail.do_step': (subject, mailbox) => {
    if (!hasRole(subject, 'focal', 'administrator')) {
      return no('Đầu mối hướng dẫn hoặc quản trị xác nhận đã làm trên hệ thống thư.');
    }
    return mailbox.hasStep ? YES : no('Không còn việc nào chờ làm trên hệ thống thư.');
  },
});

export const mailPolicies = definePolicies<null, 'mail.list' | 'mail.import' | 'mail.export'>({
  'mail.list': () => YES,
  'mail.import': (subject) =>
    hasRole(subject, 'focal', 'administrator') ? YES : no('Đầu mối hướng dẫn hoặc quản trị nhập sổ thư công vụ.'),
  'mail.export': (subject) => (seesAgency(subject) ? YES : no('Vai đang làm việc không xuất được sổ thư công vụ.')),
});
